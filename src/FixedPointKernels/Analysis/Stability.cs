using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Analysis;

/// <summary>The two numbers that decide whether a fixed point is stable, and both verdicts. The default has NaN for both and is not stable.</summary>
public readonly record struct Stability
{
    // Products below this have lost digits, and entries of 2 to this leave room for sums.
    private const double Smallest = 1e-290;
    private const int LargestExponent = 1000;

    // What nobody has computed is not a radius of 0.
    private readonly bool known;
    private readonly double radius;
    private readonly double abscissa;

    /// <summary>Of known numbers.</summary>
    /// <param name="spectralRadius">ρ = max |λ|.</param>
    /// <param name="spectralAbscissa">α = max Re λ; −∞ for the empty matrix.</param>
    public Stability(double spectralRadius, double spectralAbscissa) => (radius, abscissa, known) = (spectralRadius, spectralAbscissa, true);

    /// <summary>ρ = max |λ|.</summary>
    public double SpectralRadius => known ? radius : double.NaN;

    /// <summary>α = max Re λ; −∞ for the empty matrix.</summary>
    public double SpectralAbscissa => known ? abscissa : double.NaN;

    /// <summary>Whether the rate network τ dr/dt = −r + f(W r + x) returns to the fixed point after a small push: max Re λ(G W) &lt; 1.</summary>
    public bool IsStableAsOde => SpectralAbscissa < 1;

    /// <summary>Whether plain iteration r ← f(W r + x) returns to it: ρ(G W) &lt; 1. Implies <see cref="IsStableAsOde"/>, not the other way round.</summary>
    public bool IsStableAsMap => SpectralRadius < 1;

    /// <summary>Stability of the fixed point at which the gains are g: eigenvalues of G W, G = diag(g).</summary>
    /// <param name="n">Neurons N.</param>
    /// <param name="weights">W, N×N row-major.</param>
    /// <param name="gains">g = f′(W r + x), N, per unit of input current.</param>
    /// <returns>Radius and abscissa of G W (and of W G, and of √G W √G: the eigenvalues are the same).</returns>
    /// <remarks>Allocates, and costs some 12 N³ flops in double for both element types: see <see cref="Eigenvalues"/>; for N in the thousands there is
    /// <see cref="StabilityEstimator{T}"/>.
    /// No finite input fails: G W may overflow, and a number beyond the range of double is infinite.</remarks>
    /// <exception cref="ArgumentException">A shape does not fit, or an entry of W or g is not finite.</exception>
    public static Stability OfFixedPoint<T>(int n, ReadOnlySpan<T> weights, ReadOnlySpan<T> gains)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        Throw.IfNotShape(weights.Length, n, n, nameof(weights));
        Throw.IfNotLength(gains.Length, n, nameof(gains));
        double[] product = new double[weights.Length];
        bool leaves = false;
        for (int i = 0; i < n; i++)
        {
            double gain = double.CreateChecked(gains[i]);
            if (!double.IsFinite(gain)) throw new ArgumentException($"Gain {i} of {n} is {gain}; a fixed point has finite gains.", nameof(gains));
            for (int j = 0; j < n; j++)
            {
                double weight = double.CreateChecked(weights[(i * n) + j]);
                if (!double.IsFinite(weight)) throw new ArgumentException($"Entry ({i}, {j}) of the {n}×{n} weights is {weight}; a network has finite weights.", nameof(weights));
                product[(i * n) + j] = gain * weight;
                double size = Math.Abs(product[(i * n) + j]);
                leaves |= !(size is >= Smallest and <= double.MaxValue) && gain != 0 && weight != 0;
            }
        }

        int exponent = leaves ? Scaled(n, weights, gains, product) : 0;
        return Of(Eigenvalues.OfFinite(n, product, out _), exponent);
    }

    /// <summary>Stability of a fixed point of any map: eigenvalues of DF there, whose columns are products with unit vectors.</summary>
    /// <param name="map">The map.</param>
    /// <param name="linearization">Of the point, map.LinearizationSize.</param>
    /// <returns>Radius of DF, and abscissa of I + K (DF − I), K the map's relaxation rates: of DF where all are 1.</returns>
    /// <remarks>Allocates N × N doubles and costs N products and some 12 N³ flops; for N in the thousands there is <see cref="StabilityEstimator{T}"/> with
    /// <see cref="LinearizedMap{T, TMap}"/>.</remarks>
    /// <exception cref="ArgumentException">The length does not fit, or an entry of DF is not finite.</exception>
    public static Stability OfMap<T, TMap>(TMap map, ReadOnlySpan<T> linearization)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        Element.ThrowIfUnsupported<T>();
        int n = map.Size;
        LinearizedMap<T, TMap> derivative = new(map, linearization, map.Scratch(1).Allocate<T>().Scratch);
        T[] unit = new T[n], column = new T[n], matrix = new T[checked(n * n)];
        for (int j = 0; j < n; j++)
        {
            unit[j] = T.One;
            derivative.Multiply(unit, column);
            unit[j] = T.Zero;
            for (int i = 0; i < n; i++) matrix[(i * n) + j] = column[i];
        }

        Stability plain = OfMatrix<T>(n, matrix);
        ReadOnlySpan<T> rates = TMap.RelaxationRates(map);
        if (rates.IsEmpty) return plain;
        for (int i = 0; i < n; i++)
        {
            matrix[(i * n) + i] -= T.One;
            TensorPrimitives.Multiply(matrix.AsSpan(i * n, n), rates[i], matrix.AsSpan(i * n, n));
            matrix[(i * n) + i] += T.One;
        }

        return new(plain.SpectralRadius, OfMatrix<T>(n, matrix).SpectralAbscissa);
    }

    /// <summary>Spectral radius and abscissa of a matrix A; with A = W those of the linear network.</summary>
    /// <param name="n">The order of A.</param>
    /// <param name="matrix">A, n×n row-major.</param>
    /// <returns>Both numbers, in double; infinite beyond its range.</returns>
    /// <exception cref="ArgumentException">The shape does not fit, or an entry is not finite.</exception>
    public static Stability OfMatrix<T>(int n, ReadOnlySpan<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Of(Eigenvalues.Of(n, matrix), 0);

    private static Stability Of(Complex[] eigenvalues, int exponent)
    {
        double radius = 0;
        double abscissa = double.NegativeInfinity;
        foreach (Complex value in eigenvalues)
        {
            radius = Math.Max(radius, value.Magnitude);
            abscissa = Math.Max(abscissa, value.Real);
        }

        return new Stability(Math.ScaleB(radius, exponent), Math.ScaleB(abscissa, exponent));
    }

    // product ← 2⁻ᵉ D⁻¹ G W D with D² ≈ G, which has the eigenvalues of 2⁻ᵉ G W: gains of 1e200 and 1e-200 take no entry out of range that a
    // loop needs. Returns e, 0 if it can be.
    private static int Scaled<T>(int n, ReadOnlySpan<T> weights, ReadOnlySpan<T> gains, double[] product)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] half = new int[n];
        int largest = 0;
        for (int i = 0; i < n; i++) half[i] = gains[i] == T.Zero ? 0 : T.ILogB(gains[i]) / 2;
        for (int turn = 0; turn < 2; turn++)
        {
            for (int at = 0; at < product.Length; at++)
            {
                (int i, int j) = (at / n, at % n);
                double gain = double.CreateChecked(gains[i]), weight = double.CreateChecked(weights[at]);
                if (gain == 0 || weight == 0) continue;
                (int g, int w) = (Math.ILogB(gain), Math.ILogB(weight));
                int exponent = g + w - half[i] + half[j];
                if (turn == 0) largest = Math.Max(largest, exponent - LargestExponent);
                else product[at] = Math.ScaleB(Math.ScaleB(gain, -g) * Math.ScaleB(weight, -w), exponent - largest);
            }
        }

        return largest;
    }
}

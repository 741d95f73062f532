using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Analysis;

/// <summary>The two numbers that decide whether a fixed point is stable, and both verdicts. The default has
/// NaN for both and is not stable.</summary>
public readonly record struct Stability
{
    // So that a value that was never computed is not taken for a radius of 0.
    private readonly bool known;
    private readonly double radius;
    private readonly double abscissa;

    /// <summary>Of known numbers.</summary>
    /// <param name="spectralRadius">ρ = max |λ|.</param>
    /// <param name="spectralAbscissa">α = max Re λ; −∞ for the empty matrix.</param>
    public Stability(double spectralRadius, double spectralAbscissa) =>
        (radius, abscissa, known) = (spectralRadius, spectralAbscissa, true);

    /// <summary>ρ = max |λ|.</summary>
    public double SpectralRadius => known ? radius : double.NaN;

    /// <summary>α = max Re λ; −∞ for the empty matrix.</summary>
    public double SpectralAbscissa => known ? abscissa : double.NaN;

    /// <summary>Whether the rate network τ dr/dt = −r + f(W r + x) returns to the fixed point after a
    /// small push: max Re λ(G W) &lt; 1.</summary>
    public bool IsStableAsOde => SpectralAbscissa < 1;

    /// <summary>Whether plain iteration r ← f(W r + x) returns to it: ρ(G W) &lt; 1. Implies
    /// <see cref="IsStableAsOde"/>, not the other way round.</summary>
    public bool IsStableAsMap => SpectralRadius < 1;

    /// <summary>Stability of the fixed point at which the gains are g: eigenvalues of G W, G = diag(g).</summary>
    /// <param name="n">Neurons N.</param>
    /// <param name="weights">W, N×N row-major.</param>
    /// <param name="gains">g = f′(W r + x), N, per unit of input current.</param>
    /// <returns>Radius and abscissa of G W (and of W G, and of √G W √G: the eigenvalues are the same).</returns>
    /// <remarks>Allocates, and costs some 12 N³ flops in double for both element types: see <see cref="Eigenvalues"/>; for N in
    /// the thousands there is <see cref="StabilityEstimator{T}"/>. No finite input fails: G W may overflow, and a number beyond
    /// the range of double is infinite.</remarks>
    /// <exception cref="ArgumentException">A shape does not fit, or an entry of W or g is not finite.</exception>
    public static Stability OfFixedPoint<T>(int n, ReadOnlySpan<T> weights, ReadOnlySpan<T> gains)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        Throw.IfNotShape(weights.Length, n, n, nameof(weights));
        Throw.IfNotLength(gains.Length, n, nameof(gains));
        double[] product = new double[weights.Length];
        int exponent = GainedWeights.Write(n, weights, gains, product);
        return Of(Eigenvalues.OfFinite(n, product, out _), exponent);
    }

    /// <summary>Stability of a fixed point of any map: eigenvalues of DF there, whose columns are products with unit vectors
    /// where the map has no better matrix.</summary>
    /// <param name="map">The map.</param>
    /// <param name="linearization">Of the point, map.LinearizationSize.</param>
    /// <returns>Radius of DF, and abscissa of I + K (DF − I), K the map's relaxation rates: of DF where all are 1.</returns>
    /// <remarks>Allocates N × N doubles and costs N products and some 12 N³ flops; for N in the thousands there is
    /// <see cref="StabilityEstimator{T}"/> with <see cref="LinearizedMap{T, TMap}"/>, and for the abscissa of maps with relaxation rates
    /// with <see cref="LinearizedDynamics{T, TMap}"/>.</remarks>
    /// <exception cref="ArgumentException">The length does not fit, or an entry of DF is not finite.</exception>
    public static Stability OfMap<T, TMap>(TMap map, ReadOnlySpan<T> linearization)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        Element.ThrowIfUnsupported<T>();
        int n = map.Size;
        Throw.IfNotLength(linearization.Length, map.LinearizationSize, nameof(linearization));
        if (TMap.WriteSimilar(map, linearization) is { } similar)
            return Of(Eigenvalues.OfFinite(n, similar.Matrix, out _), similar.Exponent);
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
}

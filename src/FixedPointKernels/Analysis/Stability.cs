using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Analysis;

/// <summary>The two numbers that decide whether a fixed point is stable, and both verdicts. The default has NaN for both and is not stable.</summary>
public readonly record struct Stability
{
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
    /// <remarks>Allocates, and costs some 25 N³ flops in double for both element types: see <see cref="Eigenvalues"/>.</remarks>
    /// <exception cref="ArgumentException">A shape does not fit, or an entry of W, g or G W is not finite.</exception>
    /// <exception cref="InvalidOperationException">The eigenvalues did not converge.</exception>
    public static Stability OfFixedPoint<T>(int n, ReadOnlySpan<T> weights, ReadOnlySpan<T> gains)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        Throw.IfNotShape(weights.Length, n, n, nameof(weights));
        Throw.IfNotLength(gains.Length, n, nameof(gains));
        double[] product = new double[weights.Length];
        for (int i = 0; i < n; i++)
        {
            double gain = double.CreateChecked(gains[i]);
            if (!double.IsFinite(gain)) throw new ArgumentException($"Gain {i} of {n} is {gain}; a fixed point has finite gains.", nameof(gains));
            for (int j = 0; j < n; j++) product[(i * n) + j] = gain * double.CreateChecked(weights[(i * n) + j]);
        }

        for (int k = 0; k < product.Length; k++)
        {
            if (double.IsFinite(product[k])) continue;
            (int i, int j) = (k / n, k % n);
            throw T.IsFinite(weights[k])
                ? new ArgumentException($"Gain {i} of {n} times weight ({i}, {j}) is {gains[i]} times {weights[k]}, beyond the range of double.", nameof(gains))
                : new ArgumentException($"Entry ({i}, {j}) of the {n}×{n} weights is {weights[k]}; only finite matrices have eigenvalues.", nameof(weights));
        }

        return OfMatrix<double>(n, product);
    }

    /// <summary>Spectral radius and abscissa of a matrix A; with A = W those of the linear network.</summary>
    /// <param name="n">The order of A.</param>
    /// <param name="matrix">A, n×n row-major.</param>
    /// <returns>Both numbers, in double.</returns>
    /// <exception cref="ArgumentException">The shape does not fit, or an entry is not finite.</exception>
    /// <exception cref="InvalidOperationException">The eigenvalues did not converge.</exception>
    public static Stability OfMatrix<T>(int n, ReadOnlySpan<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        double radius = 0;
        double abscissa = double.NegativeInfinity;
        foreach (Complex value in Eigenvalues.Of(n, matrix))
        {
            radius = Math.Max(radius, value.Magnitude);
            abscissa = Math.Max(abscissa, value.Real);
        }

        return new Stability(radius, abscissa);
    }
}

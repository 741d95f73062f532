using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Analysis;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Circuits;

/// <summary>A circuit with Wr = I near its fixed point, as coupled damped oscillators: why that point is stable whatever the
/// parameters.</summary>
/// <remarks>
/// <para>With u = y − y* and C = diag(y*/(2 τ_y √a*)), the linearized circuit is u″ + C B′ C⁻¹ u′ + K u = 0: springs
/// K = diag(√a/(τ_y τ_a)), and damping B′ = diag(√a/τ_y + 1/τ_a) − diag(1/τ_a) W diag(y²). The couplings of B′ are not positive and
/// B′ a = a^{3/2}/τ_y + (b₀σ)²/τ_a is, so B′ is a nonsingular M-matrix: with B′ᵀ l = 1 and t = l/a, diag(t) B′ + B′ᵀ diag(t) is positive
/// definite, and Σ t′ᵢ (u′ᵢ² + Kᵢ uᵢ²) falls (<see cref="CircuitEnergy"/>).</para>
/// <para>Rectified: of the p units that are driven, b z &gt; 0; each of the others adds the eigenvalues −1/τ_y and −1/τ_a and nothing
/// more. Main: of all, p = n. The point is the closed form, computed here, as all the rest, in double for both element types. For the
/// analysis of a circuit, not for inner loops: it allocates some 4 p² doubles; its memory is its own, and reading is safe from any number
/// of threads. Source: S. Rawat, D. J. Heeger, S. Martiniani, NeurIPS 2024; t is our choice of the diagonal that they leave open.</para>
/// </remarks>
public sealed class CircuitOscillator
{
    private readonly int[] driven;
    private readonly double[] damping;
    private readonly double[] stiffness;
    private readonly double[] weights;

    private CircuitOscillator(int[] driven, IdentityPoint point)
    {
        (this.driven, Point) = (driven, point);
        int p = driven.Length;
        damping = new double[p * p];
        stiffness = new double[p];
        weights = new double[p];
        HasNoPositiveCoupling = HasPositiveProduct = true;
        for (int i = 0; i < p; i++)
        {
            int row = driven[i];
            double rate = 1 / point.TauA[row], pull = Math.Sqrt(point.A[row]) / point.TauY[row], product = 0;
            for (int j = 0; j < p; j++)
            {
                double y = point.Y[driven[j]], coupling = -point.Pool[(row * point.Units) + driven[j]] * y * y * rate;
                HasNoPositiveCoupling &= i == j || coupling <= 0;
                damping[(i * p) + j] = i == j ? coupling + pull + rate : coupling;
                product += damping[(i * p) + j] * point.A[driven[j]];
            }

            HasPositiveProduct &= product > 0;
            stiffness[i] = pull * rate;
        }

        SolveWeights();
        Energy = CircuitEnergy.Of(this);
    }

    /// <summary>The units that it couples, in their order: p of n.</summary>
    public ReadOnlySpan<int> Driven => driven;

    /// <summary>y* of all n units.</summary>
    public ReadOnlySpan<double> Y => Point.Y;

    /// <summary>a* of all n units.</summary>
    public ReadOnlySpan<double> A => Point.A;

    /// <summary>B′, p × p row-major.</summary>
    public ReadOnlySpan<double> Damping => damping;

    /// <summary>K's diagonal, p.</summary>
    public ReadOnlySpan<double> Stiffness => stiffness;

    /// <summary>t, p positive numbers; empty where rounding has made B′ singular or an entry of t is not positive and finite.</summary>
    public ReadOnlySpan<double> Weights => SmallestEigenvalue is null ? [] : weights;

    /// <summary>One half of the certificate: no entry of B′ beside its diagonal is positive.</summary>
    public bool HasNoPositiveCoupling { get; }

    /// <summary>The other half: every entry of B′ a is positive, in double.</summary>
    public bool HasPositiveProduct { get; }

    /// <summary>Whether both hold: B′ is a nonsingular M-matrix, so the fixed point is stable.</summary>
    public bool IsMMatrix => HasNoPositiveCoupling && HasPositiveProduct;

    /// <summary>The smallest eigenvalue of diag(t) B′ + B′ᵀ diag(t), positive in exact arithmetic and good to some p ε of the largest;
    /// ∞ where nothing is driven, null where <see cref="Weights"/> are not known.</summary>
    public double? SmallestEigenvalue { get; private set; }

    /// <summary>V of the main kind; null where it is not defined: a z is 0, the circuit is rectified, or <see cref="Weights"/> are not
    /// known.</summary>
    public CircuitEnergy? Energy { get; }

    internal IdentityPoint Point { get; }

    /// <summary>That of a circuit under a drive.</summary>
    /// <param name="circuit">A circuit with Wr = I.</param>
    /// <param name="drive">z, n.</param>
    /// <returns>Null where there is no finite fixed point with positive a: a drive that is not finite or too large, or σ = 0 and nothing in
    /// the pool of a driven unit.</returns>
    /// <exception cref="ArgumentException">The circuit has a matrix Wr, or the length does not fit.</exception>
    public static CircuitOscillator? Of<T>(Circuit<T> circuit, ReadOnlySpan<T> drive)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        IdentityPoint point = IdentityPoint.Of(circuit, drive);
        bool main = point.Kind == CircuitKind.Main;
        int[] driven = [.. Enumerable.Range(0, point.Units).Where(i => main || point.Driven[i] > 0)];
        foreach (int i in driven)
        {
            if (!(point.A[i] > 0) || !double.IsFinite(point.A[i]) || !double.IsFinite(point.Y[i])) return null;
        }

        return point.Driven.All(double.IsFinite) ? new(driven, point) : null;
    }

    // B′ᵀ l = 1, t = l/a, and the spectrum of what they make symmetric.
    private void SolveWeights()
    {
        int p = driven.Length;
        if (p == 0) SmallestEigenvalue = double.PositiveInfinity;
        if (p == 0 || !Finite.All<double>(damping)) return;
        double[] lu = [.. damping];
        int[] pivots = new int[p];
        if (Lu.Factor(p, lu, p, pivots, Lu.FactorScratch<double>(p).Allocate<double>().Scratch) >= 0) return;
        Array.Fill(weights, 1);
        Lu.Solve<double>(Transpose.Yes, p, lu, p, pivots, weights);
        for (int i = 0; i < p; i++)
        {
            weights[i] /= A[driven[i]];
            if (!(weights[i] > 0 && double.IsFinite(weights[i]))) return;
        }

        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < p; j++) lu[(i * p) + j] = (weights[i] * damping[(i * p) + j]) + (weights[j] * damping[(j * p) + i]);
        }

        if (Finite.All<double>(lu)) SmallestEigenvalue = Eigenvalues.OfFinite(p, lu, out _).Min(one => one.Real);
    }
}

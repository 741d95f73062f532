using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Rules;

/// <summary>
/// The reparameterized rule of a linear network: gradient descent on A = (G⁻¹ − W)⁻¹,
/// ΔW = M − (M⁻¹ + ΔA)⁻¹, M = G⁻¹ − W, ΔA = −η mean e xᵀ.
/// </summary>
/// <remarks>
/// Two forms of one step. Dense: two N×N inverses. Woodbury: with ΔA = U V of rank B, ΔW = M U (I + V M U)⁻¹ V M, one B×B LU and four
/// N×N×B products; taken for B &lt; N. Source: V. Zhu, R. Rosenbaum 2024 (ΔW₂); M. A. Woodbury, "Inverting modified matrices", 1950.
/// </remarks>
public static class Reparameterized
{
    /// <summary>Scratch that <see cref="Accumulate"/> needs for a batch, and for every smaller one.</summary>
    public static ScratchSize Scratch<T>(int batch, int neurons)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(neurons);
        return batch < neurons
            ? WoodburyScratch<T>(batch, neurons)
            : ScratchSize.Max(DenseScratch<T>(batch, neurons), WoodburyScratch<T>(neurons - 1, neurons));
    }

    /// <summary>ΔW ← ΔW + the step, by whichever form is cheaper.</summary>
    /// <param name="weights">W, N × N.</param>
    /// <param name="gains">The fixed gains g &gt; 0 of the linear neurons, length N.</param>
    /// <param name="rate">η.</param>
    /// <param name="drives">x, B × N.</param>
    /// <param name="errors">e = ∂L/∂r, B × N.</param>
    /// <param name="deltaW">N × N; added to, or untouched when the step is singular.</param>
    /// <param name="pivots">Room for max(N, B) pivots.</param>
    /// <param name="scratch">As <see cref="Scratch"/> says.</param>
    /// <returns>Converged, or Singular when M or M⁻¹ + ΔA has no inverse, or NonFinite.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, shared memory, η not finite, or a gain that is not positive.</exception>
    /// <exception cref="InvalidOperationException">W was changed meanwhile; ΔW is unchanged then.</exception>
    public static SolveStatus Accumulate<T>(
        PackedWeights<T> weights, ReadOnlySpan<T> gains, T rate, ReadOnlySpan<T> drives, ReadOnlySpan<T> errors, Span<T> deltaW,
        Span<int> pivots, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(weights);
        Throw.IfNotFinite(rate, nameof(rate));
        int batch = errors.Length / weights.Outputs;
        return batch < weights.Outputs
            ? AccumulateWoodbury(weights, gains, rate, drives, errors, deltaW, pivots, scratch)
            : AccumulateDense(weights, gains, rate, drives, errors, deltaW, pivots, scratch);
    }

    internal static ScratchSize DenseScratch<T>(int batch, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ScratchSize.Of(n, n) + ScratchSize.Of(n, n) + ScratchSize.Of(n, n)
        + ScratchSize.Max(ScratchSize.Max(Lu.FactorScratch<T>(n), Lu.InvertScratch<T>(n)), Gemm.MultiplyScratch<T>(n, n, batch));

    internal static ScratchSize WoodburyScratch<T>(int batch, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ScratchSize.Of(batch, n) + ScratchSize.Of(batch, n) + ScratchSize.Of(batch, n) + ScratchSize.Of(batch, batch)
        + ScratchSize.Max(
            ScratchSize.Max(Lu.FactorScratch<T>(batch), Lu.SolveManyScratch<T>(batch, n)),
            ScratchSize.Max(Gemm.MultiplyScratch<T>(batch, batch, n), Gemm.MultiplyScratch<T>(n, n, batch)));

    internal static SolveStatus AccumulateDense<T>(
        PackedWeights<T> weights, ReadOnlySpan<T> gains, T rate, ReadOnlySpan<T> drives, ReadOnlySpan<T> errors, Span<T> deltaW,
        Span<int> pivots, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = weights.Outputs;
        int batch = Check(weights, gains, drives, errors, deltaW, pivots);
        pivots = pivots[..n];
        long version = weights.BeginRead();
        scratch = scratch.Take(n, n, out Span<T> m).Take(n, n, out Span<T> work).Take(n, n, out Span<T> inverse);
        TensorPrimitives.Negate(weights.Values, m);
        weights.EndRead(version);
        for (int i = 0; i < n; i++) m[(i * n) + i] += T.One / gains[i];
        m.CopyTo(work);
        if (Lu.Factor(n, work, n, pivots, scratch) >= 0) return SolveStatus.Singular;
        Lu.Invert(n, work, n, pivots, inverse, n, scratch);
        T factor = -rate / T.CreateTruncating(Math.Max(batch, 1));
        Gemm.Multiply(Transpose.Yes, Transpose.No, n, n, batch, factor, errors, n, drives, n, T.One, inverse, n, scratch);
        if (!TensorPrimitives.IsFiniteAll<T>(inverse)) return SolveStatus.NonFinite;
        if (Lu.Factor(n, inverse, n, pivots, scratch) >= 0) return SolveStatus.Singular;
        Lu.Invert(n, inverse, n, pivots, work, n, scratch);
        TensorPrimitives.Subtract<T>(m, work, m);
        return Add<T>(m, deltaW);
    }

    internal static SolveStatus AccumulateWoodbury<T>(
        PackedWeights<T> weights, ReadOnlySpan<T> gains, T rate, ReadOnlySpan<T> drives, ReadOnlySpan<T> errors, Span<T> deltaW,
        Span<int> pivots, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = weights.Outputs;
        int batch = Check(weights, gains, drives, errors, deltaW, pivots);
        if (batch == 0) return SolveStatus.Converged;
        pivots = pivots[..batch];
        long version = weights.BeginRead();
        scratch = scratch.Take(batch, n, out Span<T> mu).Take(batch, n, out Span<T> vm).Take(batch, n, out Span<T> work)
            .Take(batch, batch, out Span<T> core);

        // Rows of mu: M uₖ = uₖ∘g⁻¹ − W uₖ with uₖ = −(η/B) eₖ; rows of vm: Mᵀ xₖ = xₖ∘g⁻¹ − Wᵀ xₖ.
        TensorPrimitives.Multiply(errors, -rate / T.CreateTruncating(batch), work);
        weights.Multiply(batch, work, T.Zero, mu);
        SubtractFromScaled<T>(work, gains, mu);
        weights.MultiplyTransposed(batch, drives, T.Zero, vm);
        SubtractFromScaled(drives, gains, vm);
        weights.EndRead(version);

        // core = I + V M U, V's rows the drives.
        Gemm.Multiply(Transpose.No, Transpose.Yes, batch, batch, n, T.One, drives, n, mu, n, T.Zero, core, batch, scratch);
        for (int k = 0; k < batch; k++) core[(k * batch) + k] += T.One;
        if (!TensorPrimitives.IsFiniteAll<T>(core)) return SolveStatus.NonFinite;
        if (Lu.Factor(batch, core, batch, pivots, scratch) >= 0) return SolveStatus.Singular;
        Lu.SolveMany<T>(Transpose.No, batch, core, batch, pivots, n, vm, n, scratch);
        if (!TensorPrimitives.IsFiniteAll<T>(vm) || !TensorPrimitives.IsFiniteAll<T>(mu)) return SolveStatus.NonFinite;
        Gemm.Multiply(Transpose.Yes, Transpose.No, n, n, batch, T.One, mu, n, vm, n, T.One, deltaW, n, scratch);
        return SolveStatus.Converged;
    }

    // rows ← vectors∘g⁻¹ − rows.
    private static void SubtractFromScaled<T>(ReadOnlySpan<T> vectors, ReadOnlySpan<T> gains, Span<T> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = gains.Length;
        for (int at = 0; at < vectors.Length; at += n)
        {
            for (int i = 0; i < n; i++) rows[at + i] = (vectors[at + i] / gains[i]) - rows[at + i];
        }
    }

    private static SolveStatus Add<T>(ReadOnlySpan<T> step, Span<T> deltaW)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!TensorPrimitives.IsFiniteAll(step)) return SolveStatus.NonFinite;
        TensorPrimitives.Add(deltaW, step, deltaW);
        return SolveStatus.Converged;
    }

    private static int Check<T>(
        PackedWeights<T> weights, ReadOnlySpan<T> gains, ReadOnlySpan<T> drives, ReadOnlySpan<T> errors, Span<T> deltaW, Span<int> pivots)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = weights.Outputs;
        if (weights.Inputs != n)
            throw new ArgumentException($"W is {n}×{weights.Inputs}; a recurrent network needs a square one.", nameof(weights));
        int batch = errors.Length / n;
        Throw.IfNotShape(errors.Length, batch, n, nameof(errors));
        Throw.IfNotShape(drives.Length, batch, n, nameof(drives));
        Throw.IfNotLength(gains.Length, n, nameof(gains));
        Throw.IfNotShape(deltaW.Length, n, n, nameof(deltaW));
        Throw.IfOverlaps(drives, deltaW, nameof(drives), nameof(deltaW));
        Throw.IfOverlaps(errors, deltaW, nameof(errors), nameof(deltaW));
        if (pivots.Length < Math.Max(n, batch))
            throw new ArgumentException($"pivots has room for {pivots.Length}, but {Math.Max(n, batch)} are needed.", nameof(pivots));
        foreach (T gain in gains)
        {
            if (!(gain > T.Zero))
                throw new ArgumentException($"A gain is {gain}; the reparameterization needs positive gains.", nameof(gains));
        }

        return batch;
    }
}

using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>One inverse P = (I − D̄F)⁻¹ at the mean linearization of the active rows, packed for products with a
/// batch: a shared preconditioner.</summary>
/// <remarks>It outlives a call: the next call tries it before it pays for another.</remarks>
internal sealed class SharedInverse<T>(int size)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> packed = new(Gemm.PackedLength<T>(size, size));
    private readonly int[] pivots = new int[size];

    /// <summary>Whether the last refresh found an invertible matrix.</summary>
    internal bool Usable { get; private set; }

    internal static ScratchSize RefreshScratch(int size, int linearizationSize) =>
        ScratchSize.Of(linearizationSize) + ScratchSize.Of(size, size) + ScratchSize.Of(size, size)
        + ScratchSize.Max(Lu.FactorScratch<T>(size), Lu.InvertScratch<T>(size));

    /// <summary>The next call has to make its own.</summary>
    internal void Forget() => Usable = false;

    /// <summary>Factors and inverts at the mean linearization of the active rows.</summary>
    internal void Refresh<TMap>(in TMap map, Slots<T> slots, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        scratch = scratch.Take(slots.LinearizationSize, out Span<T> mean).Take(size, size, out Span<T> jacobian)
            .Take(size, size, out Span<T> inverse);
        mean.Clear();
        for (int row = 0; row < slots.Active; row++) TensorPrimitives.Add(mean, slots.Linearization(row), mean);
        TensorPrimitives.Divide(mean, T.CreateTruncating(slots.Active), mean);
        TMap.WriteJacobian(map, mean, jacobian);
        report.Factorizations++;
        Usable = Lu.Factor(size, jacobian, size, pivots, scratch) < 0;
        if (!Usable) return;
        Lu.Invert(size, jacobian, size, pivots, inverse, size, scratch);

        // An inverse that overflowed would stay for all later calls, because no sample stays active long enough to ask for another.
        Usable = TensorPrimitives.IsFiniteAll<T>(inverse);
        if (!Usable) return;

        // P v for every row v is rows times Pᵀ; where the map wrote the transpose, rows times P.
        Transpose form = TMap.JacobianForm == Transpose.No ? Transpose.Yes : Transpose.No;
        Gemm.Pack<T>(form, size, size, inverse, size, packed.Span);
    }

    /// <summary>results ← P vectors + β·results, row by row.</summary>
    internal void Apply(int rows, ReadOnlySpan<T> vectors, T beta, Span<T> results) =>
        Gemm.MultiplyPacked(rows, size, size, T.One, vectors, size, packed.Span, beta, results, size);
}

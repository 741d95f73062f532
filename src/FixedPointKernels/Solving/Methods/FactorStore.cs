using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>LU factors of samples' Jacobians: one block for each sample of the batch, or a single one that the last sample owns.</summary>
internal sealed class FactorStore<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int size;
    private readonly AlignedBuffer<T> matrices;
    private readonly int[] pivots;
    private readonly int[] owners;
    private readonly bool[] single;

    internal FactorStore(int size, int blocks)
    {
        this.size = size;
        matrices = new(checked(blocks * size * size));
        pivots = new int[checked(blocks * size)];
        owners = new int[blocks];
        single = new bool[blocks];
        Clear();
    }

    internal void Clear()
    {
        for (int i = 0; i < owners.Length; i++) owners[i] = -1;
    }

    /// <summary>Whether the sample's last factors are still here.</summary>
    internal bool Holds(int sample) => owners[Block(sample)] == sample;

    /// <summary>Assigns the block to the sample, once its factors are good.</summary>
    internal void Own(int sample, bool good) => owners[Block(sample)] = good ? sample : -1;

    /// <summary>Factors what <see cref="Matrix"/> holds, in place.</summary>
    /// <returns>Whether it is regular.</returns>
    internal bool Factor(int sample, Scratch<T> scratch)
    {
        single[Block(sample)] = false;
        return Lu.Factor(size, Matrix(sample), size, Pivots(sample), scratch) < 0;
    }

    /// <summary>Factors the matrix in float (<see cref="SingleFactors"/>).</summary>
    /// <returns>Whether it is regular in float.</returns>
    internal bool FactorSingle(int sample, ReadOnlySpan<T> matrix, Scratch<T> scratch)
    {
        single[Block(sample)] = true;
        return SingleFactors.Factor(size, matrix, Matrix(sample), Pivots(sample), scratch);
    }

    /// <summary>x ← A⁻¹ x, or A⁻ᵀ x, with the sample's factors; scratch as <see cref="SingleFactors.Scratch"/>.</summary>
    internal void Solve(Transpose form, int sample, Span<T> x, Scratch<T> scratch)
    {
        if (single[Block(sample)]) SingleFactors.Solve(form, size, Matrix(sample), Pivots(sample), x, scratch);
        else Lu.Solve(form, size, Matrix(sample), size, Pivots(sample), x);
    }

    internal Span<T> Matrix(int sample) => matrices.Span.Slice(Block(sample) * size * size, size * size);

    private Span<int> Pivots(int sample) => pivots.AsSpan(Block(sample) * size, size);

    private int Block(int sample) => owners.Length == 1 ? 0 : sample;
}

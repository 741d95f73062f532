using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>
/// What the factored columns [first, first + left) do to the columns right of them: U₁₂ = L₁₁⁻¹ A₁₂, then A₂₂ ← A₂₂ − L₂₁ U₁₂.
/// </summary>
/// <remarks>
/// A strip of A₁₂, four registers wide, is solved block by block of <see cref="Depth"/> rows; what is solved is kept a second time in
/// scratch, its vectors adjacent, and multiplied at once, from the first-level cache, with all rows of L below. L is read where it lies.
/// </remarks>
internal ref struct LuUpdate<T>(Span<T> a, int lda, int n, int first, int left, int right, Span<T> scratch) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows solved before they are multiplied: 128 × 256 bytes are 32 KiB of a first-level cache of 48.</summary>
    internal const int Depth = 128;

    private readonly ref T matrix = ref MemoryMarshal.GetReference(a);
    private readonly ref T solved = ref MemoryMarshal.GetReference(scratch);

    internal static int ScratchLength(int n) => Math.Min(n, Depth) * GemmBlocking.WidestPanelColumns<T>();

    public readonly void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        if (right < S.Count) Strips<Lane1<T>, T>();
        else Strips<S, V>();
    }

    private readonly void Strips<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int group = GemmBlocking.TileVectors<S, V, T>(6) * S.Count;
        int end = first + left + right;
        for (int column = first + left; column < end;)
        {
            // A strip of less than one register has nothing to overlap with: the one before leaves it a register more.
            int rest = end - column;
            int columns = rest <= group ? rest : rest < group + S.Count ? group - S.Count : group;
            Strip<S, V>(column, columns);
            column += columns;
        }
    }

    private readonly void Strip<S, V>(int column, int columns)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint last = (nuint)(columns - S.Count);
        switch ((columns + S.Count - 1) / S.Count)
        {
            case 1: Strip<S, V, GemmExtent.One>(column, last); break;
            case 2: Strip<S, V, GemmExtent.Two>(column, last); break;
            case 3: Strip<S, V, GemmExtent.Three>(column, last); break;
            default: Strip<S, V, GemmExtent.Four>(column, last); break;
        }
    }

    private readonly void Strip<S, V, C>(int column, nuint last)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where C : struct, IGemmExtent
    {
        nint ld = lda;
        ref T strip = ref Unsafe.Add(ref matrix, column);
        for (int start = first; start < first + left; start += Depth)
        {
            int depth = Math.Min(Depth, first + left - start);
            ref T lower = ref Unsafe.Add(ref matrix, start);
            int i = 0;
            for (; i + 4 <= depth; i += 4)
            {
                UpdateMicro.Solve<S, V, T, GemmExtent.Four, C>(
                    i, ref Unsafe.Add(ref lower, (start + i) * ld), ld, ref solved, ref Unsafe.Add(ref strip, (start + i) * ld), last);
            }

            for (; i < depth; i++)
            {
                UpdateMicro.Solve<S, V, T, GemmExtent.One, C>(
                    i, ref Unsafe.Add(ref lower, (start + i) * ld), ld, ref solved, ref Unsafe.Add(ref strip, (start + i) * ld), last);
            }

            int row = start + depth;
            for (; row + 6 <= n; row += 6)
            {
                UpdateMicro.Subtract<S, V, T, GemmExtent.Six, C>(
                    depth, ref Unsafe.Add(ref lower, row * ld), ld, ref solved, ref Unsafe.Add(ref strip, row * ld), last);
            }

            for (; row + 2 <= n; row += 2)
            {
                UpdateMicro.Subtract<S, V, T, GemmExtent.Two, C>(
                    depth, ref Unsafe.Add(ref lower, row * ld), ld, ref solved, ref Unsafe.Add(ref strip, row * ld), last);
            }

            if (row < n)
            {
                UpdateMicro.Subtract<S, V, T, GemmExtent.One, C>(
                    depth, ref Unsafe.Add(ref lower, row * ld), ld, ref solved, ref Unsafe.Add(ref strip, row * ld), last);
            }
        }
    }
}

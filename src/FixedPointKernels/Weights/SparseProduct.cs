using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Weights;

/// <summary>Products of sparse lines with many vectors: a panel of samples side by side, so that an entry is read once for all of them;
/// what is left one by one.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Whatever the width, an element is the same chain of multiply-adds in the order of its line's entries: a
/// sample has the same bits in a panel and alone.
/// </remarks>
internal readonly ref struct SparseProduct<T>(
    SparseLines<T> lines, int length, int rows, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Turning a panel over costs as much as some entries a line; of fewer samples than this it is not worth it.
    private const int FewestOfPanel = 4;

    private readonly ReadOnlySpan<T> vectors = vectors;
    private readonly Span<T> products = products;
    private readonly Scratch<T> scratch = scratch;

    /// <summary>A panel of vectors and one of products.</summary>
    internal static ScratchSize Scratch(int rows, int lines, int length)
    {
        if (rows < FewestOfPanel) return ScratchSize.None;
        int width = GemmBlocking.PanelColumns<T>();
        return ScratchSize.Of(length, width) + ScratchSize.Of(lines, width);
    }

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int width = GemmBlocking.PanelColumns<S, V, T>(), count = lines.Count, row = 0;
        for (; rows - row >= FewestOfPanel; row += width)
        {
            int taken = Math.Min(width, rows - row);
            Panel<S, V>(width, taken, vectors.Slice(row * length, taken * length), products.Slice(row * count, taken * count));
        }

        for (; row < rows; row++) One(vectors.Slice(row * length, length), products.Slice(row * count, count));
    }

    private void Panel<S, V>(int width, int taken, ReadOnlySpan<T> from, Span<T> to)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int count = lines.Count;
        scratch.Take(length, width, out Span<T> panel).Take(count, width, out Span<T> sums);
        GemmPacking.Right<S, V, T>(Transpose.Yes, from, length, 0, 0, length, taken, panel);
        Multiply<S, V>(width, panel, sums);
        GemmPacking.RowsOfPanel(sums, width, count, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply<S, V>(int width, ReadOnlySpan<T> panel, Span<T> sums)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        ref T v = ref MemoryMarshal.GetReference(panel);
        ref T result = ref MemoryMarshal.GetReference(sums);
        ref int start = ref MemoryMarshal.GetArrayDataReference(lines.Starts);
        ref int index = ref MemoryMarshal.GetArrayDataReference(lines.Indices);
        ref T value = ref MemoryMarshal.GetArrayDataReference(lines.Values);
        nuint one = (nuint)S.Count;
        for (int line = 0; line < lines.Count; line++)
        {
            int begin = Unsafe.Add(ref start, line), end = Unsafe.Add(ref start, line + 1);
            nuint to = (nuint)line * (nuint)width;

            // A panel is two or four registers wide.
            for (int lane = 0; lane < width; lane += 2 * S.Count)
            {
                V first = default, second = default;
                for (int at = begin; at < end; at++)
                {
                    V weight = S.Broadcast(Unsafe.Add(ref value, at));
                    nuint from = ((nuint)(uint)Unsafe.Add(ref index, at) * (nuint)width) + (nuint)lane;
                    first = S.MultiplyAdd(weight, S.Load(ref v, from), first);
                    second = S.MultiplyAdd(weight, S.Load(ref v, from + one), second);
                }

                S.Store(first, ref result, to + (nuint)lane);
                S.Store(second, ref result, to + (nuint)lane + one);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void One(ReadOnlySpan<T> from, Span<T> to)
    {
        ref T v = ref MemoryMarshal.GetReference(from);
        ref int index = ref MemoryMarshal.GetArrayDataReference(lines.Indices);
        ref T value = ref MemoryMarshal.GetArrayDataReference(lines.Values);
        int[] starts = lines.Starts;
        for (int line = 0; line < to.Length; line++)
        {
            T sum = T.Zero;
            for (int at = starts[line]; at < starts[line + 1]; at++)
                sum = T.FusedMultiplyAdd(Unsafe.Add(ref value, at), Unsafe.Add(ref v, Unsafe.Add(ref index, at)), sum);
            to[line] = sum;
        }
    }
}

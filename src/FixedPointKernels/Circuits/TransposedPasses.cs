using System;
using System.Numerics;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Circuits;

/// <summary>What Wrᵀ takes in a product with DFᵀ: gated ← (1 − √a)∘p, 0 where a rectified output is shut.</summary>
internal readonly ref struct GatePass<T>(
    int units, bool rectifiesOutput, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> gated) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> linearizations = linearizations;
    private readonly ReadOnlySpan<T> vectors = vectors;
    private readonly Span<T> gated = gated;

    public unsafe void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint n = (nuint)units, whole = n - (n % (nuint)S.Count);
        V zero = S.Broadcast(T.Zero), one = S.Broadcast(T.One), mask = S.FirstLanes((int)(n - whole));
        fixed (T* linear = linearizations, vector = vectors, gate = gated)
        {
            for (nuint row = 0, rows = (nuint)gated.Length / n; row < rows; row++)
            {
                T* a = linear + (3 * n * row) + n, recurrent = a + n, p = vector + (2 * n * row), to = gate + (n * row);
                for (nuint i = 0; i < n; i += (nuint)S.Count)
                {
                    bool isWhole = i < whole;
                    V open = S.Subtract(one, S.Sqrt(RowLanes.Get<S, V, T>(a, i, isWhole, mask)));
                    V value = S.Multiply(open, RowLanes.Get<S, V, T>(p, i, isWhole, mask));
                    if (rectifiesOutput) value = S.IfGreater(RowLanes.Get<S, V, T>(recurrent, i, isWhole, mask), zero, value, zero);
                    RowLanes.Put<S, V, T>(value, to, i, isWhole, mask);
                }
            }
        }
    }
}

/// <summary>What follows the products with Wrᵀ (in the first halves of the products) and Wᵀ (h, pooled): the products
/// (Wrᵀ gated + 2 a∘y∘h, −(R / 2√a)∘p + y²∘h) of (p, q).</summary>
internal readonly ref struct TransposedPass<T>(
    int units, CircuitKind kind, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, ReadOnlySpan<T> pooled, Span<T> products)
    : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> linearizations = linearizations;
    private readonly ReadOnlySpan<T> vectors = vectors;
    private readonly ReadOnlySpan<T> pooled = pooled;
    private readonly Span<T> products = products;

    public unsafe void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint n = (nuint)units, whole = n - (n % (nuint)S.Count);
        V zero = S.Broadcast(T.Zero), mask = S.FirstLanes((int)(n - whole));
        bool rectified = kind != CircuitKind.Main, shutsInput = kind == CircuitKind.RectifiedInput;
        fixed (T* linear = linearizations, vector = vectors, pool = pooled, product = products)
        {
            for (nuint row = 0, rows = (nuint)pooled.Length / n; row < rows; row++)
            {
                T* y = linear + (3 * n * row), a = y + n, recurrent = a + n;
                T* p = vector + (2 * n * row), h = pool + (n * row), toY = product + (2 * n * row), toA = toY + n;
                for (nuint i = 0; i < n; i += (nuint)S.Count)
                {
                    bool isWhole = i < whole;
                    V signal = RowLanes.Get<S, V, T>(y, i, isWhole, mask), held = RowLanes.Get<S, V, T>(a, i, isWhole, mask);
                    V back = RowLanes.Get<S, V, T>(toY, i, isWhole, mask), given = RowLanes.Get<S, V, T>(h, i, isWhole, mask);
                    if (shutsInput) back = S.IfGreater(signal, zero, back, zero);
                    if (rectified) signal = S.IfGreater(signal, zero, signal, zero);
                    V root = S.Sqrt(held), twice = S.Multiply(S.Add(held, held), signal);
                    V slope = S.Divide(RowLanes.Get<S, V, T>(recurrent, i, isWhole, mask), S.Add(root, root));
                    V ofA = S.Multiply(S.Multiply(signal, signal), given);
                    RowLanes.Put<S, V, T>(S.MultiplyAdd(twice, given, back), toY, i, isWhole, mask);
                    RowLanes.Put<S, V, T>(
                        S.NegateMultiplyAdd(slope, RowLanes.Get<S, V, T>(p, i, isWhole, mask), ofA), toA, i, isWhole, mask);
                }
            }
        }
    }
}

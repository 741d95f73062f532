using System;
using System.Numerics;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Circuits;

/// <summary>The second halves of the adjoints ← m = ∂L/∂a − ∂L/∂y ∘ y/(2a); where rectified, ∂L/∂a of a unit whose y is not
/// positive.</summary>
internal readonly ref struct PoolErrorPass<T>(
    int units, bool rectified, ReadOnlySpan<T> states, ReadOnlySpan<T> errors, Span<T> adjoints) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> states = states;
    private readonly ReadOnlySpan<T> errors = errors;
    private readonly Span<T> adjoints = adjoints;

    public unsafe void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint n = (nuint)units, whole = n - (n % (nuint)S.Count);
        V zero = S.Broadcast(T.Zero), half = S.Broadcast(T.One / (T.One + T.One)), mask = S.FirstLanes((int)(n - whole));
        fixed (T* state = states, error = errors, adjoint = adjoints)
        {
            for (nuint row = 0, end = (nuint)states.Length; row < end; row += 2 * n)
            {
                T* y = state + row, a = y + n, ofY = error + row, ofA = ofY + n, m = adjoint + row + n;
                for (nuint i = 0; i < n; i += (nuint)S.Count)
                {
                    bool isWhole = i < whole;
                    V here = RowLanes.Get<S, V, T>(y, i, isWhole, mask), given = RowLanes.Get<S, V, T>(ofA, i, isWhole, mask);
                    V pull = S.Divide(S.Multiply(half, here), RowLanes.Get<S, V, T>(a, i, isWhole, mask));
                    V value = S.NegateMultiplyAdd(RowLanes.Get<S, V, T>(ofY, i, isWhole, mask), pull, given);
                    if (rectified) value = S.IfGreater(here, zero, value, given);
                    RowLanes.Put<S, V, T>(value, m, i, isWhole, mask);
                }
            }
        }
    }
}

/// <summary>The first halves of the adjoints ← l = ∂L/∂y / √a + 2 √a∘y∘h, h = Wᵀ m; where rectified, ∂L/∂y of a unit whose y is
/// not positive.</summary>
internal readonly ref struct DriveErrorPass<T>(
    int units, bool rectified, ReadOnlySpan<T> states, ReadOnlySpan<T> errors, ReadOnlySpan<T> pooled, Span<T> adjoints) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> states = states;
    private readonly ReadOnlySpan<T> errors = errors;
    private readonly ReadOnlySpan<T> pooled = pooled;
    private readonly Span<T> adjoints = adjoints;

    public unsafe void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint n = (nuint)units, whole = n - (n % (nuint)S.Count);
        V zero = S.Broadcast(T.Zero), mask = S.FirstLanes((int)(n - whole));
        fixed (T* state = states, error = errors, pool = pooled, adjoint = adjoints)
        {
            for (nuint row = 0, rows = (nuint)pooled.Length / n; row < rows; row++)
            {
                T* y = state + (2 * n * row), a = y + n, ofY = error + (2 * n * row), h = pool + (n * row), l = adjoint + (2 * n * row);
                for (nuint i = 0; i < n; i += (nuint)S.Count)
                {
                    bool isWhole = i < whole;
                    V here = RowLanes.Get<S, V, T>(y, i, isWhole, mask), given = RowLanes.Get<S, V, T>(ofY, i, isWhole, mask);
                    V root = S.Sqrt(RowLanes.Get<S, V, T>(a, i, isWhole, mask)), slope = S.Multiply(S.Add(root, root), here);
                    V value = S.MultiplyAdd(slope, RowLanes.Get<S, V, T>(h, i, isWhole, mask), S.Divide(given, root));
                    if (rectified) value = S.IfGreater(here, zero, value, given);
                    RowLanes.Put<S, V, T>(value, l, i, isWhole, mask);
                }
            }
        }
    }
}

using System;
using System.Numerics;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Circuits;

/// <summary>squares ← (b∘z)², or [b∘z]₊²: what feeds the pool.</summary>
internal readonly ref struct SquarePass<T>(bool rectified, ReadOnlySpan<T> gains, ReadOnlySpan<T> drives, Span<T> squares) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> gains = gains;
    private readonly ReadOnlySpan<T> drives = drives;
    private readonly Span<T> squares = squares;

    public unsafe void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint n = (nuint)gains.Length, whole = n - (n % (nuint)S.Count);
        V zero = S.Broadcast(T.Zero), mask = S.FirstLanes((int)(n - whole));
        fixed (T* gain = gains, drive = drives, square = squares)
        {
            for (nuint row = 0, end = (nuint)squares.Length; row < end; row += n)
            {
                for (nuint i = 0; i < whole; i += (nuint)S.Count)
                {
                    V given = S.Multiply(S.Load(ref *gain, i), S.Load(ref *drive, row + i));
                    if (rectified) given = S.IfGreater(given, zero, given, zero);
                    S.Store(S.Multiply(given, given), ref *square, row + i);
                }

                if (whole == n) continue;
                V last = S.Multiply(S.LoadMasked(ref *gain, whole, mask), S.LoadMasked(ref *drive, row + whole, mask));
                if (rectified) last = S.IfGreater(last, zero, last, zero);
                S.StoreMasked(S.Multiply(last, last), ref *square, row + whole, mask);
            }
        }
    }
}

/// <summary>states, whose second halves hold the pools, ← (b∘z / √a, a) with a = (b₀σ)² + pool; where rectified, units whose drive is not
/// positive keep it.</summary>
internal readonly ref struct NormalizePass<T>(
    bool rectified, ReadOnlySpan<T> gains, ReadOnlySpan<T> floor, ReadOnlySpan<T> drives, Span<T> states) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> gains = gains;
    private readonly ReadOnlySpan<T> floor = floor;
    private readonly ReadOnlySpan<T> drives = drives;
    private readonly Span<T> states = states;

    public unsafe void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint n = (nuint)gains.Length, whole = n - (n % (nuint)S.Count);
        V zero = S.Broadcast(T.Zero), one = S.Broadcast(T.One), mask = S.FirstLanes((int)(n - whole));
        fixed (T* gain = gains, least = floor, drive = drives, state = states)
        {
            for (nuint row = 0, end = (nuint)drives.Length; row < end; row += n)
            {
                T* y = state + (2 * row), a = y + n;
                for (nuint i = 0; i < whole; i += (nuint)S.Count)
                {
                    V held = S.Add(S.Load(ref *least, i), S.Load(ref *a, i));
                    V given = S.Multiply(S.Load(ref *gain, i), S.Load(ref *drive, row + i));
                    S.Store(held, ref *a, i);
                    S.Store(Normalized<S, V>(given, held, zero, one), ref *y, i);
                }

                if (whole == n) continue;
                V rest = S.Add(S.LoadMasked(ref *least, whole, mask), S.LoadMasked(ref *a, whole, mask));
                V last = S.Multiply(S.LoadMasked(ref *gain, whole, mask), S.LoadMasked(ref *drive, row + whole, mask));
                S.StoreMasked(rest, ref *a, whole, mask);
                S.StoreMasked(Normalized<S, V>(last, rest, zero, one), ref *y, whole, mask);
            }
        }
    }

    private V Normalized<S, V>(V given, V held, V zero, V one)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V root = S.Sqrt(held);
        return S.Divide(given, rectified ? S.IfGreater(given, zero, root, one) : root);
    }
}

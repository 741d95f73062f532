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
/// positive keep it. Beside it squares ← those of the rows that follow, as <see cref="SquarePass{T}"/>.</summary>
/// <remarks>Root and division wait for one divider, 13 cycles a register (Zen 3); the squares fit between them.</remarks>
internal readonly ref struct NormalizePass<T>(
    bool rectified, ReadOnlySpan<T> gains, ReadOnlySpan<T> floor, ReadOnlySpan<T> drives, Span<T> states, ReadOnlySpan<T> following,
    Span<T> squares) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> gains = gains;
    private readonly ReadOnlySpan<T> floor = floor;
    private readonly ReadOnlySpan<T> drives = drives;
    private readonly Span<T> states = states;
    private readonly ReadOnlySpan<T> following = following;
    private readonly Span<T> squares = squares;

    public unsafe void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint n = (nuint)gains.Length, whole = n - (n % (nuint)S.Count);
        V zero = S.Broadcast(T.Zero), one = S.Broadcast(T.One), mask = S.FirstLanes((int)(n - whole));
        fixed (T* gain = gains, least = floor, drive = drives, state = states, next = following, square = squares)
        {
            for (nuint row = 0, end = (nuint)drives.Length; row < end; row += n)
            {
                T* y = state + (2 * row), a = y + n;
                bool both = row < (nuint)following.Length;
                for (nuint i = 0; i < whole; i += (nuint)S.Count)
                {
                    V weight = S.Load(ref *gain, i);
                    V held = S.Add(S.Load(ref *least, i), S.Load(ref *a, i));
                    V given = S.Multiply(weight, S.Load(ref *drive, row + i));
                    S.Store(held, ref *a, i);
                    S.Store(Normalized<S, V>(given, held, zero, one), ref *y, i);
                    if (both) S.Store(Squared<S, V>(weight, S.Load(ref *next, row + i), zero), ref *square, row + i);
                }

                if (whole == n) continue;
                V scale = S.LoadMasked(ref *gain, whole, mask);
                V rest = S.Add(S.LoadMasked(ref *least, whole, mask), S.LoadMasked(ref *a, whole, mask));
                V last = S.Multiply(scale, S.LoadMasked(ref *drive, row + whole, mask));
                S.StoreMasked(rest, ref *a, whole, mask);
                S.StoreMasked(Normalized<S, V>(last, rest, zero, one), ref *y, whole, mask);
                if (!both) continue;
                V fed = Squared<S, V>(scale, S.LoadMasked(ref *next, row + whole, mask), zero);
                S.StoreMasked(fed, ref *square, row + whole, mask);
            }
        }
    }

    private V Squared<S, V>(V gain, V drive, V zero)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V given = S.Multiply(gain, drive);
        if (rectified) given = S.IfGreater(given, zero, given, zero);
        return S.Multiply(given, given);
    }

    private V Normalized<S, V>(V given, V held, V zero, V one)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V root = S.Sqrt(held);
        return S.Divide(given, rectified ? S.IfGreater(given, zero, root, one) : root);
    }
}

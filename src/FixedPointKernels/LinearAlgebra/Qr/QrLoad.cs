using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>Columns of M on their way in: copied, measured, and scaled where squares would leave the range of numbers.</summary>
internal static unsafe class QrLoad
{
    /// <summary>What is left of a column is rounding from this many units of its norm on, N more than this.</summary>
    private const int FloorUnits = 16;

    /// <summary>The square of the floor under what may be left of a column, by the square of its norm.</summary>
    internal static T Floor<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T relative = T.CreateTruncating(n + FloorUnits) * (T.BitIncrement(T.One) - T.One) * T.CreateTruncating(0.5);
        return relative * relative;
    }

    /// <summary>to ← from · 2⁻ᵉ, filled up with zeros; e is 0 but for columns that are very long or very short.</summary>
    /// <param name="n">Elements.</param>
    /// <param name="from">The column.</param>
    /// <param name="to">Where it goes, whole registers; null: it stays, and from itself is scaled.</param>
    /// <param name="padded">Elements there.</param>
    /// <param name="square">The square of its norm, 0 if it is zero.</param>
    /// <param name="exponent">e.</param>
    /// <returns>Whether it is finite.</returns>
    internal static bool Column<S, V, T>(int n, T* from, T* to, int padded, out T square, out int exponent)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        exponent = 0;
        square = Copy<S, V, T>((nuint)n, from, to, (nuint)padded);
        T low = T.ScaleB(T.One, -60), high = T.ScaleB(T.One, 60);
        return (square >= low && square <= high) || Rescale(n, from, to, out square, out exponent);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Copy<S, V, T>(nuint n, T* from, T* to, nuint padded)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nuint count = (nuint)S.Count, at = 0;
        V s0 = default, s1 = default, s2 = default, s3 = default;
        bool copies = to != null;
        for (; at + (4 * count) <= n; at += 4 * count)
        {
            V x0 = S.Load(ref *from, at), x1 = S.Load(ref *from, at + count);
            V x2 = S.Load(ref *from, at + (2 * count)), x3 = S.Load(ref *from, at + (3 * count));
            s0 = S.MultiplyAdd(x0, x0, s0);
            s1 = S.MultiplyAdd(x1, x1, s1);
            s2 = S.MultiplyAdd(x2, x2, s2);
            s3 = S.MultiplyAdd(x3, x3, s3);
            if (!copies) continue;
            S.Store(x0, ref *to, at);
            S.Store(x1, ref *to, at + count);
            S.Store(x2, ref *to, at + (2 * count));
            S.Store(x3, ref *to, at + (3 * count));
        }

        for (; at + count <= n; at += count)
        {
            V x = S.Load(ref *from, at);
            s0 = S.MultiplyAdd(x, x, s0);
            if (copies) S.Store(x, ref *to, at);
        }

        if (at < n)
        {
            V x = S.LoadMasked(ref *from, at, S.FirstLanes((int)(n - at)));
            s1 = S.MultiplyAdd(x, x, s1);
            if (copies) S.Store(x, ref *to, at);
            at += count;
        }

        for (; copies && at < padded; at += count) S.Store(default, ref *to, at);
        return S.Sum(S.Add(S.Add(s0, s1), S.Add(s2, s3)));
    }

    // Rare: squares that overflow or vanish, a column of zeros, or one that is not finite.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Rescale<T>(int n, T* from, T* to, out T square, out int exponent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T largest = T.Zero;
        bool finite = true;
        for (int i = 0; i < n; i++)
        {
            finite &= T.IsFinite(from[i]);
            largest = T.Max(largest, T.Abs(from[i]));
        }

        square = T.Zero;
        exponent = 0;
        if (!finite || largest == T.Zero) return finite;
        exponent = T.ILogB(largest);
        T* scaled = to == null ? from : to;
        for (int i = 0; i < n; i++)
        {
            scaled[i] = T.ScaleB(from[i], -exponent);
            square += scaled[i] * scaled[i];
        }

        return true;
    }
}

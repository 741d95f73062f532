using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>The passes along the rows of a panel: what one reflection does to the rows behind it, and in the same pass the inner products
/// that the next reflection needs.</summary>
/// <remarks>
/// <para>The vector of the next reflection is the next row but for its first element, v = x + sign(x₀)|x| e₀; so v·r = x·r + sign(x₀)|x|
/// r₀,
/// and x·r can be summed while r is brought up to date: every row is loaded and stored once a reflection.</para>
/// <para>Columns up to that of the reflection hold R; a table of zeros and ones keeps them out of the sums, in the registers that they
/// share with others.</para>
/// </remarks>
internal static unsafe class QrPanel
{
    /// <summary>x ← x − w v; returns the square of its norm from the kept columns on.</summary>
    /// <typeparam name="S">Lanes.</typeparam>
    /// <typeparam name="V">Register.</typeparam>
    /// <typeparam name="T">Element.</typeparam>
    /// <param name="v">The vector of the reflection.</param>
    /// <param name="x">The row of the next one.</param>
    /// <param name="w">τ v·x.</param>
    /// <param name="keep">The table, from where it is zero for the columns that are not kept.</param>
    /// <param name="head">Elements in registers that need it.</param>
    /// <param name="length">Elements, whole registers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static T Lead<S, V, T>(T* v, T* x, T w, T* keep, nuint head, nuint length)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nuint count = (nuint)S.Count, at = 0;
        V factor = S.Broadcast(w), even = default, odd = default;
        for (; at < head; at += count)
        {
            V y = S.NegateMultiplyAdd(factor, S.Load(ref *v, at), S.Load(ref *x, at));
            S.Store(y, ref *x, at);
            y = S.Multiply(y, S.Load(ref *keep, at));
            even = S.MultiplyAdd(y, y, even);
        }

        for (; at + (2 * count) <= length; at += 2 * count)
        {
            V y = S.NegateMultiplyAdd(factor, S.Load(ref *v, at), S.Load(ref *x, at));
            V z = S.NegateMultiplyAdd(factor, S.Load(ref *v, at + count), S.Load(ref *x, at + count));
            S.Store(y, ref *x, at);
            S.Store(z, ref *x, at + count);
            even = S.MultiplyAdd(y, y, even);
            odd = S.MultiplyAdd(z, z, odd);
        }

        if (at < length)
        {
            V y = S.NegateMultiplyAdd(factor, S.Load(ref *v, at), S.Load(ref *x, at));
            S.Store(y, ref *x, at);
            even = S.MultiplyAdd(y, y, even);
        }

        return S.Sum(S.Add(even, odd));
    }

    /// <summary>v ← w v + sign e; returns its inner product with x.</summary>
    /// <typeparam name="S">Lanes.</typeparam>
    /// <typeparam name="V">Register.</typeparam>
    /// <typeparam name="T">Element.</typeparam>
    /// <param name="v">The vector of the reflection, which becomes its row of Q.</param>
    /// <param name="x">The vector of the next one; v itself where there is none.</param>
    /// <param name="w">−sign τ v·e.</param>
    /// <param name="sign">Of e.</param>
    /// <param name="one">e, in the first registers.</param>
    /// <param name="head">Elements in registers that e is in.</param>
    /// <param name="length">Elements, whole registers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static T Begin<S, V, T>(T* v, T* x, T w, T sign, T* one, nuint head, nuint length)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nuint count = (nuint)S.Count, at = 0;
        V factor = S.Broadcast(w), unit = S.Broadcast(sign), zero = default, even = default, odd = default;
        for (; at < head; at += count)
        {
            V down = S.Load(ref *v, at), y = S.Multiply(factor, down);
            y = S.IfGreater(S.Load(ref *one, at), zero, S.MultiplyAdd(factor, down, unit), y);
            S.Store(y, ref *v, at);
            even = S.MultiplyAdd(y, S.Load(ref *x, at), even);
        }

        for (; at + (2 * count) <= length; at += 2 * count)
        {
            V y = S.Multiply(factor, S.Load(ref *v, at)), z = S.Multiply(factor, S.Load(ref *v, at + count));
            S.Store(y, ref *v, at);
            S.Store(z, ref *v, at + count);
            even = S.MultiplyAdd(y, S.Load(ref *x, at), even);
            odd = S.MultiplyAdd(z, S.Load(ref *x, at + count), odd);
        }

        if (at < length)
        {
            V y = S.Multiply(factor, S.Load(ref *v, at));
            S.Store(y, ref *v, at);
            even = S.MultiplyAdd(y, S.Load(ref *x, at), even);
        }

        return S.Sum(S.Add(even, odd));
    }

    /// <summary>Four rows r ← r − w v, and their dots with x: <paramref name="dots"/>[0..3].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Four<S, V, T>(T* v, T* x, T* row, nint stride, T* w, T* keep, nuint head, nuint length, T* dots)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nuint count = (nuint)S.Count, at = 0;
        T* row1 = row + stride, row2 = row1 + stride, row3 = row2 + stride;
        V w0 = S.Broadcast(w[0]), w1 = S.Broadcast(w[1]), w2 = S.Broadcast(w[2]), w3 = S.Broadcast(w[3]);
        V d0 = default, d1 = default, d2 = default, d3 = default;
        for (; at < head; at += count)
        {
            V down = S.Load(ref *v, at), next = S.Multiply(S.Load(ref *x, at), S.Load(ref *keep, at));
            d0 = One<S, V, T>(row, at, w0, down, next, d0);
            d1 = One<S, V, T>(row1, at, w1, down, next, d1);
            d2 = One<S, V, T>(row2, at, w2, down, next, d2);
            d3 = One<S, V, T>(row3, at, w3, down, next, d3);
        }

        for (; at < length; at += count)
        {
            V down = S.Load(ref *v, at), next = S.Load(ref *x, at);
            d0 = One<S, V, T>(row, at, w0, down, next, d0);
            d1 = One<S, V, T>(row1, at, w1, down, next, d1);
            d2 = One<S, V, T>(row2, at, w2, down, next, d2);
            d3 = One<S, V, T>(row3, at, w3, down, next, d3);
        }

        S.SumFour(d0, d1, d2, d3, ref *dots);
    }

    /// <summary>The same of up to three rows; each has the bits that it would have among four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Few<S, V, T>(int rows, T* v, T* x, T* row, nint stride, T* w, T* keep, nuint head, nuint length, T* dots)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nuint count = (nuint)S.Count, at = 0;
        T* row1 = rows > 1 ? row + stride : row, row2 = rows > 2 ? row1 + stride : row;
        V zero = default;
        V w0 = S.Broadcast(w[0]), w1 = rows > 1 ? S.Broadcast(w[1]) : zero, w2 = rows > 2 ? S.Broadcast(w[2]) : zero;
        V d0 = default, d1 = default, d2 = default;
        if (rows == 1)
        {
            for (; at < head; at += count)
                d0 = One<S, V, T>(row, at, w0, S.Load(ref *v, at), S.Multiply(S.Load(ref *x, at), S.Load(ref *keep, at)), d0);
            for (; at < length; at += count) d0 = One<S, V, T>(row, at, w0, S.Load(ref *v, at), S.Load(ref *x, at), d0);
        }
        else
        {
            for (; at < head; at += count)
            {
                V down = S.Load(ref *v, at), next = S.Multiply(S.Load(ref *x, at), S.Load(ref *keep, at));
                d0 = One<S, V, T>(row, at, w0, down, next, d0);
                d1 = One<S, V, T>(row1, at, w1, down, next, d1);
                if (rows > 2) d2 = One<S, V, T>(row2, at, w2, down, next, d2);
            }

            for (; at < length; at += count)
            {
                V down = S.Load(ref *v, at), next = S.Load(ref *x, at);
                d0 = One<S, V, T>(row, at, w0, down, next, d0);
                d1 = One<S, V, T>(row1, at, w1, down, next, d1);
                if (rows > 2) d2 = One<S, V, T>(row2, at, w2, down, next, d2);
            }
        }

        S.SumFour(d0, d1, d2, zero, ref *dots);
    }

    /// <summary>dots[j] ← row i · row j, for j > i, of <paramref name="count"/> rows; up to three elements more are written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Dots<S, V, T>(int i, int count, T* rows, nint stride, nuint length, T* dots)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nuint lanes = (nuint)S.Count;
        T* x = rows + (i * stride), end = rows + ((count - 1) * stride);
        for (int j = i + 1; j < count; j += 4)
        {
            T* row = rows + (j * stride), row1 = row < end ? row + stride : end, row2 = row1 < end ? row1 + stride : end;
            T* row3 = row2 < end ? row2 + stride : end;
            V d0 = default, d1 = default, d2 = default, d3 = default, e0 = default, e1 = default, e2 = default, e3 = default;
            nuint at = 0;
            for (; at + (2 * lanes) <= length; at += 2 * lanes)
            {
                V one = S.Load(ref *x, at), two = S.Load(ref *x, at + lanes);
                d0 = S.MultiplyAdd(one, S.Load(ref *row, at), d0);
                d1 = S.MultiplyAdd(one, S.Load(ref *row1, at), d1);
                d2 = S.MultiplyAdd(one, S.Load(ref *row2, at), d2);
                d3 = S.MultiplyAdd(one, S.Load(ref *row3, at), d3);
                e0 = S.MultiplyAdd(two, S.Load(ref *row, at + lanes), e0);
                e1 = S.MultiplyAdd(two, S.Load(ref *row1, at + lanes), e1);
                e2 = S.MultiplyAdd(two, S.Load(ref *row2, at + lanes), e2);
                e3 = S.MultiplyAdd(two, S.Load(ref *row3, at + lanes), e3);
            }

            if (at < length)
            {
                V one = S.Load(ref *x, at);
                d0 = S.MultiplyAdd(one, S.Load(ref *row, at), d0);
                d1 = S.MultiplyAdd(one, S.Load(ref *row1, at), d1);
                d2 = S.MultiplyAdd(one, S.Load(ref *row2, at), d2);
                d3 = S.MultiplyAdd(one, S.Load(ref *row3, at), d3);
            }

            S.SumFour(S.Add(d0, e0), S.Add(d1, e1), S.Add(d2, e2), S.Add(d3, e3), ref *(dots + j));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V One<S, V, T>(T* row, nuint at, V w, V down, V next, V dot)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V y = S.NegateMultiplyAdd(w, down, S.Load(ref *row, at));
        S.Store(y, ref *row, at);
        return S.MultiplyAdd(next, y, dot);
    }
}

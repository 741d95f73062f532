using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>The register tiles of the trailing update: C ← C − A·B, and the same followed by a unit triangle of up to 4 rows.</summary>
/// <remarks>
/// Every element is one chain of fused multiply-adds in ascending k that starts at its old value: no product is formed and subtracted
/// afterwards. The vectors of a row of C are adjacent but for the last one, which ends with the last column and so may overlap the one
/// before. All of C is loaded before any of it is stored, and an element in two registers gets the same bits in both: a ragged edge needs
/// no tail. 6 × 4 accumulators, 4 vectors of B and one of A are 29 of 32 registers; with 16 registers 6 × 2 + 2 + 1.
/// </remarks>
internal static class UpdateMicro
{
    /// <summary>C ← C − A·B.</summary>
    /// <typeparam name="S">Lanes.</typeparam>
    /// <typeparam name="V">Register.</typeparam>
    /// <typeparam name="T">Element.</typeparam>
    /// <typeparam name="R">Rows: 6, 2 or 1.</typeparam>
    /// <typeparam name="C">Vectors, 1 to 4.</typeparam>
    /// <param name="depth">Terms of the sums.</param>
    /// <param name="a">A's first element; its rows are <paramref name="ld"/> apart, like those of C.</param>
    /// <param name="ld">From one row to the next.</param>
    /// <param name="b">B's first vector; the vectors of a term are adjacent, and the terms too.</param>
    /// <param name="c">C's first element.</param>
    /// <param name="last">Where the last vector of a row of C starts.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Subtract<S, V, T, R, C>(int depth, ref T a, nint ld, ref T b, ref T c, nuint last)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where R : struct, IGemmExtent
        where C : struct, IGemmExtent
    {
        nuint at0 = C.Value > 1 ? 0 : last, at1 = C.Value > 2 ? (nuint)S.Count : last, at2 = C.Value > 3 ? (nuint)(2 * S.Count) : last;
        ref T a1 = ref Unsafe.Add(ref a, ld);
        ref T a2 = ref Unsafe.Add(ref a1, ld);
        ref T a3 = ref Unsafe.Add(ref a2, ld);
        ref T a4 = ref Unsafe.Add(ref a3, ld);
        ref T a5 = ref Unsafe.Add(ref a4, ld);
        ref T c1 = ref Unsafe.Add(ref c, ld);
        ref T c2 = ref Unsafe.Add(ref c1, ld);
        ref T c3 = ref Unsafe.Add(ref c2, ld);
        ref T c4 = ref Unsafe.Add(ref c3, ld);
        ref T c5 = ref Unsafe.Add(ref c4, ld);
        V x00 = S.Load(ref c, at0), x01 = C.Value > 1 ? S.Load(ref c, at1) : default;
        V x02 = C.Value > 2 ? S.Load(ref c, at2) : default, x03 = C.Value > 3 ? S.Load(ref c, last) : default;
        V x10 = R.Value > 1 ? S.Load(ref c1, at0) : default, x11 = R.Value > 1 && C.Value > 1 ? S.Load(ref c1, at1) : default;
        V x12 = R.Value > 1 && C.Value > 2 ? S.Load(ref c1, at2) : default,
            x13 = R.Value > 1 && C.Value > 3 ? S.Load(ref c1, last) : default;
        V x20 = R.Value > 2 ? S.Load(ref c2, at0) : default, x21 = R.Value > 2 && C.Value > 1 ? S.Load(ref c2, at1) : default;
        V x22 = R.Value > 2 && C.Value > 2 ? S.Load(ref c2, at2) : default,
            x23 = R.Value > 2 && C.Value > 3 ? S.Load(ref c2, last) : default;
        V x30 = R.Value > 2 ? S.Load(ref c3, at0) : default, x31 = R.Value > 2 && C.Value > 1 ? S.Load(ref c3, at1) : default;
        V x32 = R.Value > 2 && C.Value > 2 ? S.Load(ref c3, at2) : default,
            x33 = R.Value > 2 && C.Value > 3 ? S.Load(ref c3, last) : default;
        V x40 = R.Value > 2 ? S.Load(ref c4, at0) : default, x41 = R.Value > 2 && C.Value > 1 ? S.Load(ref c4, at1) : default;
        V x42 = R.Value > 2 && C.Value > 2 ? S.Load(ref c4, at2) : default,
            x43 = R.Value > 2 && C.Value > 3 ? S.Load(ref c4, last) : default;
        V x50 = R.Value > 2 ? S.Load(ref c5, at0) : default, x51 = R.Value > 2 && C.Value > 1 ? S.Load(ref c5, at1) : default;
        V x52 = R.Value > 2 && C.Value > 2 ? S.Load(ref c5, at2) : default,
            x53 = R.Value > 2 && C.Value > 3 ? S.Load(ref c5, last) : default;
        for (nint at = 0; at < depth; at++)
        {
            V b0 = S.Load(ref b, 0);
            V b1 = C.Value > 1 ? S.Load(ref b, (nuint)S.Count) : default;
            V b2 = C.Value > 2 ? S.Load(ref b, (nuint)(2 * S.Count)) : default;
            V b3 = C.Value > 3 ? S.Load(ref b, (nuint)(3 * S.Count)) : default;
            V w = S.Broadcast(Unsafe.Add(ref a, at));
            x00 = S.NegateMultiplyAdd(w, b0, x00);
            if (C.Value > 1) x01 = S.NegateMultiplyAdd(w, b1, x01);
            if (C.Value > 2) x02 = S.NegateMultiplyAdd(w, b2, x02);
            if (C.Value > 3) x03 = S.NegateMultiplyAdd(w, b3, x03);
            if (R.Value > 1)
            {
                w = S.Broadcast(Unsafe.Add(ref a1, at));
                x10 = S.NegateMultiplyAdd(w, b0, x10);
                if (C.Value > 1) x11 = S.NegateMultiplyAdd(w, b1, x11);
                if (C.Value > 2) x12 = S.NegateMultiplyAdd(w, b2, x12);
                if (C.Value > 3) x13 = S.NegateMultiplyAdd(w, b3, x13);
            }

            if (R.Value > 2)
            {
                w = S.Broadcast(Unsafe.Add(ref a2, at));
                x20 = S.NegateMultiplyAdd(w, b0, x20);
                if (C.Value > 1) x21 = S.NegateMultiplyAdd(w, b1, x21);
                if (C.Value > 2) x22 = S.NegateMultiplyAdd(w, b2, x22);
                if (C.Value > 3) x23 = S.NegateMultiplyAdd(w, b3, x23);
                w = S.Broadcast(Unsafe.Add(ref a3, at));
                x30 = S.NegateMultiplyAdd(w, b0, x30);
                if (C.Value > 1) x31 = S.NegateMultiplyAdd(w, b1, x31);
                if (C.Value > 2) x32 = S.NegateMultiplyAdd(w, b2, x32);
                if (C.Value > 3) x33 = S.NegateMultiplyAdd(w, b3, x33);
                w = S.Broadcast(Unsafe.Add(ref a4, at));
                x40 = S.NegateMultiplyAdd(w, b0, x40);
                if (C.Value > 1) x41 = S.NegateMultiplyAdd(w, b1, x41);
                if (C.Value > 2) x42 = S.NegateMultiplyAdd(w, b2, x42);
                if (C.Value > 3) x43 = S.NegateMultiplyAdd(w, b3, x43);
                w = S.Broadcast(Unsafe.Add(ref a5, at));
                x50 = S.NegateMultiplyAdd(w, b0, x50);
                if (C.Value > 1) x51 = S.NegateMultiplyAdd(w, b1, x51);
                if (C.Value > 2) x52 = S.NegateMultiplyAdd(w, b2, x52);
                if (C.Value > 3) x53 = S.NegateMultiplyAdd(w, b3, x53);
            }

            b = ref Unsafe.Add(ref b, C.Value * S.Count);
        }

        Put<S, V, T, C>(x00, x01, x02, x03, ref c, last);
        if (R.Value > 1) Put<S, V, T, C>(x10, x11, x12, x13, ref c1, last);
        if (R.Value > 2) Put<S, V, T, C>(x20, x21, x22, x23, ref c2, last);
        if (R.Value > 2) Put<S, V, T, C>(x30, x31, x32, x33, ref c3, last);
        if (R.Value > 2) Put<S, V, T, C>(x40, x41, x42, x43, ref c4, last);
        if (R.Value > 2) Put<S, V, T, C>(x50, x51, x52, x53, ref c5, last);
    }

    /// <summary>B ← L⁻¹(B − A·B₀) for up to 4 rows of B, the vectors of which are stored in C's place and, adjacent,
    /// behind the rows B₀ found before.</summary>
    /// <typeparam name="S">Lanes.</typeparam>
    /// <typeparam name="V">Register.</typeparam>
    /// <typeparam name="T">Element.</typeparam>
    /// <typeparam name="R">Rows: 4 or 1.</typeparam>
    /// <typeparam name="C">Vectors, 1 to 4.</typeparam>
    /// <param name="depth">Rows found before.</param>
    /// <param name="a">A's first element; the triangle L follows its last column.</param>
    /// <param name="ld">From one row to the next.</param>
    /// <param name="b">The first row found.</param>
    /// <param name="c">The first element of the rows to solve for.</param>
    /// <param name="last">Where the last vector of a row of C starts.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Solve<S, V, T, R, C>(int depth, ref T a, nint ld, ref T b, ref T c, nuint last)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where R : struct, IGemmExtent
        where C : struct, IGemmExtent
    {
        nuint at0 = C.Value > 1 ? 0 : last, at1 = C.Value > 2 ? (nuint)S.Count : last, at2 = C.Value > 3 ? (nuint)(2 * S.Count) : last;
        ref T a1 = ref Unsafe.Add(ref a, ld);
        ref T a2 = ref Unsafe.Add(ref a1, ld);
        ref T a3 = ref Unsafe.Add(ref a2, ld);
        ref T c1 = ref Unsafe.Add(ref c, ld);
        ref T c2 = ref Unsafe.Add(ref c1, ld);
        ref T c3 = ref Unsafe.Add(ref c2, ld);
        V x00 = S.Load(ref c, at0), x01 = C.Value > 1 ? S.Load(ref c, at1) : default;
        V x02 = C.Value > 2 ? S.Load(ref c, at2) : default, x03 = C.Value > 3 ? S.Load(ref c, last) : default;
        V x10 = R.Value > 1 ? S.Load(ref c1, at0) : default, x11 = R.Value > 1 && C.Value > 1 ? S.Load(ref c1, at1) : default;
        V x12 = R.Value > 1 && C.Value > 2 ? S.Load(ref c1, at2) : default,
            x13 = R.Value > 1 && C.Value > 3 ? S.Load(ref c1, last) : default;
        V x20 = R.Value > 1 ? S.Load(ref c2, at0) : default, x21 = R.Value > 1 && C.Value > 1 ? S.Load(ref c2, at1) : default;
        V x22 = R.Value > 1 && C.Value > 2 ? S.Load(ref c2, at2) : default,
            x23 = R.Value > 1 && C.Value > 3 ? S.Load(ref c2, last) : default;
        V x30 = R.Value > 1 ? S.Load(ref c3, at0) : default, x31 = R.Value > 1 && C.Value > 1 ? S.Load(ref c3, at1) : default;
        V x32 = R.Value > 1 && C.Value > 2 ? S.Load(ref c3, at2) : default,
            x33 = R.Value > 1 && C.Value > 3 ? S.Load(ref c3, last) : default;
        nint at = 0;
        for (; at < depth; at++)
        {
            V b0 = S.Load(ref b, 0);
            V b1 = C.Value > 1 ? S.Load(ref b, (nuint)S.Count) : default;
            V b2 = C.Value > 2 ? S.Load(ref b, (nuint)(2 * S.Count)) : default;
            V b3 = C.Value > 3 ? S.Load(ref b, (nuint)(3 * S.Count)) : default;
            V w = S.Broadcast(Unsafe.Add(ref a, at));
            x00 = S.NegateMultiplyAdd(w, b0, x00);
            if (C.Value > 1) x01 = S.NegateMultiplyAdd(w, b1, x01);
            if (C.Value > 2) x02 = S.NegateMultiplyAdd(w, b2, x02);
            if (C.Value > 3) x03 = S.NegateMultiplyAdd(w, b3, x03);
            if (R.Value > 1)
            {
                w = S.Broadcast(Unsafe.Add(ref a1, at));
                x10 = S.NegateMultiplyAdd(w, b0, x10);
                if (C.Value > 1) x11 = S.NegateMultiplyAdd(w, b1, x11);
                if (C.Value > 2) x12 = S.NegateMultiplyAdd(w, b2, x12);
                if (C.Value > 3) x13 = S.NegateMultiplyAdd(w, b3, x13);
                w = S.Broadcast(Unsafe.Add(ref a2, at));
                x20 = S.NegateMultiplyAdd(w, b0, x20);
                if (C.Value > 1) x21 = S.NegateMultiplyAdd(w, b1, x21);
                if (C.Value > 2) x22 = S.NegateMultiplyAdd(w, b2, x22);
                if (C.Value > 3) x23 = S.NegateMultiplyAdd(w, b3, x23);
                w = S.Broadcast(Unsafe.Add(ref a3, at));
                x30 = S.NegateMultiplyAdd(w, b0, x30);
                if (C.Value > 1) x31 = S.NegateMultiplyAdd(w, b1, x31);
                if (C.Value > 2) x32 = S.NegateMultiplyAdd(w, b2, x32);
                if (C.Value > 3) x33 = S.NegateMultiplyAdd(w, b3, x33);
            }

            b = ref Unsafe.Add(ref b, C.Value * S.Count);
        }

        if (R.Value > 1)
        {
            V u = S.Broadcast(Unsafe.Add(ref a1, at));
            x10 = S.NegateMultiplyAdd(u, x00, x10);
            if (C.Value > 1) x11 = S.NegateMultiplyAdd(u, x01, x11);
            if (C.Value > 2) x12 = S.NegateMultiplyAdd(u, x02, x12);
            if (C.Value > 3) x13 = S.NegateMultiplyAdd(u, x03, x13);
            u = S.Broadcast(Unsafe.Add(ref a2, at));
            x20 = S.NegateMultiplyAdd(u, x00, x20);
            if (C.Value > 1) x21 = S.NegateMultiplyAdd(u, x01, x21);
            if (C.Value > 2) x22 = S.NegateMultiplyAdd(u, x02, x22);
            if (C.Value > 3) x23 = S.NegateMultiplyAdd(u, x03, x23);
            u = S.Broadcast(Unsafe.Add(ref a2, at + 1));
            x20 = S.NegateMultiplyAdd(u, x10, x20);
            if (C.Value > 1) x21 = S.NegateMultiplyAdd(u, x11, x21);
            if (C.Value > 2) x22 = S.NegateMultiplyAdd(u, x12, x22);
            if (C.Value > 3) x23 = S.NegateMultiplyAdd(u, x13, x23);
            u = S.Broadcast(Unsafe.Add(ref a3, at));
            x30 = S.NegateMultiplyAdd(u, x00, x30);
            if (C.Value > 1) x31 = S.NegateMultiplyAdd(u, x01, x31);
            if (C.Value > 2) x32 = S.NegateMultiplyAdd(u, x02, x32);
            if (C.Value > 3) x33 = S.NegateMultiplyAdd(u, x03, x33);
            u = S.Broadcast(Unsafe.Add(ref a3, at + 1));
            x30 = S.NegateMultiplyAdd(u, x10, x30);
            if (C.Value > 1) x31 = S.NegateMultiplyAdd(u, x11, x31);
            if (C.Value > 2) x32 = S.NegateMultiplyAdd(u, x12, x32);
            if (C.Value > 3) x33 = S.NegateMultiplyAdd(u, x13, x33);
            u = S.Broadcast(Unsafe.Add(ref a3, at + 2));
            x30 = S.NegateMultiplyAdd(u, x20, x30);
            if (C.Value > 1) x31 = S.NegateMultiplyAdd(u, x21, x31);
            if (C.Value > 2) x32 = S.NegateMultiplyAdd(u, x22, x32);
            if (C.Value > 3) x33 = S.NegateMultiplyAdd(u, x23, x33);
        }

        Put<S, V, T, C>(x00, x01, x02, x03, ref c, last);
        Put<S, V, T, C>(x00, x01, x02, x03, ref b, (nuint)((C.Value - 1) * S.Count));
        if (R.Value > 1) Put<S, V, T, C>(x10, x11, x12, x13, ref c1, last);
        if (R.Value > 1) Put<S, V, T, C>(x10, x11, x12, x13, ref Unsafe.Add(ref b, C.Value * S.Count), (nuint)((C.Value - 1) * S.Count));
        if (R.Value > 1) Put<S, V, T, C>(x20, x21, x22, x23, ref c2, last);
        if (R.Value > 1)
            Put<S, V, T, C>(x20, x21, x22, x23, ref Unsafe.Add(ref b, 2 * C.Value * S.Count), (nuint)((C.Value - 1) * S.Count));
        if (R.Value > 1) Put<S, V, T, C>(x30, x31, x32, x33, ref c3, last);
        if (R.Value > 1)
            Put<S, V, T, C>(x30, x31, x32, x33, ref Unsafe.Add(ref b, 3 * C.Value * S.Count), (nuint)((C.Value - 1) * S.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<S, V, T, C>(V x0, V x1, V x2, V x3, ref T c, nuint last)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where C : struct, IGemmExtent
    {
        S.Store(x0, ref c, C.Value > 1 ? 0 : last);
        if (C.Value > 1) S.Store(x1, ref c, C.Value > 2 ? (nuint)S.Count : last);
        if (C.Value > 2) S.Store(x2, ref c, C.Value > 3 ? (nuint)(2 * S.Count) : last);
        if (C.Value > 3) S.Store(x3, ref c, last);
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>What a panel's pivot does to the columns other than the next: factors, scaling,
/// elimination; whole registers, no tail.</summary>
/// <remarks>
/// Inlined into the loop over the pivots: a call would send the reciprocal through memory (a store and a load, about 9
/// cycles), in the chain from pivot to pivot.
/// </remarks>
internal static class PanelElimination
{
    /// <summary>Where 1 / pivot overflows (a denormal pivot), the column is scaled up by a power of two first, which is exact.</summary>
    /// <returns>The reciprocal of the scaled magnitude.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static T ScaleUp<S, V, T>(ref T column, int rows, T magnitude)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T scale = T.ScaleB(T.One, 64);
        for (nuint r = 0; r < (nuint)rows; r += (nuint)S.Count)
            S.Store(S.Multiply(S.Load(ref column, r), S.Broadcast(scale)), ref column, r);
        return T.One / (magnitude * scale);
    }

    /// <summary>The factors of the last column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Divide<S, V, T>(ref T column, int rows, int pivotRow, V reciprocal)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V scale = S.CopySign(reciprocal, S.Broadcast(Unsafe.Add(ref column, pivotRow)));
        for (nuint r = 0; r < (nuint)rows; r += (nuint)S.Count) S.Store(S.Multiply(S.Load(ref column, r), scale), ref column, r);
    }

    /// <summary>The columns after the next: four at a time share the loads of the factors. The pivot row of each is put aside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Rest<S, V, T>(ref T factors, nint apart, int rows, int pivotRow, ref T put, int columns)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nuint length = (nuint)rows;
        ref T column0 = ref Unsafe.Add(ref factors, 2 * apart);
        for (; columns >= 4; columns -= 4)
        {
            ref T column1 = ref Unsafe.Add(ref column0, apart);
            ref T column2 = ref Unsafe.Add(ref column1, apart);
            ref T column3 = ref Unsafe.Add(ref column2, apart);
            T kept0 = Unsafe.Add(ref column0, pivotRow), kept1 = Unsafe.Add(ref column1, pivotRow);
            T kept2 = Unsafe.Add(ref column2, pivotRow), kept3 = Unsafe.Add(ref column3, pivotRow);
            put = kept0;
            Unsafe.Add(ref put, 1) = kept1;
            Unsafe.Add(ref put, 2) = kept2;
            Unsafe.Add(ref put, 3) = kept3;
            V above0 = S.Broadcast(kept0), above1 = S.Broadcast(kept1), above2 = S.Broadcast(kept2), above3 = S.Broadcast(kept3);
            for (nuint r = 0; r < length; r += (nuint)S.Count)
            {
                V factor = S.Load(ref factors, r);
                S.Store(S.NegateMultiplyAdd(factor, above0, S.Load(ref column0, r)), ref column0, r);
                S.Store(S.NegateMultiplyAdd(factor, above1, S.Load(ref column1, r)), ref column1, r);
                S.Store(S.NegateMultiplyAdd(factor, above2, S.Load(ref column2, r)), ref column2, r);
                S.Store(S.NegateMultiplyAdd(factor, above3, S.Load(ref column3, r)), ref column3, r);
            }

            column0 = ref Unsafe.Add(ref column3, apart);
            put = ref Unsafe.Add(ref put, 4);
        }

        for (; columns > 0; columns--)
        {
            T kept = Unsafe.Add(ref column0, pivotRow);
            put = kept;
            V above = S.Broadcast(kept);
            for (nuint r = 0; r < length; r += (nuint)S.Count)
                S.Store(S.NegateMultiplyAdd(S.Load(ref factors, r), above, S.Load(ref column0, r)), ref column0, r);
            column0 = ref Unsafe.Add(ref column0, apart);
            put = ref Unsafe.Add(ref put, 1);
        }
    }
}

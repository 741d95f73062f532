using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>What a plane of tangent vectors, a row each, is made of element by element: slope times row, or the leak of one plane with the
/// slope times another.</summary>
/// <typeparam name="T">Element.</typeparam>
/// <remarks>With d one row for all: To ← d ∘ From where there is no <see cref="Leaking"/>, else To ← (1 − α) Leaking + α d ∘ From. To may
/// be either of them. Rows have room for whole registers.</remarks>
internal unsafe struct TangentRows<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal required nint Rows;
    internal required nint Width;

    /// <summary>From a row to the next.</summary>
    internal required nint Stride;
    internal required T* Slopes;
    internal required T* From;
    internal required T* To;
    internal T* Leaking;

    /// <summary>α and 1 − α.</summary>
    internal T Rate;
    internal T Keep;

    public readonly void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        for (nint row = 0, at = 0; row < Rows; row++, at += Stride)
        {
            if (Leaking == null) Scale<S, V>(Slopes, From + at, To + at, Width);
            else Leak<S, V>(Rate, Keep, Slopes, Leaking + at, From + at, To + at, Width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale<S, V>(T* slopes, T* from, T* to, nint width)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        for (nuint i = 0, n = (nuint)width; i < n; i += (nuint)S.Count)
            S.Store(S.Multiply(S.Load(ref *slopes, i), S.Load(ref *from, i)), ref *to, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Leak<S, V>(T alpha, T rest, T* slopes, T* leaking, T* from, T* to, nint width)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V rate = S.Broadcast(alpha), keep = S.Broadcast(rest);
        for (nuint i = 0, n = (nuint)width; i < n; i += (nuint)S.Count)
        {
            V gained = S.Multiply(rate, S.Multiply(S.Load(ref *slopes, i), S.Load(ref *from, i)));
            S.Store(S.MultiplyAdd(keep, S.Load(ref *leaking, i), gained), ref *to, i);
        }
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Circuits;

/// <summary>What follows the products of a step, in one pass over the rows: the gates' logistic in place, the next (y, a) and (b₀, b), and
/// what the next step's products take, [y]₊ where the recurrence is fed that, and e∘[a]₊.</summary>
/// <typeparam name="T">Element.</typeparam>
/// <typeparam name="TForm">What is rectified.</typeparam>
/// <typeparam name="TOrder">Which gains are used.</typeparam>
/// <remarks>A NaN may be lost in [y]₊ and √[a]₊, never in y and a, which are added to themselves: whether a sample is finite is seen in the
/// last state.</remarks>
internal unsafe struct SequentialForwardPass<T, TForm, TOrder> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TForm : struct, ISequentialForm
    where TOrder : struct, IGainOrder
{
    internal required SequentialPlanes<T> Planes;

    public readonly void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        SequentialPlanes<T> p = Planes;
        nint width = p.Width;
        for (nint row = 0; row < p.Rows; row++)
        {
            if (p.Ahead != 0) SequentialFetch.Row(p, row);
            T* gates = p.Gates + (row * 2 * width);
            Logistic<S, V>(gates, 2 * width);
            Row<S, V>(
                p.Rates, p.SigmaSquared, p.State + (row * p.StateStride), p.Next + (row * p.StateStride), gates,
                p.Products + (row * 2 * width), p.Drive + (row * width), p.Gains + (row * 2 * width), p.NextGains + (row * 2 * width),
                p.Sources + (row * p.SourceStride), width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Logistic<S, V>(T* gates, nint count)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        for (nint i = 0; i < count; i += S.Count)
            S.Store(Elementary.Logistic<S, V, T>(S.Load(ref *gates, (nuint)i)), ref *gates, (nuint)i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<S, V>(
        T* rates, T sigmaSquared, T* state, T* next, T* gates, T* products, T* drive, T* gains, T* nextGains, T* sources, nint width)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V zero = S.Broadcast(T.Zero), one = S.Broadcast(T.One), sigma = S.Broadcast(sigmaSquared);
        for (nuint i = 0, n = (nuint)width; i < n; i += (nuint)S.Count)
        {
            V y = S.Load(ref *state, i), a = S.Load(ref *(state + width), i);
            V b0 = S.Load(ref *gains, i), b = S.Load(ref *(gains + width), i);
            V nextB0 = S.MultiplyAdd(S.Load(ref *(rates + (2 * width)), i), S.Subtract(S.Load(ref *gates, i), b0), b0);
            V nextB = S.MultiplyAdd(S.Load(ref *(rates + (3 * width)), i), S.Subtract(S.Load(ref *(gates + width), i), b), b);
            S.Store(nextB0, ref *nextGains, i);
            S.Store(nextB, ref *(nextGains + width), i);
            if (TOrder.IsOrdered) (b0, b) = (nextB0, nextB);
            V z = S.Load(ref *drive, i), recurrent = S.Load(ref *products, i);
            if (TForm.RectifiesDrive) z = S.Max(z, zero);
            if (TForm.RectifiesOutput) recurrent = S.Max(recurrent, zero);
            V open = S.Subtract(one, S.Sqrt(S.Max(a, zero)));
            V slopeY = S.MultiplyAdd(open, recurrent, S.MultiplyAdd(b, z, S.Subtract(zero, y)));
            V slopeA = S.MultiplyAdd(S.Multiply(sigma, b0), b0, S.Subtract(S.Load(ref *(products + width), i), a));
            V nextY = S.MultiplyAdd(S.Load(ref *rates, i), slopeY, y);
            V nextA = S.MultiplyAdd(S.Load(ref *(rates + width), i), slopeA, a);
            S.Store(nextY, ref *next, i);
            S.Store(nextA, ref *(next + width), i);
            V signal = TForm.RectifiesPool ? S.Max(nextY, zero) : nextY;
            if (TForm.RectifiesInput) S.Store(signal, ref *sources, i);
            S.Store(S.Multiply(S.Multiply(signal, signal), S.Max(nextA, zero)), ref *(sources + width), i);
        }
    }
}

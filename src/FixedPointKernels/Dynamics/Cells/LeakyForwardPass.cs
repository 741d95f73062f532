using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Activations;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>What follows the product of a step, in one pass over the rows: from p = W z + U x + b the state after the step, what the next
/// product takes, and the slope that the way back takes.</summary>
/// <typeparam name="T">Element.</typeparam>
/// <typeparam name="TActivation">φ.</typeparam>
/// <remarks>The old state is multiplied by 1 − α even if that is 0, so what is infinite once stays infinite or NaN: whether a sample is
/// finite is seen in its last state.</remarks>
internal unsafe struct LeakyForwardPass<T, TActivation> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    internal required LeakyPlanes<T> Planes;
    internal required TActivation Activation;

    public readonly void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        switch (Planes.Placement)
        {
            case LeakPlacement.Voltage: Rows<S, V, LeakyForms.Voltage>(Planes, Activation); break;
            case LeakPlacement.Rate: Rows<S, V, LeakyForms.Rate>(Planes, Activation); break;
            default: Rows<S, V, LeakyForms.Inside>(Planes, Activation); break;
        }
    }

    private static void Rows<S, V, TForm>(in LeakyPlanes<T> p, TActivation f)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where TForm : struct, ILeakyForm
    {
        for (nint row = 0; row < p.Rows; row++)
        {
            Row<S, V, TForm>(
                f, p.Rate, p.Keep, p.Products + (row * p.Width), p.From + (row * p.RowStride), p.To + (row * p.RowStride),
                p.State + (row * p.Width), p.Slopes + (row * p.DeltaStride), p.Width);
        }
    }

    // Not inlined, and one body: else the compiler stops inlining the activation.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Row<S, V, TForm>(
        TActivation f, T alpha, T rest, T* products, T* from, T* to, T* state, T* slopes, nint width)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where TForm : struct, ILeakyForm
    {
        V rate = S.Broadcast(alpha), keep = S.Broadcast(rest);
        for (nuint i = 0, n = (nuint)width; i < n; i += (nuint)S.Count)
        {
            V argument = S.Load(ref *products, i);
            if (TForm.Placement == LeakPlacement.Voltage)
            {
                argument = S.MultiplyAdd(keep, S.Load(ref *state, i), S.Multiply(rate, argument));
                S.Store(argument, ref *state, i);
            }
            else if (TForm.Placement == LeakPlacement.Inside)
            {
                argument = S.MultiplyAdd(keep, S.Load(ref *from, i), S.Multiply(rate, argument));
            }

            V value = f.Value<S, V, T>(argument);
            S.Store(f.Slope<S, V, T>(argument, value), ref *slopes, i);
            if (TForm.Placement == LeakPlacement.Rate) value = S.MultiplyAdd(keep, S.Load(ref *from, i), S.Multiply(rate, value));
            S.Store(value, ref *to, i);
        }
    }
}

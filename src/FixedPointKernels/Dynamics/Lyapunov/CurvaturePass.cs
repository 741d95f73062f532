using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Activations;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>φ″ of a step of one sample, from what <see cref="LeakyForwardPass{T, TActivation}"/> has just read and written.</summary>
/// <typeparam name="T">Element.</typeparam>
/// <typeparam name="TActivation">φ.</typeparam>
/// <remarks>With the leak on the voltage at the new state, elsewhere at the argument, which is made again, with the same bits.</remarks>
internal unsafe struct CurvaturePass<T, TActivation> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, ICurvedActivation
{
    internal required LeakyPlanes<T> Planes;
    internal required TActivation Activation;
    internal required T* Curvatures;

    public readonly void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        switch (Planes.Placement)
        {
            case LeakPlacement.Voltage: Row<S, V, LeakyForms.Voltage>(Planes, Activation, Curvatures); break;
            case LeakPlacement.Rate: Row<S, V, LeakyForms.Rate>(Planes, Activation, Curvatures); break;
            default: Row<S, V, LeakyForms.Inside>(Planes, Activation, Curvatures); break;
        }
    }

    // Not inlined, and one body: else the compiler stops inlining the activation.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Row<S, V, TForm>(in LeakyPlanes<T> p, TActivation f, T* curvatures)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where TForm : struct, ILeakyForm
    {
        V rate = S.Broadcast(p.Rate), keep = S.Broadcast(p.Keep);
        T* arguments = TForm.Placement == LeakPlacement.Voltage ? p.State : p.Products, from = p.From, to = p.To, slopes = p.Slopes;
        for (nuint i = 0, n = (nuint)p.Width; i < n; i += (nuint)S.Count)
        {
            V argument = S.Load(ref *arguments, i);
            if (TForm.Placement == LeakPlacement.Inside)
                argument = S.MultiplyAdd(keep, S.Load(ref *from, i), S.Multiply(rate, argument));
            V value = TForm.Placement == LeakPlacement.Rate ? f.Value<S, V, T>(argument) : S.Load(ref *to, i);
            S.Store(f.Curvature<S, V, T>(argument, value, S.Load(ref *slopes, i)), ref *curvatures, i);
        }
    }
}

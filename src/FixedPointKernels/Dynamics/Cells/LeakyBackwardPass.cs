using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>What lies between the product of one step back and that of the next, in one pass over the rows.</summary>
/// <typeparam name="T">Element.</typeparam>
/// <remarks>
/// With c carried, P = Wᵀ d of the step after this one and φ′ of this one: V: δ = c + φ′∘P, d = α δ, c ← (1 − α) δ. R: a = c + P,
/// d = α φ′∘a, c ← (1 − α) a. P: g = φ′∘(c + P), d = α g, c ← (1 − α) g. d takes the place of φ′. The loss gradient by the state of this
/// step is in c already.
/// </remarks>
internal unsafe struct LeakyBackwardPass<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal required LeakyPlanes<T> Planes;

    public readonly void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        switch (Planes.Placement)
        {
            case LeakPlacement.Voltage: Rows<S, V, LeakyForms.Voltage>(Planes); break;
            case LeakPlacement.Rate: Rows<S, V, LeakyForms.Rate>(Planes); break;
            default: Rows<S, V, LeakyForms.Inside>(Planes); break;
        }
    }

    private static void Rows<S, V, TForm>(in LeakyPlanes<T> p)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where TForm : struct, ILeakyForm
    {
        for (nint row = 0; row < p.Rows; row++)
        {
            Row<S, V, TForm>(
                p.Rate, p.Keep, p.Products + (row * p.Width), p.Carry + (row * p.Width), p.Slopes + (row * p.DeltaStride), p.Width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<S, V, TForm>(T alpha, T rest, T* products, T* carry, T* slopes, nint width)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where TForm : struct, ILeakyForm
    {
        V rate = S.Broadcast(alpha), keep = S.Broadcast(rest);
        for (nuint i = 0, n = (nuint)width; i < n; i += (nuint)S.Count)
        {
            V slope = S.Load(ref *slopes, i), product = S.Load(ref *products, i), carried = S.Load(ref *carry, i);
            V whole = TForm.Placement == LeakPlacement.Voltage ? S.MultiplyAdd(slope, product, carried) : S.Add(carried, product);
            if (TForm.Placement == LeakPlacement.Inside) whole = S.Multiply(slope, whole);
            V delta = S.Multiply(rate, whole);
            if (TForm.Placement == LeakPlacement.Rate) delta = S.Multiply(slope, delta);
            S.Store(delta, ref *slopes, i);
            S.Store(S.Multiply(keep, whole), ref *carry, i);
        }
    }
}

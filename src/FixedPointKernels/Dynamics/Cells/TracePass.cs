using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>The traces of all synapses, one step on, and what they learn of it, in one pass: p ← f p + g z, G ← G + s p.</summary>
/// <typeparam name="T">Element.</typeparam>
/// <remarks>Traces are samples × N × stride, z a row a sample, f, g and s a number a sample and neuron. Four samples at a time: a row of G
/// is read and written once for four of p. The samples add in an order that does not depend on the width.</remarks>
internal unsafe struct TracePass<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal required nint Samples;
    internal required nint Units;

    /// <summary>From a row of p or G to the next, whole lines.</summary>
    internal required nint Stride;

    /// <summary>From a row of f, g and s to the next.</summary>
    internal required nint Width;

    /// <summary>From a row of z to the next.</summary>
    internal required nint Row;
    internal required T* Traces;
    internal required T* Sources;
    internal required T* Kept;
    internal required T* Gained;
    internal required T* Signals;
    internal required T* Gradient;

    public readonly void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        for (nint unit = 0; unit < Units; unit++)
        {
            nint sample = 0;
            for (; sample + 4 <= Samples; sample += 4) Four<S, V>(this, sample, unit);
            for (; sample < Samples; sample++) One<S, V>(this, sample, unit);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<S, V>(in TracePass<T> pass, nint sample, nint unit)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nint at = (sample * pass.Width) + unit, next = pass.Width, far = pass.Units * pass.Stride, row = pass.Row;
        T* p = pass.Traces + (((sample * pass.Units) + unit) * pass.Stride), z = pass.Sources + (sample * row);
        T* sum = pass.Gradient + (unit * pass.Stride);
        V f0 = S.Broadcast(pass.Kept[at]), f1 = S.Broadcast(pass.Kept[at + next]);
        V f2 = S.Broadcast(pass.Kept[at + (2 * next)]), f3 = S.Broadcast(pass.Kept[at + (3 * next)]);
        V g0 = S.Broadcast(pass.Gained[at]), g1 = S.Broadcast(pass.Gained[at + next]);
        V g2 = S.Broadcast(pass.Gained[at + (2 * next)]), g3 = S.Broadcast(pass.Gained[at + (3 * next)]);
        V s0 = S.Broadcast(pass.Signals[at]), s1 = S.Broadcast(pass.Signals[at + next]);
        V s2 = S.Broadcast(pass.Signals[at + (2 * next)]), s3 = S.Broadcast(pass.Signals[at + (3 * next)]);
        for (nuint i = 0, n = (nuint)pass.Stride; i < n; i += (nuint)S.Count)
        {
            V p0 = S.MultiplyAdd(f0, S.Load(ref *p, i), S.Multiply(g0, S.Load(ref *z, i)));
            V p1 = S.MultiplyAdd(f1, S.Load(ref *(p + far), i), S.Multiply(g1, S.Load(ref *(z + row), i)));
            V p2 = S.MultiplyAdd(f2, S.Load(ref *(p + (2 * far)), i), S.Multiply(g2, S.Load(ref *(z + (2 * row)), i)));
            V p3 = S.MultiplyAdd(f3, S.Load(ref *(p + (3 * far)), i), S.Multiply(g3, S.Load(ref *(z + (3 * row)), i)));
            S.Store(p0, ref *p, i);
            S.Store(p1, ref *(p + far), i);
            S.Store(p2, ref *(p + (2 * far)), i);
            S.Store(p3, ref *(p + (3 * far)), i);
            V all = S.MultiplyAdd(s0, p0, S.Load(ref *sum, i));
            all = S.MultiplyAdd(s1, p1, all);
            all = S.MultiplyAdd(s2, p2, all);
            S.Store(S.MultiplyAdd(s3, p3, all), ref *sum, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<S, V>(in TracePass<T> pass, nint sample, nint unit)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nint at = (sample * pass.Width) + unit;
        T* p = pass.Traces + (((sample * pass.Units) + unit) * pass.Stride), z = pass.Sources + (sample * pass.Row);
        T* sum = pass.Gradient + (unit * pass.Stride);
        V f = S.Broadcast(pass.Kept[at]), g = S.Broadcast(pass.Gained[at]), s = S.Broadcast(pass.Signals[at]);
        for (nuint i = 0, n = (nuint)pass.Stride; i < n; i += (nuint)S.Count)
        {
            V trace = S.MultiplyAdd(f, S.Load(ref *p, i), S.Multiply(g, S.Load(ref *z, i)));
            S.Store(trace, ref *p, i);
            S.Store(S.MultiplyAdd(s, trace, S.Load(ref *sum, i)), ref *sum, i);
        }
    }
}

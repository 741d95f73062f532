using System;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Weights;

/// <summary>What a sum can lose of terms that are too small for its last digit, each time in the same direction: those of nearly silent
/// neurons beside one with a large rate.</summary>
internal static class LostTerms
{
    /// <summary>At least Σⱼ min(w|vⱼ|, ½ε S) over the terms w|vⱼ| ≤ 2ε S, in units of ε: larger ones
    /// are rounded this way and that.</summary>
    /// <param name="vector">v.</param>
    /// <param name="size">w, the size of a weight.</param>
    /// <param name="sum">S, what partial sums reach.</param>
    /// <typeparam name="T">The element type.</typeparam>
    /// <remarks>½ n S, without reading v, where that is far below any tolerance: reading 100 doubles takes 40 ns, twice as
    /// long as the rest of the bound.</remarks>
    internal static T Of<T>(ReadOnlySpan<T> vector, T size, T sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T half = T.CreateTruncating(0.5), all = half * T.CreateTruncating(vector.Length) * sum;
        if (T.CreateTruncating(vector.Length) * Precision<T>.Epsilon < T.CreateTruncating(1e-9)) return all;
        T unit = Precision<T>.Epsilon * sum / size;
        if (!T.IsFinite(unit)) return all;
        LostTermsKernel<T> kernel = new() { Vector = vector, Half = half * unit, Two = unit + unit };
        Dispatch.Run<LostTermsKernel<T>, T>(ref kernel);
        return kernel.Result * size / Precision<T>.Epsilon;
    }
}

/// <summary>One sum per lane, in units of v.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal ref struct LostTermsKernel<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal required ReadOnlySpan<T> Vector;
    internal required T Half;
    internal required T Two;
    internal T Result;

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        ref T v = ref MemoryMarshal.GetReference(Vector);
        nuint length = (nuint)Vector.Length, count = (nuint)S.Count, at = 0;
        V lost = default, zero = default, half = S.Broadcast(Half), two = S.Broadcast(Two);
        for (; at + count <= length; at += count)
        {
            V term = S.Abs(S.Load(ref v, at));
            lost = S.Add(lost, S.IfGreater(term, two, zero, S.Min(term, half)));
        }

        if (at < length)
        {
            V term = S.Abs(S.LoadMasked(ref v, at, S.FirstLanes((int)(length - at))));
            lost = S.Add(lost, S.IfGreater(term, two, zero, S.Min(term, half)));
        }

        Result = S.Sum(lost);
    }
}

using System;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FixedPointKernels.Simd;

/// <summary>The fused multiply-add peak of one core, measured: the ceiling against which a matrix product is judged.</summary>
public static class MultiplyAddPeak
{
    private const int Chains = 12;
    private const int Steps = 20_000;

    /// <summary>10⁹ operations per second (a multiply-add counts two) of 12 independent register-resident chains, in about 50 ms.</summary>
    /// <param name="width">The register width to measure.</param>
    /// <exception cref="PlatformNotSupportedException">This machine does not have that width.</exception>
    /// <remarks>12 chains cover a latency of 4 to 5 cycles times 2 units. The best of many short runs
    /// counts, since other work only slows.</remarks>
    public static double Measure<T>(SimdWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        if (!Dispatch.IsAvailable(width)) throw new PlatformNotSupportedException($"This machine does not have {width}.");
        return width switch
        {
            SimdWidth.Bits512 => Measure<Lanes512<T>, Vector512<T>, T>(),
            SimdWidth.Bits256 => Measure<Lanes256<T>, Vector256<T>, T>(),
            SimdWidth.Bits128 => Measure<Lanes128<T>, Vector128<T>, T>(),
            SimdWidth.Native => Measure<LanesNative<T>, Vector<T>, T>(),
            _ => Measure<Lane1<T>, T, T>(),
        };
    }

    /// <summary>One run of the chains at the dispatched width, to be timed in turn with what is compared with it.</summary>
    /// <returns>The operations done.</returns>
    internal static double Once<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpinKernel<T> kernel = default;
        Dispatch.Run<SpinKernel<T>, T>(ref kernel);
        return kernel.Operations;
    }

    private struct SpinKernel<T> : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        internal double Operations;

        public void Run<S, V>()
            where S : struct, ILanes<V, T>
            where V : unmanaged
        {
            Spin<S, V, T>(T.CreateTruncating(0.5), T.One);
            Operations = 2.0 * Chains * Steps * S.Count;
        }
    }

    private static double Measure<S, V, T>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long start = Stopwatch.GetTimestamp();
        long best = long.MaxValue;
        T seen = T.Zero;
        do
        {
            long before = Stopwatch.GetTimestamp();
            seen += Spin<S, V, T>(T.CreateTruncating(0.5), T.One);
            best = Math.Min(best, Math.Max(1, Stopwatch.GetTimestamp() - before));
        }
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 50);

        GC.KeepAlive(seen);
        return 2.0 * Chains * Steps * S.Count * Stopwatch.Frequency / best / 1e9;
    }

    // x ← x·½ + 1 stays near 2: no denormals, no overflow.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static T Spin<S, V, T>(T factor, T term)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V f = S.Broadcast(factor), t = S.Broadcast(term);
        V x0 = t, x1 = t, x2 = t, x3 = t, x4 = t, x5 = t, x6 = t, x7 = t, x8 = t, x9 = t, x10 = t, x11 = t;
        for (int i = 0; i < Steps; i++)
        {
            x0 = S.MultiplyAdd(x0, f, t);
            x1 = S.MultiplyAdd(x1, f, t);
            x2 = S.MultiplyAdd(x2, f, t);
            x3 = S.MultiplyAdd(x3, f, t);
            x4 = S.MultiplyAdd(x4, f, t);
            x5 = S.MultiplyAdd(x5, f, t);
            x6 = S.MultiplyAdd(x6, f, t);
            x7 = S.MultiplyAdd(x7, f, t);
            x8 = S.MultiplyAdd(x8, f, t);
            x9 = S.MultiplyAdd(x9, f, t);
            x10 = S.MultiplyAdd(x10, f, t);
            x11 = S.MultiplyAdd(x11, f, t);
        }

        V sum = S.Add(S.Add(S.Add(x0, x1), S.Add(x2, x3)), S.Add(S.Add(x4, x5), S.Add(x6, x7)));
        return S.Sum(S.Add(sum, S.Add(S.Add(x8, x9), S.Add(x10, x11))));
    }
}

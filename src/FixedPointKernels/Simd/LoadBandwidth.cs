using System;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FixedPointKernels.Simd;

/// <summary>How fast one core loads a working set of a given size again and again: the ceiling of a
/// matrix–vector product in cache.</summary>
internal static class LoadBandwidth
{
    private const int Chains = 8;

    /// <summary>10⁹ bytes per second, in about 50 ms.</summary>
    /// <param name="width">The register width to measure.</param>
    /// <param name="bytes">The working set: below the first-level cache's size it is that cache which is measured, and so on. Rounded to
    /// whole steps of 8 registers, at least one.</param>
    /// <exception cref="PlatformNotSupportedException">This machine does not have that width.</exception>
    /// <remarks>
    /// Every element is added to one of 8 chains: one addition per load keeps the loads from being optimized away, and 8 chains cover an
    /// addition's latency of up to 4 cycles at 2 loads a cycle. The best of many passes counts, since other work only slows.
    /// </remarks>
    public static double Measure<T>(SimdWidth width, int bytes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        if (!Dispatch.IsAvailable(width)) throw new PlatformNotSupportedException($"This machine does not have {width}.");
        return width switch
        {
            SimdWidth.Bits512 => Measure<Lanes512<T>, Vector512<T>, T>(bytes),
            SimdWidth.Bits256 => Measure<Lanes256<T>, Vector256<T>, T>(bytes),
            SimdWidth.Bits128 => Measure<Lanes128<T>, Vector128<T>, T>(bytes),
            SimdWidth.Native => Measure<LanesNative<T>, Vector<T>, T>(bytes),
            _ => Measure<Lane1<T>, T, T>(bytes),
        };
    }

    /// <summary>Some passes over a block at the dispatched width, to be timed in turn with what is compared with it.</summary>
    /// <param name="block">The working set, best on a cache line and written before; what does not fill a
    /// step of 8 registers is left out.</param>
    /// <param name="passes">How often it is loaded.</param>
    /// <returns>The bytes loaded.</returns>
    internal static double Once<T>(ReadOnlySpan<T> block, int passes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LoadKernel<T> kernel = new() { Block = block, Passes = passes };
        Dispatch.Run<LoadKernel<T>, T>(ref kernel);
        return kernel.Bytes;
    }

    private ref struct LoadKernel<T> : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        internal ReadOnlySpan<T> Block;
        internal int Passes;
        internal double Bytes;

        public void Run<S, V>()
            where S : struct, ILanes<V, T>
            where V : unmanaged
        {
            ReadOnlySpan<T> whole = Block[..(Block.Length - (Block.Length % (Chains * S.Count)))];
            Pass<S, V, T>(whole, Passes);
            Bytes = (double)whole.Length * Unsafe.SizeOf<T>() * Passes;
        }
    }

    private static unsafe double Measure<S, V, T>(int bytes)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int step = Chains * S.Count;
        int length = Math.Max(1, bytes / Unsafe.SizeOf<T>() / step) * step;

        // On a cache line, because a load across two takes twice as long. Written, because the system backs all pages that were only read
        // with one page of zeros, which stays in the first-level cache.
        void* memory = NativeMemory.AlignedAlloc((nuint)(length * Unsafe.SizeOf<T>()), 64);
        Span<T> block = new(memory, length);
        block.Fill(T.One);
        int passes = Math.Max(1, (1 << 20) / length);
        long start = Stopwatch.GetTimestamp();
        long best = long.MaxValue;
        T seen = T.Zero;
        do
        {
            long before = Stopwatch.GetTimestamp();
            seen += Pass<S, V, T>(block, passes);
            best = Math.Min(best, Math.Max(1, Stopwatch.GetTimestamp() - before));
        }
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 50);

        NativeMemory.AlignedFree(memory);
        GC.KeepAlive(seen);
        return (double)length * Unsafe.SizeOf<T>() * passes * Stopwatch.Frequency / best / 1e9;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static T Pass<S, V, T>(ReadOnlySpan<T> block, int passes)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T from = ref MemoryMarshal.GetReference(block);
        nuint count = (nuint)S.Count, length = (nuint)block.Length;
        V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        for (int pass = 0; pass < passes; pass++)
        {
            for (nuint at = 0; at < length; at += Chains * count)
            {
                s0 = S.Add(s0, S.Load(ref from, at));
                s1 = S.Add(s1, S.Load(ref from, at + count));
                s2 = S.Add(s2, S.Load(ref from, at + (2 * count)));
                s3 = S.Add(s3, S.Load(ref from, at + (3 * count)));
                s4 = S.Add(s4, S.Load(ref from, at + (4 * count)));
                s5 = S.Add(s5, S.Load(ref from, at + (5 * count)));
                s6 = S.Add(s6, S.Load(ref from, at + (6 * count)));
                s7 = S.Add(s7, S.Load(ref from, at + (7 * count)));
            }
        }

        return S.Sum(S.Add(S.Add(S.Add(s0, s1), S.Add(s2, s3)), S.Add(S.Add(s4, s5), S.Add(s6, s7))));
    }
}

using System;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace FixedPointKernels.Simd;

/// <summary>The one place that chooses a register width.</summary>
/// <remarks>
/// 512 bits are chosen by <c>Avx512F.IsSupported</c>, not by <c>Vector512.IsHardwareAccelerated</c>: on Cascade Lake the runtime
/// reports the latter as false although 512-bit code is 1.8 to 2.2 times as fast there.
/// <see cref="Width"/> is a static readonly, so optimised code holds the chosen branch only.
/// </remarks>
public static class Dispatch
{
    /// <summary>The environment variable that forces a width: 512, 256, 128, native or 1.</summary>
    public const string WidthVariable = "FPK_SIMD";

    /// <summary>The switch of a build ahead of time that holds the widest width of its instruction set and no other: see
    /// <see cref="HoldsEveryWidth"/>.</summary>
    internal const string EveryWidthSwitch = "FixedPointKernels.EveryWidth";

    // Before the width, whose choice asks for it.
    private static readonly bool EveryWidth = !AppContext.TryGetSwitch(EveryWidthSwitch, out bool every) || every;

    /// <summary>The width every kernel of this process runs at.</summary>
    public static SimdWidth Width { get; } = Choose(Environment.GetEnvironmentVariable(WidthVariable));

    /// <summary>Whether a fused multiply-add is a call into the C library here, element by element: the same bits, about a hundred times
    /// the time.</summary>
    /// <remarks>
    /// True on x64 without FMA, or with AVX2 turned off, and in a program compiled ahead of time without an instruction set (the
    /// property <c>IlcInstructionSet</c>; x86-64-v3 has it), whatever the processor: there <c>Fma.IsSupported</c> is the constant false,
    /// so no choice can be made at run time. With AVX but not AVX2 in the set, FMA is there when asked for, but no operation on vectors
    /// is compiled to it.
    /// </remarks>
    public static bool MultiplyAddsInSoftware { get; } = !AdvSimd.IsSupported
        && !(Fma.IsSupported && (RuntimeFeature.IsDynamicCodeCompiled || Vector256.IsHardwareAccelerated));

    /// <summary>Whether there is code for every width, so that <see cref="WidthVariable"/> can choose one. A build ahead of time that turns
    /// it off (<c>RuntimeHostConfigurationOption</c> with <c>Trim</c>) compiles each loop once, not four times; a narrower width is
    /// refused there like one that the CPU does not have.</summary>
    [FeatureSwitchDefinition(EveryWidthSwitch)]
    internal static bool HoldsEveryWidth => EveryWidth;

    /// <summary>Whether this machine executes <paramref name="width"/> in hardware.</summary>
    public static bool IsAvailable(SimdWidth width) => width switch
    {
        SimdWidth.Bits512 => Avx512F.IsSupported,
        SimdWidth.Bits256 => Vector256.IsHardwareAccelerated,
        SimdWidth.Bits128 => Vector128.IsHardwareAccelerated,
        SimdWidth.Native => Vector.IsHardwareAccelerated,
        SimdWidth.Scalar => true,
        _ => false,
    };

    /// <summary>The widest available width, or the one that <paramref name="forced"/> (a value of
    /// <see cref="WidthVariable"/>) names.</summary>
    /// <exception cref="PlatformNotSupportedException">The name is unknown, or this CPU does not have that width.</exception>
    public static SimdWidth Choose(string? forced)
    {
        if (string.IsNullOrWhiteSpace(forced))
        {
            return IsAvailable(SimdWidth.Bits512) ? SimdWidth.Bits512
                : IsAvailable(SimdWidth.Bits256) ? SimdWidth.Bits256
                : IsAvailable(SimdWidth.Bits128) ? SimdWidth.Bits128
                : SimdWidth.Scalar;
        }

        SimdWidth width = forced.Trim().ToUpperInvariant() switch
        {
            "512" => SimdWidth.Bits512,
            "256" => SimdWidth.Bits256,
            "128" => SimdWidth.Bits128,
            "NATIVE" => SimdWidth.Native,
            "1" => SimdWidth.Scalar,
            _ => throw new PlatformNotSupportedException($"{WidthVariable}={forced} is not a width; use 512, 256, 128, native or 1."),
        };
        return IsAvailable(width) && (HoldsEveryWidth || width == Choose(null))
            ? width
            : throw new PlatformNotSupportedException(
                $"{WidthVariable}={forced} asks for a width that this CPU, build or runtime setting does not have.");
    }

    /// <summary>Runs the kernel at <see cref="Width"/>.</summary>
    /// <typeparam name="TKernel">A struct, so that its loop is compiled for the width; it may hold spans.</typeparam>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="kernel">By reference: what it finds is in its fields afterwards.</param>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TKernel, T>(ref TKernel kernel)
        where TKernel : struct, IKernel<T>, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        if (Avx512F.IsSupported && (!HoldsEveryWidth || Width == SimdWidth.Bits512)) kernel.Run<Lanes512<T>, Vector512<T>>();
        else RunNarrower<TKernel, T>(ref kernel);
    }

    // One method for each width that machines have, so that a first call, compiled without optimization, does not
    // load kinds of lanes that it never uses.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunNarrower<TKernel, T>(ref TKernel kernel)
        where TKernel : struct, IKernel<T>, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector256.IsHardwareAccelerated && (!HoldsEveryWidth || Width == SimdWidth.Bits256))
            kernel.Run<Lanes256<T>, Vector256<T>>();
        else RunNarrowest<TKernel, T>(ref kernel);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunNarrowest<TKernel, T>(ref TKernel kernel)
        where TKernel : struct, IKernel<T>, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Width == SimdWidth.Bits128) kernel.Run<Lanes128<T>, Vector128<T>>();
        else if (Width == SimdWidth.Native) kernel.Run<LanesNative<T>, Vector<T>>();
        else kernel.Run<Lane1<T>, T>();
    }
}

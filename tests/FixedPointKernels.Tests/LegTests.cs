using System;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using FixedPointKernels.Simd;
using Xunit;

namespace FixedPointKernels.Tests;

/// <summary>A leg of the checks is what it says it is: FPK_LEG names it, and what it turns off really is off.</summary>
public sealed class LegTests
{
    [Fact]
    [Trait("Leg", "Any")]
    public void The_leg_is_what_it_says()
    {
        string leg = Environment.GetEnvironmentVariable("FPK_LEG") ?? "default";
        bool holds = leg switch
        {
            "default" => Environment.GetEnvironmentVariable(Dispatch.WidthVariable) is not null || Dispatch.Width == Widest(),
            "no-avx512" => !Avx512F.IsSupported && Dispatch.Width == SimdWidth.Bits256,
            "no-avx2" => !Avx2.IsSupported && !Fma.IsSupported && !Vector256.IsHardwareAccelerated && Dispatch.Width == SimdWidth.Bits128,
            "no-intrinsics" => !Vector128.IsHardwareAccelerated && !Vector.IsHardwareAccelerated && Dispatch.Width == SimdWidth.Scalar,
            "vector512" => Vector512.IsHardwareAccelerated && Dispatch.Width == SimdWidth.Bits512,
            "simd-256" => Dispatch.Width == SimdWidth.Bits256,
            "simd-128" => Dispatch.Width == SimdWidth.Bits128,
            "simd-native" => Dispatch.Width == SimdWidth.Native,
            "simd-1" => Dispatch.Width == SimdWidth.Scalar,
            _ => false,
        };
        Assert.True(
            holds,
            $"FPK_LEG={leg}, but width {Dispatch.Width}, AVX-512F {Avx512F.IsSupported}, "
            + $"AVX2 {Avx2.IsSupported}, Vector<float> of {Vector<float>.Count}.");
    }

    // What the legs without AVX2 turn off is FMA, too.
    [Fact]
    [Trait("Leg", "Any")]
    public void Multiply_adds_are_in_software_where_a_leg_turns_them_off()
    {
        bool turnedOff = Environment.GetEnvironmentVariable("FPK_LEG") is "no-avx2" or "no-intrinsics";
        Assert.Equal(turnedOff || !(Fma.IsSupported || AdvSimd.IsSupported), Dispatch.MultiplyAddsInSoftware);
    }

    private static SimdWidth Widest() =>
        Avx512F.IsSupported ? SimdWidth.Bits512
        : Vector256.IsHardwareAccelerated ? SimdWidth.Bits256
        : Vector128.IsHardwareAccelerated ? SimdWidth.Bits128
        : SimdWidth.Scalar;
}

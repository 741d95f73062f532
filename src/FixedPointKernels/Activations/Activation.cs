using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Activations;

/// <summary>An activation over whole spans: values, or values and slopes in one pass.</summary>
public static class Activation
{
    /// <summary>valuesᵢ = f(zᵢ).</summary>
    /// <param name="activation">f, with its parameters.</param>
    /// <param name="z">n arguments.</param>
    /// <param name="values">n results; may be the same span as <paramref name="z"/>, but not shifted against it.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <remarks>Allocates nothing and needs no scratch. The same bits at every register width (any NaN equals any NaN).</remarks>
    public static void Apply<TActivation, T>(TActivation activation, ReadOnlySpan<T> z, Span<T> values)
        where TActivation : struct, IActivation
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Throw.IfNotLength(values.Length, z.Length, nameof(values));
        var kernel = new ApplyKernel<TActivation, T>(activation, z, values);
        Dispatch.Run<ApplyKernel<TActivation, T>, T>(ref kernel);
    }

    /// <summary>valuesᵢ = f(zᵢ) and slopesᵢ = f′(zᵢ).</summary>
    /// <param name="activation">f, with its parameters.</param>
    /// <param name="z">n arguments.</param>
    /// <param name="values">n results; may be the same span as <paramref name="z"/>, but not shifted against it.</param>
    /// <param name="slopes">n slopes; may be the same span as <paramref name="z"/> (then not as <paramref name="values"/>), but not shifted against it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or values and slopes share memory.</exception>
    /// <remarks>Allocates nothing and needs no scratch. The same bits at every register width (any NaN equals any NaN).</remarks>
    public static void Apply<TActivation, T>(TActivation activation, ReadOnlySpan<T> z, Span<T> values, Span<T> slopes)
        where TActivation : struct, IActivation
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Throw.IfNotLength(values.Length, z.Length, nameof(values));
        Throw.IfNotLength(slopes.Length, z.Length, nameof(slopes));
        Throw.IfOverlaps<T>(values, slopes, nameof(values), nameof(slopes));
        var kernel = new ApplyWithSlopeKernel<TActivation, T>(activation, z, values, slopes);
        Dispatch.Run<ApplyWithSlopeKernel<TActivation, T>, T>(ref kernel);
    }
}

using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Activations;

/// <summary>An activation over whole spans: values, or values and slopes in one pass.</summary>
public static class Activation
{
    /// <summary>valuesᵢ = f(zᵢ).</summary>
    /// <typeparam name="TActivation">Any activation, a user's own too.</typeparam>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="activation">f, with its parameters.</param>
    /// <param name="z">n arguments.</param>
    /// <param name="values">n results; may be the same span as <paramref name="z"/>, but not shifted against it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or values overlap z shifted.</exception>
    /// <remarks>Allocates nothing and needs no scratch. The same bits at every register width (any NaN equals any NaN).</remarks>
    public static void Apply<TActivation, T>(TActivation activation, ReadOnlySpan<T> z, Span<T> values)
        where TActivation : struct, IActivation
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotLength(values.Length, z.Length, nameof(values));
        ThrowIfShifted(z, values, nameof(values));
        Application<T> application = new(z, values, default);
        new Uniform<TActivation>(activation).Visit(0, z.Length, ref application);
    }

    /// <summary>valuesᵢ = f(zᵢ) and slopesᵢ = f′(zᵢ).</summary>
    /// <typeparam name="TActivation">Any activation, a user's own too.</typeparam>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="activation">f, with its parameters.</param>
    /// <param name="z">n arguments.</param>
    /// <param name="values">n results; may be the same span as <paramref name="z"/>, but not shifted against it.</param>
    /// <param name="slopes">n slopes; may be the same span as <paramref name="z"/> (then not as
    /// <paramref name="values"/>), but not shifted against it.</param>
    /// <exception cref="ArgumentException">The lengths differ, values and slopes share memory, or
    /// one of them overlaps z shifted.</exception>
    /// <remarks>Allocates nothing and needs no scratch. The same bits at every register width (any NaN equals any NaN).</remarks>
    public static void Apply<TActivation, T>(TActivation activation, ReadOnlySpan<T> z, Span<T> values, Span<T> slopes)
        where TActivation : struct, IActivation
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotLength(values.Length, z.Length, nameof(values));
        ThrowIfShifted(z, values, nameof(values));
        Throw.IfNotLength(slopes.Length, z.Length, nameof(slopes));
        ThrowIfShifted(z, slopes, nameof(slopes));
        Throw.IfOverlaps<T>(values, slopes, nameof(values), nameof(slopes));
        Application<T> application = new(z, values, slopes);
        new Uniform<TActivation>(activation).Visit(0, z.Length, ref application);
    }

    // Of an activation chosen at run time the choice is made here, once, and not at every register.
    private readonly ref struct Application<T>(ReadOnlySpan<T> z, Span<T> values, Span<T> slopes) : IRangeAction
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> z = z;
        private readonly Span<T> values = values;
        private readonly Span<T> slopes = slopes;

        public void Run<TActivation>(TActivation activation, int from, int count)
            where TActivation : struct, IActivation
        {
            if (slopes.IsEmpty)
            {
                ApplyKernel<TActivation, T> kernel = new(activation, z, values);
                Dispatch.Run<ApplyKernel<TActivation, T>, T>(ref kernel);
            }
            else
            {
                ApplyWithSlopeKernel<TActivation, T> kernel = new(activation, z, values, slopes);
                Dispatch.Run<ApplyWithSlopeKernel<TActivation, T>, T>(ref kernel);
            }
        }
    }

    // In place is fine, element by element; a shifted result would overwrite arguments that are still to be read.
    private static void ThrowIfShifted<T>(ReadOnlySpan<T> z, Span<T> result, string name)
    {
        if (z.Overlaps(result, out int offset) && offset != 0)
            throw new ArgumentException(
                $"{name} starts {offset} elements behind z in the same memory; only exactly in place is allowed.", name);
    }
}

using System;
using System.Numerics;

namespace FixedPointKernels.Solving;

/// <summary>A batch as the caller holds it: rows are samples.</summary>
/// <param name="size">Elements of a state.</param>
/// <param name="driveSize">Elements of a drive.</param>
/// <param name="drives">samples × drive size.</param>
/// <param name="states">samples × size: start in, result out.</param>
/// <param name="linearizations">samples × linearization size, or empty when not wanted.</param>
/// <param name="linearizationSize">Elements of a linearization.</param>
/// <param name="tolerance">The residual at which a sample is done.</param>
/// <param name="scales">Multiplies the tolerance per sample; empty for one.</param>
/// <param name="given">samples × linearization size where they come with the samples; else empty.</param>
internal readonly ref struct SampleBatch<T>(
    int size, int driveSize, ReadOnlySpan<T> drives, Span<T> states, Span<T> linearizations, int linearizationSize,
    T tolerance, ReadOnlySpan<T> scales,
    ReadOnlySpan<T> given = default)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> drives = drives;
    private readonly ReadOnlySpan<T> scales = scales;
    private readonly Span<T> states = states;
    private readonly ReadOnlySpan<T> given = given;

    internal ReadOnlySpan<T> Drives => drives;

    internal ReadOnlySpan<T> AllGiven => given;

    internal Span<T> Linearizations { get; } = linearizations;

    /// <summary>The same batch to another tolerance, alike for all samples.</summary>
    internal SampleBatch<T> WithTolerance(T other) =>
        new(size, driveSize, drives, states, Linearizations, linearizationSize, other, default, given);

    internal ReadOnlySpan<T> Drive(int sample) => drives.Slice(sample * driveSize, driveSize);

    internal ReadOnlySpan<T> Given(int sample) => given.Slice(sample * linearizationSize, linearizationSize);

    internal Span<T> State(int sample) => states.Slice(sample * size, size);

    internal Span<T> Linearization(int sample) => Linearizations.Slice(sample * linearizationSize, linearizationSize);

    internal T Tolerance(int sample) => scales.IsEmpty ? tolerance : tolerance * scales[sample];

    /// <summary>NaN never looks like success: a sample without any finite point holds NaN.</summary>
    internal void FillNaN(int sample)
    {
        State(sample).Fill(T.NaN);
        if (!Linearizations.IsEmpty) Linearization(sample).Fill(T.NaN);
    }
}

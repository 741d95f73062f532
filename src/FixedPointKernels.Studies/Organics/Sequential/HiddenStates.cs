using System;
using System.Linq;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;

namespace FixedPointKernels.Studies.Organics.Sequential;

/// <summary>How hidden states go through a sequence: some units at the first test image, and the largest of all units at many
/// images.</summary>
/// <param name="Values">A row a step, <see cref="Columns"/> each: units, then the largest magnitude; NaN where there is no such unit, or
/// where something is not finite.</param>
internal sealed record HiddenStates(double[] Values)
{
    /// <summary>Units shown.</summary>
    internal const int Units = 8;

    /// <summary>Numbers of a row.</summary>
    internal const int Columns = Units + 1;

    // Traced at once: the states of 784 steps of 64 units take 13 MB in float.
    private const int Together = 16;
    private const int Images = 64;

    /// <summary>Nothing looked at.</summary>
    internal static HiddenStates None { get; } = new([]);

    /// <summary>Steps.</summary>
    internal int Steps => Values.Length / Columns;

    /// <summary>A column: a unit, or <see cref="Units"/> for the largest magnitude.</summary>
    internal double[] Column(int which) => [.. Enumerable.Range(0, Steps).Select(step => Values[(step * Columns) + which])];

    /// <summary>Runs the first test images.</summary>
    internal static HiddenStates Of<T>(SequenceClassifier<T> model, Dataset test, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int steps = model.Shape.Steps, size = model.StateSize, n = model.Shape.Units, images = Math.Min(Images, test.Count);
        double[] values = new double[steps * Columns];
        Array.Fill(values, double.NaN);
        for (int step = 0; step < steps; step++) values[(step * Columns) + Units] = 0;
        T[] inputs = new T[Together * test.Features], states = new T[Together * steps * size];
        for (int from = 0; from < images; from += Together)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(Together, images - from);
            Span<T> features = inputs.AsSpan(0, count * test.Features), traced = states.AsSpan(0, count * steps * size);
            test.Gather([.. Enumerable.Range(from, count)], features);
            model.Trace(features, traced);
            for (int k = 0; k < count * steps; k++)
            {
                int at = k % steps * Columns;
                ReadOnlySpan<T> state = traced.Slice(k * size, n);
                for (int i = 0; i < n; i++)
                {
                    // The larger of a number and NaN is NaN.
                    double value = double.CreateTruncating(state[i]);
                    values[at + Units] = Math.Max(values[at + Units], Math.Abs(value));
                    if (from == 0 && k < steps && i < Units) values[at + i] = value;
                }
            }
        }

        return new(values);
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;

namespace FixedPointKernels.Cli.Verification;

/// <summary>A case of a file of learning through time: a batch through a cell and a readout, its masked loss, and the update by every rule.
/// </summary>
internal sealed record TemporalCase : IGoldenCase
{
    // Relative: what independent codes in double agree to.
    private const double Limit = 1e-11;

    public required string Name { get; init; }

    internal required SequenceShape Shape { get; init; }

    internal required int Batch { get; init; }

    internal required TemporalOptions Options { get; init; }

    internal required ActivationChoice Activation { get; init; }

    internal required TrialTarget Target { get; init; }

    /// <summary>Row-major, by the names of the file: W, U, b, V, c, F, s0.</summary>
    internal required IReadOnlyDictionary<string, double[]> Parameters { get; init; }

    /// <summary>x, T × B × D.</summary>
    internal required double[] Inputs { get; init; }

    /// <summary>T × B × K, or T × B classes.</summary>
    internal required double[] Wanted { get; init; }

    /// <summary>T × B.</summary>
    internal required double[] Mask { get; init; }

    /// <summary>What is to be checked, by the names of <see cref="TemporalQuantities"/>.</summary>
    internal required IReadOnlyDictionary<string, double[]> Expected { get; init; }

    /// <summary>Whether the leak is on the voltage.</summary>
    internal bool IsOnVoltage => Options.Placement == LeakPlacement.Voltage;

    public IEnumerable<QuantityFinding> Check(Precision precision, double? tolerance, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, double[]> found = TemporalComputation.Of(this, precision);
        cancellation.ThrowIfCancellationRequested();

        // A step's products have N + D + 1 terms and the steps follow one another; gradients are sums over steps and samples.
        IReadOnlyDictionary<string, double>? limits = precision == Precision.Float && tolerance is null
            ? FloatLimits.Of(
                this, (Shape.Units + Shape.Inputs + 8) * Shape.Steps, one => TemporalComputation.Of(one, Precision.Double), Move,
                (_, one, other) => Closeness.OfVectors(one, other))
            : null;
        foreach (string quantity in TemporalQuantities.All)
        {
            if (Expected.TryGetValue(quantity, out double[]? expected))
                yield return new(quantity, Closeness.OfVectors(found[quantity], expected), tolerance ?? limits?[quantity] ?? Limit);
            else if (TemporalQuantities.IsNeeded(this, quantity)) yield return QuantityFinding.Missing(quantity);
        }
    }

    /// <summary>Its trials as the library holds them.</summary>
    internal TrialSet Trials()
    {
        TrialSet trials = new(Name, Batch, Shape.Steps, Shape.Inputs, Shape.Outputs, Target);
        (double[] inputs, double[] mask) = (BySample(Inputs, Shape.Inputs), BySample(Mask, 1));
        int width = Target == TrialTarget.Classes ? 1 : Shape.Outputs;
        double[] wanted = BySample(Wanted, width);
        for (int k = 0; k < Batch; k++)
        {
            inputs.AsSpan(k * Shape.Features, Shape.Features).CopyTo(trials.Inputs(k));
            mask.AsSpan(k * Shape.Steps, Shape.Steps).CopyTo(trials.Mask(k));
            ReadOnlySpan<double> asked = wanted.AsSpan(k * Shape.Steps * width, Shape.Steps * width);
            if (Target != TrialTarget.Classes) asked.CopyTo(trials.Targets(k));
            else
                for (int t = 0; t < asked.Length; t++) trials.Classes(k)[t] = (int)asked[t];
        }

        return trials;
    }

    /// <summary>Sample after sample of what the file has step after step, rows of that width.</summary>
    internal double[] BySample(double[] values, int width) => Swapped(values, Batch, Shape.Steps, width);

    /// <summary>And back.</summary>
    internal double[] ByStep(double[] values, int width) => Swapped(values, Shape.Steps, Batch, width);

    // Row (i, k) of outer × inner rows is row (k, i) of the other.
    private static double[] Swapped(double[] values, int outer, int inner, int width)
    {
        double[] swapped = new double[values.Length];
        for (int i = 0; i < outer; i++)
        {
            for (int k = 0; k < inner; k++)
                values.AsSpan(((k * outer) + i) * width, width).CopyTo(swapped.AsSpan(((i * inner) + k) * width));
        }

        return swapped;
    }

    private static TemporalCase Move(TemporalCase one, int pattern) => one with
    {
        Parameters = one.Parameters.Select((pair, k) => (pair.Key, Values: FloatLimits.Move(pair.Value, pattern, 1 + k)))
            .ToDictionary(pair => pair.Key, pair => pair.Values),
        Inputs = FloatLimits.Move(one.Inputs, pattern, 30),
        Wanted = one.Target == TrialTarget.Values ? FloatLimits.Move(one.Wanted, pattern, 31) : one.Wanted,
    };
}

using System;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Data;

/// <summary>Samples with targets: Count × Features inputs, and Count × Outputs numbers that a readout or some neurons are to
/// give.</summary>
/// <remarks>
/// Kept in double and rounded once while a batch is gathered, so that float and double runs see the same data. Immutable; may be shared
/// between threads.
/// </remarks>
public sealed class TargetSet : SampleSet
{
    private readonly double[] inputs;
    private readonly double[] targets;

    /// <summary>Takes the samples.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="features">Features per sample.</param>
    /// <param name="outputs">Targets per sample.</param>
    /// <param name="inputs">Count × features, a row per sample; copied.</param>
    /// <param name="targets">Count × outputs; copied.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or an entry is NaN or infinite; the message says
    /// where.</exception>
    public TargetSet(string name, int features, int outputs, ReadOnlySpan<double> inputs, ReadOnlySpan<double> targets)
        : base(name, features)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        int count = inputs.Length / features;
        Misuse.IfNotShape(inputs.Length, count, features, nameof(inputs));
        Misuse.IfNotShape(targets.Length, count, outputs, nameof(targets));
        Misuse.IfNotFinite(inputs, nameof(inputs));
        Misuse.IfNotFinite(targets, nameof(targets));
        (Count, Outputs, this.inputs, this.targets) = (count, outputs, inputs.ToArray(), targets.ToArray());
    }

    /// <summary>Samples.</summary>
    public override int Count { get; }

    /// <summary>Targets per sample.</summary>
    public override int Outputs { get; }

    /// <inheritdoc/>
    public override string Asked => $"{Outputs} targets";

    /// <summary>The targets as stored, Count × Outputs.</summary>
    public ReadOnlySpan<double> Targets => targets;

    /// <summary>The mean over the samples of Σⱼ (yⱼ − mean yⱼ)²: the squared error of whoever gives the mean of every target.</summary>
    public double Variance => Enumerable.Range(0, Outputs).Sum(output => VarianceOf(output));

    /// <summary>The same of one target alone.</summary>
    /// <param name="output">Which.</param>
    public double VarianceOf(int output)
    {
        double mean = 0, sum = 0;
        for (int k = 0; k < Count; k++) mean += targets[(k * Outputs) + output] / Count;
        for (int k = 0; k < Count; k++) sum += (targets[(k * Outputs) + output] - mean) * (targets[(k * Outputs) + output] - mean) / Count;
        return sum;
    }

    /// <summary>Gathers samples: row k of both is sample <c>chosen[k]</c>. 0 bytes.</summary>
    /// <typeparam name="T">The element type of the rows.</typeparam>
    /// <param name="chosen">Indices of samples; repeats are allowed.</param>
    /// <param name="features">chosen.Length × Features, overwritten.</param>
    /// <param name="wanted">The targets, chosen.Length × Outputs, overwritten; may be empty where they are not wanted.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is no sample's.</exception>
    public void Gather<T>(ReadOnlySpan<int> chosen, Span<T> features, Span<T> wanted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Misuse.IfNotShape(features.Length, chosen.Length, Features, nameof(features));
        if (wanted.Length != 0) Misuse.IfNotShape(wanted.Length, chosen.Length, Outputs, nameof(wanted));
        for (int k = 0; k < chosen.Length; k++)
        {
            int sample = chosen[k];
            if ((uint)sample >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(chosen), $"chosen[{k}] is {sample}, but there are {Count} samples.");
            for (int j = 0; j < Features; j++) features[(k * Features) + j] = T.CreateTruncating(inputs[(sample * Features) + j]);
            for (int j = 0; j < Outputs && wanted.Length > 0; j++)
                wanted[(k * Outputs) + j] = T.CreateTruncating(targets[(sample * Outputs) + j]);
        }
    }

    /// <inheritdoc/>
    public override void Gather<T>(ReadOnlySpan<int> chosen, Span<T> features) => Gather(chosen, features, default);

    /// <inheritdoc/>
    public override TargetSet Subset(string name, ReadOnlySpan<int> chosen)
    {
        double[] rows = new double[checked(chosen.Length * Features)], wanted = new double[checked(chosen.Length * Outputs)];
        Gather(chosen, rows, wanted);
        return new(name, Features, Outputs, rows, wanted);
    }

    /// <inheritdoc/>
    public override void AppendTo(IncrementalHash hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        hash.AppendData(MemoryMarshal.AsBytes<double>(inputs));
        hash.AppendData(MemoryMarshal.AsBytes<double>(targets));
    }
}

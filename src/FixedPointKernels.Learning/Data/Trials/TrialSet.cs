using System;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Data;

/// <summary>Trials of T steps: D inputs at each, what is asked of K outputs, the weight of the step in the loss, and whether it counts for
/// the accuracy.</summary>
/// <remarks>
/// A buffer, unlike the other sets: a task fills it anew for every update, without allocating, and <see cref="ThrowIfUnfit"/> looks at
/// what it was given. It may be read by any number of threads while nobody writes. Kept in double and rounded once while a batch is
/// gathered, so that float and double runs see the same data.
/// </remarks>
public sealed class TrialSet : SampleSet
{
    private readonly double[] inputs, mask, targets;
    private readonly bool[] scored;
    private readonly int[] classes;

    /// <summary>An empty buffer: everything 0, no step scored.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="count">Trials, at least 1.</param>
    /// <param name="steps">T, at least 1.</param>
    /// <param name="columns">D, inputs of a step, at least 1.</param>
    /// <param name="outputs">K, at least 1.</param>
    /// <param name="target">What is asked for.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="ArgumentException">A size is more than an array holds.</exception>
    public TrialSet(string name, int count, int steps, int columns, int outputs, TrialTarget target)
        : base(name, RowOf(count, steps, columns, outputs))
    {
        (Count, Steps, Columns, Outputs, Target) = (count, steps, columns, outputs, target);
        int rows = Misuse.Size(count, steps, nameof(count));
        inputs = new double[Misuse.Size(rows, columns, nameof(count))];
        mask = new double[rows];
        scored = new bool[rows];
        classes = new int[target == TrialTarget.Classes ? rows : 0];
        targets = new double[target == TrialTarget.Classes ? 0 : Misuse.Size(rows, outputs, nameof(count))];
    }

    /// <summary>Trials.</summary>
    public override int Count { get; }

    /// <summary>T, steps of a trial.</summary>
    public int Steps { get; }

    /// <summary>D, inputs of a step; a sample's features are T·D.</summary>
    public int Columns { get; }

    /// <summary>K: classes, or targets of a step.</summary>
    public override int Outputs { get; }

    /// <summary>What is asked for.</summary>
    public TrialTarget Target { get; }

    /// <inheritdoc/>
    public override string Asked => Target switch
    {
        TrialTarget.Classes => $"{Outputs} classes a step",
        TrialTarget.Values => $"{Outputs} targets a step",
        _ => $"{Outputs} {(Outputs == 1 ? "bit" : "bits")} a step",
    };

    /// <summary>All spans of one trial, to be written. 0 bytes.</summary>
    /// <param name="trial">0..Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such trial.</exception>
    public Trial this[int trial] => new(this, trial);

    /// <summary>The inputs of a trial, T × D, a row per step.</summary>
    /// <param name="trial">0..Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such trial.</exception>
    public Span<double> Inputs(int trial) => Of(inputs, trial, Features);

    /// <summary>The weight of each step of a trial in the loss, T numbers ≥ 0.</summary>
    /// <param name="trial">0..Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such trial.</exception>
    public Span<double> Mask(int trial) => Of(mask, trial, Steps);

    /// <summary>Whether each step of a trial counts for the accuracy, T.</summary>
    /// <param name="trial">0..Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such trial.</exception>
    public Span<bool> Scored(int trial) => Of(scored, trial, Steps);

    /// <summary>The class of each step of a trial, T.</summary>
    /// <param name="trial">0..Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such trial.</exception>
    /// <exception cref="InvalidOperationException">The set has targets.</exception>
    public Span<int> Classes(int trial) => Of(ClassesOrThrow(), trial, Steps);

    /// <summary>The targets of a trial, T × K.</summary>
    /// <param name="trial">0..Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such trial.</exception>
    /// <exception cref="InvalidOperationException">The set has classes.</exception>
    public Span<double> Targets(int trial) => Of(TargetsOrThrow(), trial, Steps * Outputs);

    /// <summary>Σ of the mask over some trials: M, what their loss is divided by. 0 bytes.</summary>
    /// <param name="chosen">Indices of trials; repeats are allowed, and count.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is no trial's.</exception>
    public double Weight(ReadOnlySpan<int> chosen)
    {
        double sum = 0;
        foreach (int trial in chosen)
        {
            foreach (double weight in Mask(trial)) sum += weight;
        }

        return sum;
    }

    /// <inheritdoc/>
    public override void Gather<T>(ReadOnlySpan<int> chosen, Span<T> features)
    {
        Element.ThrowIfUnsupported<T>();
        Round(chosen, inputs, Features, features, nameof(features));
    }

    /// <summary>Gathers the mask: row k is that of trial <c>chosen[k]</c>. 0 bytes.</summary>
    /// <typeparam name="T">The element type of the rows.</typeparam>
    /// <param name="chosen">Indices of trials; repeats are allowed.</param>
    /// <param name="weights">chosen.Length × T, overwritten.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is no trial's.</exception>
    public void GatherMask<T>(ReadOnlySpan<int> chosen, Span<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Round(chosen, mask, Steps, weights, nameof(weights));
    }

    /// <summary>Gathers the targets: row k is that of trial <c>chosen[k]</c>. 0 bytes.</summary>
    /// <typeparam name="T">The element type of the rows.</typeparam>
    /// <param name="chosen">Indices of trials; repeats are allowed.</param>
    /// <param name="wanted">chosen.Length × T × K, overwritten.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is no trial's.</exception>
    /// <exception cref="InvalidOperationException">The set has classes.</exception>
    public void GatherTargets<T>(ReadOnlySpan<int> chosen, Span<T> wanted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Round(chosen, TargetsOrThrow(), Steps * Outputs, wanted, nameof(wanted));
    }

    /// <summary>Gathers the classes: row k is that of trial <c>chosen[k]</c>. 0 bytes.</summary>
    /// <param name="chosen">Indices of trials; repeats are allowed.</param>
    /// <param name="wanted">chosen.Length × T, overwritten.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is no trial's.</exception>
    /// <exception cref="InvalidOperationException">The set has targets.</exception>
    public void GatherClasses(ReadOnlySpan<int> chosen, Span<int> wanted) =>
        Copy(chosen, ClassesOrThrow(), wanted, nameof(wanted));

    /// <summary>Gathers which steps are scored: row k is that of trial <c>chosen[k]</c>. 0 bytes.</summary>
    /// <param name="chosen">Indices of trials; repeats are allowed.</param>
    /// <param name="counted">chosen.Length × T, overwritten.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is no trial's.</exception>
    public void GatherScored(ReadOnlySpan<int> chosen, Span<bool> counted) => Copy(chosen, scored, counted, nameof(counted));

    /// <summary>Looks at all that the set holds; what trains on it calls this when it loads a batch of it. 0 bytes.</summary>
    /// <exception cref="ArgumentException">An input, a weight or a target is not finite, a weight is negative, a class lies outside, the
    /// target of a bit is outside [0, 1], or no step has any weight; the message names trial and step.</exception>
    public void ThrowIfUnfit() => TrialCheck.Run(this);

    /// <inheritdoc/>
    public override TrialSet Subset(string name, ReadOnlySpan<int> chosen)
    {
        TrialSet some = new(name, chosen.Length, Steps, Columns, Outputs, Target);
        Round(chosen, inputs, Features, some.inputs.AsSpan(), nameof(chosen));
        Round(chosen, mask, Steps, some.mask.AsSpan(), nameof(chosen));
        GatherScored(chosen, some.scored);
        if (Target == TrialTarget.Classes) GatherClasses(chosen, some.classes);
        else Round(chosen, targets, Steps * Outputs, some.targets.AsSpan(), nameof(chosen));
        return some;
    }

    /// <inheritdoc/>
    public override void AppendTo(IncrementalHash hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        hash.AppendData(MemoryMarshal.AsBytes<int>([Steps, Columns, Outputs, (int)Target]));
        hash.AppendData(MemoryMarshal.AsBytes<double>(inputs));
        hash.AppendData(MemoryMarshal.AsBytes<double>(mask));
        hash.AppendData(MemoryMarshal.AsBytes<bool>(scored));
        hash.AppendData(MemoryMarshal.AsBytes<int>(classes));
        hash.AppendData(MemoryMarshal.AsBytes<double>(targets));
    }

    // Sizes are looked at before the base asks for features.
    private static int RowOf(int count, int steps, int columns, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        return Misuse.Size(steps, columns, nameof(steps));
    }

    private Span<V> Of<V>(V[] values, int trial, int width) => (uint)trial < (uint)Count
        ? values.AsSpan(trial * width, width)
        : throw new ArgumentOutOfRangeException(nameof(trial), $"The trial is {trial}, but there are {Count} trials.");

    private void Round<T>(ReadOnlySpan<int> chosen, double[] from, int width, Span<T> to, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Misuse.IfNotShape(to.Length, chosen.Length, width, name);
        for (int k = 0; k < chosen.Length; k++)
        {
            ReadOnlySpan<double> row = Of(from, chosen[k], width);
            for (int j = 0; j < row.Length; j++) to[(k * width) + j] = T.CreateTruncating(row[j]);
        }
    }

    private void Copy<V>(ReadOnlySpan<int> chosen, V[] from, Span<V> to, string name)
    {
        Misuse.IfNotShape(to.Length, chosen.Length, Steps, name);
        for (int k = 0; k < chosen.Length; k++) Of(from, chosen[k], Steps).CopyTo(to[(k * Steps)..]);
    }

    private int[] ClassesOrThrow() => Target == TrialTarget.Classes
        ? classes : throw new InvalidOperationException($"{Name} has no classes, but {Asked}.");

    private double[] TargetsOrThrow() => Target != TrialTarget.Classes
        ? targets : throw new InvalidOperationException($"{Name} has no targets, but {Asked}.");
}

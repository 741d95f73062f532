using System;
using System.Collections.Generic;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Learning.Tasks;

/// <summary>What is set about a task; what is null is as published.</summary>
public sealed record TaskOptions
{
    /// <inheritdoc cref="TaskOption.TimeStep"/>
    public double? TimeStep { get; init; }

    /// <inheritdoc cref="TaskOption.Delay"/>
    public double? Delay { get; init; }

    /// <inheritdoc cref="TaskOption.Coherences"/>
    public IReadOnlyList<double>? Coherences { get; init; }

    /// <inheritdoc cref="TaskOption.Noise"/>
    public double? Noise { get; init; }

    /// <inheritdoc cref="TaskOption.Steps"/>
    public int? Steps { get; init; }

    /// <inheritdoc cref="TaskOption.Depth"/>
    public int? Depth { get; init; }

    /// <inheritdoc cref="TaskOption.PublishedStart"/>
    public bool? PublishedStart { get; init; }

    /// <inheritdoc cref="TaskOption.Images"/>
    public Dataset? Images { get; init; }

    /// <inheritdoc cref="TaskOption.Rows"/>
    public int? Rows { get; init; }

    /// <summary>Which of them are set.</summary>
    internal IEnumerable<TaskOption> Given()
    {
        if (TimeStep is not null) yield return TaskOption.TimeStep;
        if (Delay is not null) yield return TaskOption.Delay;
        if (Coherences is not null) yield return TaskOption.Coherences;
        if (Noise is not null) yield return TaskOption.Noise;
        if (Steps is not null) yield return TaskOption.Steps;
        if (Depth is not null) yield return TaskOption.Depth;
        if (PublishedStart is not null) yield return TaskOption.PublishedStart;
        if (Images is not null) yield return TaskOption.Images;
        if (Rows is not null) yield return TaskOption.Rows;
    }

    /// <summary>The delay of a task that counts it in steps.</summary>
    internal int? WholeDelay(string task) => Delay switch
    {
        null => null,
        double delay when delay == Math.Floor(delay) && Math.Abs(delay) < int.MaxValue => (int)delay,
        _ => throw new ArgumentException($"{task}: the delay is {Delay}, but it is counted in steps, so it must be whole.", nameof(task)),
    };
}

using System;

namespace FixedPointKernels.Learning.Data;

/// <summary>One trial of a <see cref="TrialSet"/>, to be written: all of its spans, for whoever fills it.</summary>
public readonly ref struct Trial
{
    internal Trial(TrialSet set, int trial)
    {
        (Steps, Columns, Outputs) = (set.Steps, set.Columns, set.Outputs);
        Inputs = set.Inputs(trial);
        Mask = set.Mask(trial);
        Scored = set.Scored(trial);
        if (set.Target == TrialTarget.Classes) Classes = set.Classes(trial);
        else Targets = set.Targets(trial);
    }

    /// <summary>T, steps.</summary>
    public int Steps { get; }

    /// <summary>D, inputs of a step.</summary>
    public int Columns { get; }

    /// <summary>K, outputs that are asked for.</summary>
    public int Outputs { get; }

    /// <summary>Inputs, T × D, a row per step.</summary>
    public Span<double> Inputs { get; }

    /// <summary>Weight of each step in the loss, T numbers ≥ 0.</summary>
    public Span<double> Mask { get; }

    /// <summary>Whether the step counts for the accuracy, T.</summary>
    public Span<bool> Scored { get; }

    /// <summary>The class of each step, T; empty unless classes are asked for.</summary>
    public Span<int> Classes { get; }

    /// <summary>The targets, T × K; empty where classes are asked for.</summary>
    public Span<double> Targets { get; }

    /// <summary>The inputs of one step, D.</summary>
    /// <param name="step">0..Steps − 1.</param>
    public Span<double> Row(int step) => Inputs.Slice(step * Columns, Columns);

    /// <summary>Empties the trial: inputs, weights, classes and targets 0, no step scored.</summary>
    public void Clear()
    {
        Inputs.Clear();
        Mask.Clear();
        Scored.Clear();
        Classes.Clear();
        Targets.Clear();
    }
}

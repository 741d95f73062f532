using System;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Randomness;

namespace FixedPointKernels.Learning.Tasks;

/// <summary>A task for learning through time: the shape of its trials, how they are drawn, and what guessing and an ideal observer
/// reach.</summary>
/// <remarks>
/// To add one: a file like <see cref="PerceptualDecision"/>, a class with its shape, <see cref="Write"/> and its two limits, and its
/// <c>Entry</c> in the list of <see cref="TaskTable"/>. Immutable; may be shared between threads, each with its own generator and set. The
/// only source of randomness is the generator that is handed in, so a seed gives the same trials, to the last bit, on every machine.
/// </remarks>
public abstract class TrialTask
{
    /// <summary>Takes name and shape.</summary>
    /// <param name="name">What command lines and reports call it.</param>
    /// <param name="steps">T.</param>
    /// <param name="inputs">D.</param>
    /// <param name="outputs">K.</param>
    /// <param name="target">What is asked for.</param>
    protected TrialTask(string name, int steps, int inputs, int outputs, TrialTarget target)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        (Name, Steps, Inputs, Outputs, Target) = (name, steps, inputs, outputs, target);
    }

    /// <summary>What command lines and reports call it.</summary>
    public string Name { get; }

    /// <summary>T, steps of a trial.</summary>
    public int Steps { get; }

    /// <summary>D, inputs of a step.</summary>
    public int Inputs { get; }

    /// <summary>K, outputs that are asked for.</summary>
    public int Outputs { get; }

    /// <summary>What is asked for, and so which loss compares it.</summary>
    public TrialTarget Target { get; }

    /// <summary>What happens in a trial, in one line for reports, with the settings.</summary>
    public abstract string Description { get; }

    /// <summary>Which times were asked for that are no whole number of steps, and what stands for them, for a line of a summary: "the delay
    /// of 510 ms is 26 steps of 20 ms, 520 ms". Empty where there is none, and of a task that knows no ms.</summary>
    public virtual string Rounding => "";

    /// <summary>The accuracy on the scored steps of the best answer that looks at no input.</summary>
    public abstract double Chance { get; }

    /// <summary>The accuracy on the scored steps that no one can beat in the mean: that of an ideal observer of the inputs.</summary>
    public abstract double Ceiling { get; }

    /// <summary>Where <see cref="Chance"/> and <see cref="Ceiling"/> come from, one sentence.</summary>
    public abstract string Limits { get; }

    /// <summary>A buffer of this task's shape, yet to be filled.</summary>
    /// <param name="count">Trials, at least 1.</param>
    public TrialSet NewSet(int count) => new(Name, count, Steps, Inputs, Outputs, Target);

    /// <summary>Fills a set with trials, one after the other. 0 bytes.</summary>
    /// <param name="random">Where they come from.</param>
    /// <param name="trials">Overwritten, all of it.</param>
    /// <exception cref="ArgumentException">The set has another shape; the message names both.</exception>
    public void Draw(SeededRandom random, TrialSet trials)
    {
        ArgumentNullException.ThrowIfNull(random);
        ThrowIfNotMine(trials);
        for (int k = 0; k < trials.Count; k++)
        {
            trials[k].Clear();
            Write(trials[k], random);
        }
    }

    /// <summary>Draws one trial. 0 bytes.</summary>
    /// <param name="trial">To be written; all of it is 0.</param>
    /// <param name="random">Where it comes from.</param>
    protected abstract void Write(Trial trial, SeededRandom random);

    private protected void ThrowIfNotMine(TrialSet trials)
    {
        ArgumentNullException.ThrowIfNull(trials);
        if ((trials.Steps, trials.Columns, trials.Outputs, trials.Target) != (Steps, Inputs, Outputs, Target))
            throw new ArgumentException(
                $"{trials.Name} has {trials.Steps} steps of {trials.Columns} inputs and {trials.Asked}, but {Name} needs {Steps} steps of "
                + $"{Inputs} inputs and {Outputs} {Target.ToString().ToLowerInvariant()} a step.",
                nameof(trials));
    }
}

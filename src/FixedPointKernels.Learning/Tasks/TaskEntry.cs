using System;
using System.Collections.Generic;
using System.Linq;

namespace FixedPointKernels.Learning.Tasks;

/// <summary>A task as its table knows it.</summary>
public sealed class TaskEntry
{
    private readonly Func<TaskOptions, TrialTask> make;

    internal TaskEntry(string name, string summary, TaskOption[] options, Func<TaskOptions, TrialTask> make) =>
        (Name, Summary, Options, this.make) = (name, summary, options, make);

    /// <summary>What command lines call it: dms.</summary>
    public string Name { get; }

    /// <summary>What it asks, in a few words.</summary>
    public string Summary { get; }

    /// <summary>What can be set about it.</summary>
    public IReadOnlyList<TaskOption> Options { get; }

    /// <summary>The task of these settings.</summary>
    /// <param name="options">What is not as published; null for nothing.</param>
    /// <exception cref="ArgumentException">One is set that this task does not have, or to what it cannot be; the message says
    /// which.</exception>
    public TrialTask Make(TaskOptions? options = null)
    {
        options ??= new();
        foreach (TaskOption given in options.Given().Except(Options))
            throw new ArgumentException($"{Name} has no {given}, but {string.Join(", ", Options)}.", nameof(options));
        return make(options);
    }
}

using System;
using System.Collections.Generic;
using System.Linq;

namespace FixedPointKernels.Learning.Tasks;

/// <summary>Every task that can be named: to add one is its class with its <see cref="TaskEntry"/>, and the entry here.</summary>
public static class TaskTable
{
    /// <summary>The entries.</summary>
    public static IReadOnlyList<TaskEntry> All { get; } =
        [PerceptualDecision.Entry, MatchToSample.Entry, ContextDecision.Entry, DelayedXor.CopyEntry, DelayedXor.Entry, ImageRows.Entry];

    /// <summary>Their names, for help and parsers.</summary>
    public static string[] Names { get; } = [.. All.Select(entry => entry.Name)];

    /// <summary>The entry of a name.</summary>
    /// <param name="name">As in <see cref="Names"/>, in any case of letters.</param>
    /// <exception cref="ArgumentException">There is none; the message lists them.</exception>
    public static TaskEntry Of(string name) =>
        All.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no task {name}; there are {string.Join(", ", Names)}.", nameof(name));
}

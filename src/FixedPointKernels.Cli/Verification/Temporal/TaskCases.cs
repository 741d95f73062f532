using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Cli.Files;

namespace FixedPointKernels.Cli.Verification;

/// <summary>Reads the trials of tasks of a file of learning through time: the lists "xor_copy" and "ngym" of "tasks".</summary>
internal static class TaskCases
{
    private const string Place = "tasks", Bits = "xor_copy", Decisions = "ngym";

    /// <summary>All of them; none where the file has no such part.</summary>
    /// <exception cref="Learning.Data.DataFileException">One cannot be computed.</exception>
    internal static IEnumerable<TaskCase> Read(JsonFields whole)
    {
        if (!whole.Holds(Place)) return [];
        JsonFields part = whole.Part(Place);
        return [.. Of(part, Bits, BitTrials.Read), .. Of(part, Decisions, DecisionTrials.Read)];
    }

    private static IEnumerable<TaskCase> Of(JsonFields part, string list, Func<JsonFields, string, TaskCase> read) => part.Holds(list)
        ? part.Parts(list).Select((one, k) => read(one.As("trial", $"{Place}: {list}[{k}]: "), $"{list}[{k}]"))
        : [];
}

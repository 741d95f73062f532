using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Cli.Files;

namespace FixedPointKernels.Cli.Verification;

/// <summary>Reads the trials of tasks of a file of learning through time: the lists "xor_copy" and "ngym" of "tasks".</summary>
internal static class TaskCases
{
    private const string Place = "tasks", Bits = "xor_copy", Decisions = "ngym";

    /// <summary>All of them, and what is absent.</summary>
    /// <exception cref="Learning.Data.DataFileException">One cannot be computed.</exception>
    internal static IEnumerable<IGoldenCase> Read(JsonFields whole)
    {
        JsonFields? part = whole.Holds(Place) ? whole.Part(Place) : null;
        return [.. Of(part, Bits, TaskCase.OfBits, BitTrials.Read), .. Of(part, Decisions, TaskCase.OfDecisions, DecisionTrials.Read)];
    }

    private static IEnumerable<IGoldenCase> Of(
        JsonFields? part, string list, IReadOnlyList<string> quantities, Func<JsonFields, string, TaskCase> read) =>
        part is { } fields && fields.Holds(list) && fields.Parts(list) is { Count: > 0 } trials
            ? trials.Select((one, k) => read(one.As("trial", $"{Place}: {list}[{k}]: "), $"{list}[{k}]"))
            : [new AbsentPart($"{Place}.{list}", quantities)];
}

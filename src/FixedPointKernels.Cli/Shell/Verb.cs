using System.Collections.Generic;
using System.CommandLine;

namespace FixedPointKernels.Cli.Shell;

/// <summary>A verb of the command line with what its help says after the options.</summary>
/// <param name="name">As typed.</param>
/// <param name="description">One sentence or two.</param>
/// <param name="notes">What is worth knowing beyond the options; may be empty.</param>
/// <param name="examples">Whole command lines.</param>
internal sealed class Verb(string name, string description, string notes, params string[] examples) : Command(name, description)
{
    internal string Notes { get; } = notes;

    internal IReadOnlyList<string> Examples { get; } = examples;
}

using System.Collections.Generic;
using System.Text.Json;

namespace FixedPointKernels.Cli.Verification;

/// <summary>A kind of golden file: how it is known, what it can hold, and how its cases are read.</summary>
/// <param name="Field">The field that a file of this kind has.</param>
/// <param name="Example">A file of this kind, for the help.</param>
/// <param name="Limits">What its limits are, for the help: lines of at most 120 columns.</param>
/// <param name="Quantities">All that can be checked, in the order of the report.</param>
/// <param name="Read">Its cases, from the file's name and contents; a DataFileException for what cannot be computed.</param>
/// <param name="Mark">A field of an entry of that list, where another kind has a list of the same name; null where none has.</param>
internal sealed record GoldenKind(
    string Field, string Example, string Limits, IReadOnlyList<string> Quantities, GoldenReader Read, string? Mark = null);

/// <summary>Reads the cases of a golden file.</summary>
internal delegate IReadOnlyList<IGoldenCase> GoldenReader(string path, JsonElement root);

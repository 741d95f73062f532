using System.CommandLine;
using System.Linq;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Training;

/// <summary>What else a training writes into --out: metrics as JSON lines, and which samples were in which part.</summary>
internal sealed class ExportOptions
{
    private readonly Option<bool> lines = new("--json-lines")
    {
        Description = "Also write metrics.jsonl: metrics.csv as a JSON object a line (--out runs --json-lines).",
    };

    private readonly Option<bool> split = new("--export-split")
    {
        Description =
            "Also write train-indices.npy and test-indices.npy (validation-indices.npy): the rows of the whole set in each part, from 0 "
            + "(--out runs --export-split).",
    };

    internal void AddTo(Command command)
    {
        command.Add(lines);
        command.Add(split);
    }

    internal Export Read(ParseResult parsed, bool kept)
    {
        Export export = new(parsed.GetValue(lines), parsed.GetValue(split));
        string? asked = export.JsonLines ? lines.Name : export.Split ? split.Name : null;
        return asked is null || kept ? export : throw new CommandFailure($"{asked} needs --out DIR: there is no place to write");
    }
}

/// <summary>What else is written.</summary>
/// <param name="JsonLines">metrics.jsonl.</param>
/// <param name="Split">The parts' indices.</param>
internal sealed record Export(bool JsonLines, bool Split)
{
    /// <summary>Writes the parts' indices, if asked for.</summary>
    internal void Write(IResultFolder folder, SampleSplit parts, string heldOut)
    {
        if (!Split) return;
        int[] train = [.. parts.TrainIndices], test = [.. parts.TestIndices];
        Npy.Write<int>(folder.Path("train-indices.npy"), train, train.Length);
        Npy.Write<int>(folder.Path($"{heldOut.Split(' ').Last()}-indices.npy"), test, test.Length);
    }
}

using System.CommandLine;
using FixedPointKernels.Cli.Shell;

namespace FixedPointKernels.Cli.Training;

/// <summary>--data, --inputs, --labels and --targets: which samples a verb works on.</summary>
/// <param name="otherwise">What is taken where nothing is said: "the embedded digits".</param>
/// <param name="use">What becomes of the rows of --inputs: "A fifth is held out."</param>
internal sealed class DataOptions(string otherwise, string use)
{
    private readonly Option<string?> data = new("--data")
    {
        HelpName = "DIR", Description = $"A folder with the four IDX files [default: {otherwise}].",
    };

    private readonly Option<string?> inputs = new("--inputs")
    {
        HelpName = "X.npy", Description = $"Features of one's own, B×M, a row is a sample, taken as they are. {use}",
    };

    private readonly Option<string?> labels = new("--labels")
    {
        HelpName = "y.npy", Description = "The class of every row of --inputs, whole numbers from 0: --inputs X.npy --labels y.npy.",
    };

    private readonly Option<string?> targets = new("--targets")
    {
        HelpName = "Y.npy",
        Description = "Numbers in place of classes, B×K (or B of them), that the readout is to give, by squared error: "
            + "--inputs X.npy --targets Y.npy.",
    };

    /// <summary>Their names.</summary>
    internal string[] Names => [data.Name, inputs.Name, labels.Name, targets.Name];

    internal void AddTo(Command command)
    {
        Option[] all = [data, inputs, labels, targets];
        foreach (Option option in all) command.Add(option);
    }

    /// <summary>What was said; of no file where nothing was.</summary>
    /// <exception cref="CommandFailure">Two sources, or half of one.</exception>
    internal DataSource Read(ParseResult parsed)
    {
        DataSource said = new(
            parsed.GetValue(data), parsed.GetValue(inputs), parsed.GetValue(labels), parsed.GetValue(targets));
        return said switch
        {
            (not null, not null, _, _) => throw new CommandFailure(
                $"--data {said.Folder} and --inputs {said.Inputs} are two sets; say one"),
            (_, _, not null, not null) => throw new CommandFailure(
                $"--labels {said.Labels} are classes and --targets {said.Targets} are numbers; say one"),
            (_, not null, null, null) => throw new CommandFailure(
                $"--inputs {said.Inputs} needs --labels y.npy, the class of every row, or --targets Y.npy, its numbers"),
            (_, null, not null, _) => throw new CommandFailure($"--labels {said.Labels} needs --inputs X.npy, a row for every label"),
            (_, null, _, not null) => throw new CommandFailure($"--targets {said.Targets} needs --inputs X.npy, a row for every target"),
            _ => said,
        };
    }
}

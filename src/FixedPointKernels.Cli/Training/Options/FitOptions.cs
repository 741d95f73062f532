using System.CommandLine;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Losses;

namespace FixedPointKernels.Cli.Training;

/// <summary>Where a run starts, when it ends and which weights it leaves; what it learns from beside the plain labels.</summary>
internal sealed class FitOptions
{
    private const string Balanced = "balanced";

    private readonly Option<string?> start = new("--weights-dir")
    {
        HelpName = "DIR",
        Description =
            "Warm start: all runs begin from the weights in DIR (W.npy, Wx.npy, readout.npy, b.npy), as one run of --out left them; say "
            + "its --activation too: --weights-dir runs/linearized-0.1.",
    };

    private readonly Option<bool> best = new("--best")
    {
        Description = "Keep the weights of the epoch with the best validation score (fewest samples without a fixed point, then the lowest "
            + "loss), not the last: --best --validation 200.",
    };

    private readonly Option<int?> patience = CommonOptions.Whole(
        "--patience", "K", "Early stopping: end a run after K epochs without a better validation score, or where nothing is solved: "
        + "--patience 3 --validation 200.");

    private readonly Option<double?> clip = CommonOptions.Number(
        "--clip", "C", "Scale the gradient of all trained parts together down to the Euclidean norm C where it is longer: --clip 1.");

    private readonly Option<double?> smoothing = CommonOptions.Number(
        "--label-smoothing", "E",
        "Learn from (1 - E) onehot + E/classes, in [0, 1); scores stay the plain cross-entropy: --label-smoothing 0.1.");

    private readonly Option<string?> weights = new("--class-weights")
    {
        HelpName = "W,W",
        Description = "Factors on a sample's loss and gradient by its class, or 'balanced' (n / (classes * n of the class)): "
            + "--class-weights balanced.",
    };

    internal void AddTo(Command command)
    {
        Option[] all = [start, best, patience, clip, smoothing, weights];
        foreach (Option option in all) command.Add(option);
    }

    internal Fit Read(ParseResult parsed, Watching watching)
    {
        Fit fit = new(
            parsed.GetValue(start), parsed.GetValue(best), parsed.GetValue(patience) is null
                ? null
                : Numbers.AtLeast(parsed, patience, 0, 1),
            parsed.GetValue(clip), parsed.GetValue(smoothing) ?? 0, parsed.GetValue(weights));
        if (fit.Clip is { } most && !most.IsPositiveFinite()) throw Words.OutOfRange(clip.Name, most, "positive and finite");
        if (!(fit.Smoothing is >= 0 and < 1)) throw Words.OutOfRange(smoothing.Name, fit.Smoothing, "in [0, 1)");
        if (fit.ClassWeights is { } said && said != Balanced) Parse(said);
        string? chooser = fit.Best ? best.Name : fit.Patience is not null ? patience.Name : null;
        return chooser is null || watching.Validation is not null ? fit : throw new CommandFailure(
            $"{chooser} chooses by the held-out part, and a test part that chose is no test of anything: say --validation K too");
    }

    /// <summary>The factors that were asked for, on these labels.</summary>
    /// <exception cref="CommandFailure">They are more or fewer than the classes.</exception>
    internal static ClassWeights? Of(Fit fit, SampleSet samples)
    {
        if (fit.ClassWeights is not { } said || samples is not Dataset train) return null;
        ClassWeights given = said == Balanced ? ClassWeights.Balanced(train) : Parse(said);
        return given.Values.Length == train.Classes ? given : throw new CommandFailure(
            $"--class-weights has {given.Values.Length} factors, but there are {train.Classes} classes");
    }

    private static ClassWeights Parse(string said)
    {
        string[] words = Numbers.Split(said);
        double[] values = new double[words.Length];
        for (int k = 0; k < words.Length; k++)
        {
            if (!double.TryParse(words[k], NumberStyles.Float, CultureInfo.InvariantCulture, out values[k])
                || !(values[k] >= 0 && double.IsFinite(values[k])))
                throw new CommandFailure(
                    $"--class-weights has '{words[k]}', but it is '{Balanced}', or a factor for every class, none negative");
        }

        return values.Any(value => value > 0) ? new(values) : throw new CommandFailure("--class-weights has no factor that is not 0");
    }
}

using System.CommandLine;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;

namespace FixedPointKernels.Cli.Training;

/// <summary>What is scored, watched and kept in bounds while a run trains, and on which samples.</summary>
internal sealed class WatchOptions
{
    private readonly Option<int?> validation = CommonOptions.Whole(
        "--validation", "K", "Hold K training samples out (drawn from --seed) and score on them; the test part is not looked at.");

    private readonly Option<bool> published = new("--published-update")
    {
        Description =
            "LEAK: update from a random batch of the TEST part with g = 1 - r^2, as the published code does; only to reproduce it.",
    };

    private readonly Option<bool> batches = new("--test-batches")
    {
        Description = "Before every update also score a random batch of the test (validation) part.",
    };
    private readonly Option<int?> every = CommonOptions.Whole(
        "--watch-stability", "K", "Every K steps take all eigenvalues of G W at samples of the test (validation) part.");
    private readonly Option<int?> samples = CommonOptions.Whole(
        "--watch-samples", "S", "How many samples --watch-stability looks at [default: 4].");

    private readonly Option<double?> keep = CommonOptions.Number(
        "--keep-stable", "M",
        "Every 10 steps scale W down where the estimate of max Re of G W's eigenvalues, at 4 samples of the batch, exceeds 1 - "
            + "M, 0 < M < 1.");

    internal void AddTo(Command command)
    {
        Option[] all = [validation, batches, every, samples, keep, published];
        foreach (Option option in all) command.Add(option);
    }

    internal Watching Read(ParseResult parsed)
    {
        Watching watching = new(
            parsed.GetValue(validation), parsed.GetValue(published), parsed.GetValue(batches),
            parsed.GetValue(every) is null
                ? 0
                : Numbers.AtLeast(parsed, every, 0, 1), Numbers.AtLeast(parsed, samples, 4, 1), parsed.GetValue(keep));
        if (watching.KeepStable is { } margin && !(margin > 0 && margin < 1)) throw Words.OutOfRange(keep.Name, margin, "between 0 and 1");
        if (watching.Validation is not null) Numbers.AtLeast(parsed, validation, 0, 1);
        if (watching.Every == 0 && parsed.GetValue(samples) is { } unused)
            throw new CommandFailure($"{samples.Name} {unused} needs {every.Name}");
        if (!watching.PublishedUpdate) return watching;
        if (watching.Validation is not null)
            throw new CommandFailure(
                $"{published.Name} learns from the test part and cannot be combined with {validation.Name}: leave one of them away");
        if (watching.TestBatches)
            throw new CommandFailure($"{published.Name} scores the test batch that it learns from; leave {batches.Name} away");
        return watching;
    }
}

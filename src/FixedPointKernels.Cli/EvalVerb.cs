using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Cli.Training;
using FixedPointKernels.Learning.Choices;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli;

/// <summary>fpk eval: scores trained weights on the test part of their data, or on another set.</summary>
internal static class EvalVerb
{
    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "eval",
            "Scores the weights that fpk train --out saved, or fpk import brought in.",
            "DIR is a run's folder (W.npy, Wx.npy, readout.npy, run.json) or the folder that holds several. The test part is the "
                + "one that the\n"
            + "run held out, remade from its seed; with --data the test part of those IDX files. The forward pass is the\n"
            + "run's own unless --solver says otherwise. Stability is that of the points the network settles in from 0, of as many samples "
            + "as some seconds\n"
            + "of eigenvalues allow (20 at least), evenly spread over the test part; a line below the table says how many. Exit code 3 if "
            + "some samples have no fixed point.",
            "fpk eval --weights-dir runs",
            "fpk eval --weights-dir runs/linearized-0.1 --solver newton",
            "fpk eval --weights-dir runs --inputs X.npy --labels y.npy --out scores",
            "fpk eval --weights-dir runs --inputs X.npy --targets Y.npy --out scores");
        Option<string> folder = new("--weights-dir") { HelpName = "DIR", Description = "What fpk train --out wrote.", Required = true };
        DataOptions data = new("what the run was trained on", "All of them are scored.");
        Option<string?> output = new("--out")
        {
            HelpName = "DIR",
            Description = "A folder, in it one for every run: predictions.npy (the class told of every sample, -1 without a fixed point, "
                + "or its numbers, NaN without), confusion.csv and classes.csv (recall and precision) or targets.csv, "
                + "settings.csv and report.html (--out scores).",
        };
        SolverChoices solver = new();
        verb.Add(folder);
        solver.AddTo(verb);
        data.AddTo(verb);
        verb.Add(output);
        verb.SetAction(parsed => Score(
            here, parsed.GetValue(folder)!, data.Read(parsed), parsed.GetValue(output),
            GivenOptions.CommandLine("fpk eval", GivenOptions.Of(parsed)),
            precision => solver.IsGiven(parsed) ? ForwardPass.Read(solver, parsed, precision) : null));
        return verb;
    }

    private static int Score(
        Surroundings here, string folder, DataSource given, string? output, string commandLine,
        System.Func<Precision, SolverOptions?> solver)
    {
        using OutputFolder? results = output is null ? null : new(output);
        ReportTable? table = null;
        (int unsolved, ReadoutLoss loss) = (0, default);
        List<string> looks = [];
        foreach (string run in Runs(folder))
        {
            SavedRun saved = here.Await(() => SavedRun.Read(run));
            DataSource source = given.IsGiven ? given : saved.Source(run);
            if (table is not null && loss != source.Loss)
                throw new CommandFailure($"{folder} holds runs on labels and runs on targets: score them one by one");
            loss = source.Loss;
            SampleSet test = here.Await(() => given.Inputs is not null ? given.Whole() : source.Load(saved.Seed).Test);
            Yardstick by = Yardstick.Of(test);
            table ??= new(
                "run", $"test {by.Quality.Label}", $"test {by.Error.Label}", "unsolved", "without stable point", "max Re");
            Precision type = saved.Precision == "float" ? Precision.Float : Precision.Double;
            Request request = new(here, table, looks, run, saved, test, by, solver(type) ?? saved.Forward(), results, commandLine);
            unsolved += saved.Choice().Run<Request, int>(type, request);
            here.Cancellation.ThrowIfCancellationRequested();
        }

        table!.Write(here);
        if (results?.Conclude(interrupted: false).Place is { } place)
            here.Say($"{place} holds predictions, errors and a page of every run, each in a folder of its name");
        here.Say($"without stable point, max Re: of {string.Join(" and ", looks.Distinct())}, evenly spread");
        if (unsolved == 0) return ExitCode.Done;
        string counted = loss == ReadoutLoss.CrossEntropy ? "they count as wrong" : "they are in no error";
        here.Complain($"{unsolved} sample(s) have no fixed point that was found; {counted}");
        return ExitCode.NotConverged;
    }

    private static List<string> Runs(string folder)
    {
        if (!Directory.Exists(folder)) throw new DataFileException(folder, "does not exist, or is no folder");
        if (SavedRun.IsIn(folder)) return [folder];
        List<string> runs = [.. Directory.EnumerateDirectories(folder).Where(SavedRun.IsIn).Order(System.StringComparer.Ordinal)];
        return runs.Count > 0 ? runs : throw new DataFileException(
            folder, $"holds no run: neither {SavedRun.FileName} nor a folder with one");
    }

    private sealed record Request(
        Surroundings Here, ReportTable Table, List<string> Looks, string Folder, SavedRun Saved, SampleSet Test, Yardstick By,
        SolverOptions Solver, OutputFolder? Results, string CommandLine) : INetworkAction<int>
    {
        private string RunName => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder)));

        public int Run<T, TActivation>(TActivation activation)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, ICurvedActivation
        {
            ReadoutLoss loss = Test is TargetSet ? ReadoutLoss.SquaredError : ReadoutLoss.CrossEntropy;
            if (Saved.Data is not null && (Saved.Targets is null) == (loss == ReadoutLoss.SquaredError))
                throw new CommandFailure(
                    $"{Folder} was trained on {(Saved.Targets is null ? "labels" : "targets")}, but {Test.Name} has {Test.Asked}");
            Model<T, TActivation> model = Here.Await(() => WeightFolder.Read<T, TActivation>(Folder, activation, loss));
            Start.RequireFit(Folder, model, Test, fewer: true);
            System.DateTimeOffset began = Here.Clock.GetUtcNow();
            int threads = System.Environment.ProcessorCount;
            // A score is of what can be found, whatever it takes; only a training step has a bound by itself.
            SolverOptions search = Solver.Budget is null ? Solver with { Budget = new SolveBudget() } : Solver;
            TrainingSettings settings = new() { BatchSize = System.Math.Min(512, Test.Count), Threads = threads, Solver = search };
            using Trainer<T> scorer = new(model, settings);
            Learning.Training.Score score = scorer.Evaluate(Test);
            StableSamples stable = StableSamples.Of(model, Test, StableSamples.Affordable(Test.Count, model.Network.Neurons), threads);
            Results?.Write(() => EvalReport.Write(
                Results.Path(RunName), RunName, scorer, model, Test, score, Settings(model.Fingerprint(), search, threads, began)));
            Looks.Add(stable.Samples == Test.Count
                ? $"all {Test.Count} test samples" : $"{stable.Samples} of the {Test.Count} test samples");
            Table.Add(
                RunName + (Saved.LearnedFromTestImages ? " (LEAK: learned from test images)" : ""),
                By.Quality.Text(By.Quality.Of(score)),
                By.Error.Text(By.Error.Of(score)),
                string.Create(CultureInfo.InvariantCulture, $"{score.Unsolved} of {score.Samples}"),
                string.Create(CultureInfo.InvariantCulture, $"{stable.Without} of {stable.Samples}"),
                ReadableNumber.Of(stable.LargestAbscissa, "F2"));
            return score.Unsolved;
        }

        private TablePart Settings(string weights, SolverOptions search, int threads, System.DateTimeOffset began) => SettingsTable.Of(
            "eval", threads, Here.Clock.GetUtcNow() - began,
            [
                (SettingsTable.CommandLine, CommandLine), ("run", Folder), ("weights", weights), ("data", Test.Name),
                ("contents", Test.Fingerprint()),
                ("precision", Saved.Precision), .. SolverRows.Of(search), ("date", $"{began:yyyy-MM-ddTHH:mm:ssZ}"),
                ("revision", Machine.Revision()),
            ]);
    }
}

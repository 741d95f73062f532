using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Cli.Training;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Choices;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli;

/// <summary>fpk train: learning rules side by side on handwritten digits, from the same start with the same batches.</summary>
internal static class TrainVerb
{
    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "train",
            "Trains networks at their fixed points, on handwritten digits or data of one's own, rule beside rule, same start and batches.",
            "The network is x = Wx s + b, r = f(W r + x), and a softmax readout R r; W is learned, Wx and R (N(0,1)/sqrt of their width)\n"
            + "stay as drawn unless --train names them.\n"
            + "Without --data: 1,797 embedded digits of 8x8 pixels, pixel / 16, a fifth held out for testing (stratified by class, "
            + "from --seed).\n"
            + "With --data DIR: the four IDX files of MNIST or its like, raw or gzipped, pixel / 255, divided as they come.\n"
            + "With --inputs X.npy --labels y.npy: classes of one's own. With --targets Y.npy in their place the readout gives numbers: "
            + "squared error,\n"
            + "summed over the targets; R2 and the mean squared error stand where an accuracy does.\n"
            + "--out DIR receives metrics.csv, and for every run a folder with W.npy, Wx.npy, readout.npy and run.json, which fpk "
            + "eval reads.\n"
            + "A sample without a fixed point counts as wrong and contributes nothing to the update; the divisor stays the batch "
            + "size, the loss\n"
            + "shown is the mean over the samples that have one. Optimizers, decay and schedule beside PyTorch's: docs/training.md.\n"
            + "Exit codes: 0 done, 2 bad input, 130 interrupted, 3 if a run stopped before its end, had steps in which no sample "
            + "contributed, or ended\n"
            + "with a network without fixed points for some held-out samples; everything is written all the same, and one line "
            + "says which.\n"
            + "Until the end DIR is called DIR.unfinished and holds a checkpoint: after a kill, a full disk or Ctrl-C (which also leaves "
            + "metrics.csv and\n"
            + "the weights so far) fpk train --resume DIR goes on from it and ends in the same bits as if nothing had happened.",
            "fpk train",
            "fpk train --rule linearized,euclidean --rate 0.02,0.05,0.1 --epochs 20 --out runs",
            "fpk train --resume runs",
            "fpk train --inputs X.npy --labels y.npy --validation 200 --best --patience 5 --out runs",
            "fpk train --inputs X.npy --targets Y.npy --train recurrent,input,readout --out runs",
            "fpk train --data mnist --neurons 300 --batch 512 --epochs 3 --precision float --rule linearized",
            "fpk train --data mnist --neurons 300 --batch 512 --epochs 3 --precision float --rule linearized "
            + "--train recurrent,input,bias,readout --validation 5000");
        DataOptions data = new("the embedded digits", "A fifth is held out.");
        Option<string?> output = new("--out") { HelpName = "DIR", Description = "A new folder for metrics.csv and the trained weights." };
        Option<string> precision = CommonOptions.Precision();
        TrainOptions training = new();
        ActivationOptions activation = new();
        SolverChoices solver = new(bound: TrainingSettings.DefaultBudget.Factorizations);
        training.AddTo(verb);
        ExportOptions exporting = new();
        data.AddTo(verb);
        exporting.AddTo(verb);
        activation.AddTo(verb);
        solver.AddTo(verb);
        verb.Add(precision);
        verb.Add(output);
        Option<string?> every = CheckpointClock.Option();
        ResumeOptions resuming = new(Continuation.Work, ["--threads", .. data.Names, every.Name]);
        resuming.AddTo(verb);
        verb.Add(every);
        verb.SetAction(parsed => resuming.Act(here, parsed, output, Run));
        return verb;

        int Run(ParseResult parsed, Func<UnfinishedFolder?> open, Checkpoint? from)
        {
            Precision type = CommonOptions.Read(parsed, precision);
            ActivationChoice choice = activation.Read(parsed);
            TrainOptions.Values values = training.Read(parsed, type);
            SolverOptions options = ForwardPass.For(ForwardPass.Read(solver, parsed, type), solver.IsGiven(parsed), values, choice);
            DataSource source = data.Read(parsed);
            source.Refuse(values.Fit, values.Watching);
            using UnfinishedFolder? folder = open();
            Export export = exporting.Read(parsed, folder is not null);
            CheckpointClock? clock = CheckpointClock.Read(parsed, every, folder is not null);
            Continuation continuation = new(folder, clock, resuming.Keep(parsed, every.Name), from);
            string line = resuming.CommandLine(parsed, folder is null ? null : (output.Name, folder.Name));
            RunRecord record = new(values, source, choice, type, options, line, here.Clock.GetUtcNow());
            return choice.Run<Request, int>(type, new Request(here, record, continuation, export));
        }
    }

    private sealed record Request(Surroundings Here, RunRecord Record, Continuation Keeping, Export Export) : INetworkAction<int>
    {
        private TrainOptions.Values Values => Record.Values;

        private TrainingSettings Settings => Values.Settings;

        private DataSource Data => Record.Data;

        public int Run<T, TActivation>(TActivation activation)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, ICurvedActivation
        {
            SampleSplit split = Here.Await(() => Data.Load(Settings.Seed, Values.Watching.Validation));
            if (Values.Watching.Every > 0 && Values.Watching.Samples > split.Test.Count)
            {
                throw new CommandFailure(
                    $"--watch-samples {Values.Watching.Samples} is more than the {split.Test.Count} {Values.Watching.HeldOut} samples");
            }

            if (Values.Fit.WeightsDir is null) Introduce(split, Values.Neurons);
            List<Run<T, TActivation>> runs = [];
            try
            {
                foreach (RunPlan plan in Values.Plans) runs.Add(NewRun<T, TActivation>(plan, activation, split));
                if (Values.Fit.WeightsDir is { } start) Introduce(split, runs[0].Model.Network.Neurons, start);
                TrainingSaver<T, TActivation>? saver = Keeping.Begin(Here, runs, split);
                RaceView.Show(Here, Values, runs[0].Training.StepsPerEpoch, view => Race(runs, view, saver));
                TablePart results = new TrainingReport(Here, Values).Write(runs, split);
                if (Keeping.Folder is { } folder)
                    folder.Write(() => new TrainingFiles(Here, Record, Export).Write(folder, runs, split, results));
                if (runs.TrueForAll(run => run.Training.IsOver)) return Verdict(runs);
            }
            finally
            {
                foreach (Run<T, TActivation> run in runs) run.Dispose();
            }

            Here.Complain("interrupted; " + (Keeping.Folder is { } kept
                ? $"{kept.UnfinishedName} holds what was computed until then; continue with '{kept.Continue}'"
                : "nothing was asked to be kept (--out)"));
            return ExitCode.Interrupted;
        }

        // What the figures are worth is said last, in one line, when everything is written.
        private int Verdict<T, TActivation>(List<Run<T, TActivation>> runs)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, ICurvedActivation
        {
            string failures = string.Join("; ", runs.Select(RunVerdict.Of).OfType<string>());
            if (failures.Length == 0) return ExitCode.Done;
            Here.Complain(failures);
            return ExitCode.NotConverged;
        }

        private Run<T, TActivation> NewRun<T, TActivation>(RunPlan plan, TActivation activation, SampleSplit split)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, ICurvedActivation
        {
            int batch = Batch(split);
            TrainingSettings settings = Settings with
            {
                Rule = plan.Rule,
                Rate = Settings.Parts.Contains(NetworkParameters.Recurrent) ? plan.Rate : null,
                Adjoint = TrainOptions.Needs(plan.Rule, Settings.Parts) ? Settings.Adjoint : null,
                BatchSize = batch,
                Solver = Record.Solver,
                ClassWeights = FitOptions.Of(Values.Fit, split.Train),
                Schedule = Settings.Schedule with { Steps = checked(Settings.Epochs * (((split.Train.Count - 1) / batch) + 1)) },
            };
            if (settings.Schedule.Decay != RateDecay.Constant && settings.Schedule.Steps <= settings.Schedule.WarmUp)
            {
                throw new CommandFailure(
                    $"--warm-up {settings.Schedule.WarmUp} leaves nothing of the run's {settings.Schedule.Steps} steps for the schedule");
            }

            return new(
                plan, settings, Start.Of<T, TActivation>(
                    Here, Values, Record.Choice, activation, split.Train), split, Values.Watching, Values.Fit);
        }

        // An epoch of each in turn: the bars run side by side, and every run has the whole machine while it computes.
        private void Race<T, TActivation>(List<Run<T, TActivation>> runs, RaceView view, TrainingSaver<T, TActivation>? saver)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, ICurvedActivation
        {
            for (int i = 0; i < runs.Count; i++) view.Begin(i, runs[i].History.Steps, runs[i].Training.IsOver);
            for (int epoch = 0; epoch < Settings.Epochs && !Here.Cancellation.IsCancellationRequested; epoch++)
            {
                for (int i = 0; i < runs.Count && !Here.Cancellation.IsCancellationRequested; i++)
                {
                    TrainingRun<T> run = runs[i].Training;
                    if (run.IsOver || run.EpochsDone > epoch) continue;
                    int index = i;
                    bool ended = run.Epoch(
                        _ =>
                        {
                            view.Step(index);
                            saver?.Step();
                        },
                        Here.Cancellation);
                    if (!ended) continue;
                    saver?.EpochDone();
                    view.EpochDone(i, epoch + 1, run, runs[i].Yardstick);
                }
            }

            saver?.Save();
            for (int i = 0; i < runs.Count; i++)
            {
                if (runs[i].Training.BatchesDone == 0) continue;
                runs[i].Training.Score();
                view.EpochDone(i, runs[i].Training.EpochsDone + 1, runs[i].Training, runs[i].Yardstick);
            }

            foreach (Run<T, TActivation> run in runs) run.Conclude();
        }

        private int Batch(SampleSplit split) => Math.Min(Settings.BatchSize, split.Train.Count);

        private void Introduce(SampleSplit split, int neurons, string? start = null)
        {
            string epochs = Settings.Epochs == 1 ? "1 epoch" : string.Create(CultureInfo.InvariantCulture, $"{Settings.Epochs} epochs");
            Here.Say($"{Data.Name}: {split.Description}; {split.Train.Scaling}");
            Here.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{neurons} neurons, {Record.Choice.Name}, batch "
                    + $"{Batch(split)}{(Batch(split) < Settings.BatchSize ? " (all there is)" : "")}, {epochs}, "
                + $"seed {Settings.Seed}, {Record.Type.ToString().ToLowerInvariant()}, "
                + $"{Settings.Threads} threads, solver {Record.Solver.Method.ToString().ToLowerInvariant()}"));
            if (start is not null) Here.Say($"starts from the weights in {start}");
            if (Settings.Parts != NetworkParameters.Recurrent) Here.Say($"trained: {PartOptions.Names(Settings.Parts)}");
            if (!Settings.Parts.Contains(NetworkParameters.Recurrent))
                Here.Say("W stays as drawn: the rule only names the run (through-time also says how it is solved)");
            if (Values.Watching.PublishedUpdate)
            {
                Here.Say(
                    "LEAK (--published-update): updates are made from test images, as in the published code; "
                    + "no figure of this run is a test of anything.");
            }
        }
    }
}

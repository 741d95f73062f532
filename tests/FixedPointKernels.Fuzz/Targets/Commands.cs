using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Fuzz.Mutations;

namespace FixedPointKernels.Fuzz.Targets;

/// <summary>The verbs that read files, each with the smallest work that reads all of one.</summary>
internal static class Commands
{
    private const int Neurons = 3, Samples = 2;

    private static readonly string[] Training =
    [
        "train", "--rule", "linearized", "--neurons", "4", "--epochs", "2", "--batch", "20", "--threads", "1", "--optimizer", "adam",
        "--rate", "0.01",
    ];

    private static readonly string[] Sweep =
    [
        "experiment", "mnist", "--neurons", "4", "--batch", "20", "--epochs", "1", "--rule", "linearized", "--rates", "0.1", "--seeds", "1",
        "--threads", "1",
    ];

    internal static IEnumerable<Target> All() =>
    [
        new CommandTarget("golden", "golden.json", dir => ["verify", At(dir, "golden.json")], static _ => { }) { HoldsText = true },
        new CommandTarget(
            "circuit", "circuit.json",
            dir => ["organics", "solve", "--circuit", At(dir, "circuit.json"), "--drive", At(dir, "Z.npy"), "--out", At(dir, "P.npy")],
            dir => Npy(dir, "Z.npy", Samples, 2)) { HoldsText = true, Finite = "P.npy" },
        new CommandTarget("weights", "W.npy", Solve, WriteNetwork) { Finite = "R.npy" },
        new CommandTarget("input", "X.npy", Solve, WriteNetwork) { Finite = "R.npy" },
        new CommandTarget("labels", "y.npy", Update, WriteNetwork) { Finite = "dW.npy" },
        new CommandTarget("trials", "X.npy", Gradient, WriteTrials) { Finite = "gradients/W.npy" },
        new CommandTarget("run", "runs/linearized-0.01/run.json", Eval, WriteRun) { HoldsText = true },
        new CommandTarget("run-weights", "runs/linearized-0.01/readout.npy", Eval, WriteRun),
        new CommandTarget(
            "training", "runs.unfinished/checkpoint.fpk", dir => ["train", "--resume", At(dir, "runs")],
            dir => Unfinished(dir, "runs", Training)) { Container = Containers.Checkpoint },
        new CommandTarget(
            "sweep", "result.unfinished/runs/linearized-0.1-seed-0.fpk", dir => ["experiment", "mnist", "--resume", At(dir, "result")],
            dir => Unfinished(dir, "result", Sweep)) { Container = Containers.Checkpoint },
        new CommandTarget(
            "settings", "runs/settings.csv", dir => ["train", "--resume", At(dir, "runs")], WriteRun) { HoldsText = true },
        new CommandTarget(
            "published", "linear/losses.npz",
            dir =>
            [
                "experiment", "linear", "--inputs", At(dir, "linear"), "--rates", "0.1,0.2", "--steps", "3", "--threads", "1", "--out",
                At(dir, "out"),
            ],
            WriteLinear) { Container = Containers.Zip },
    ];

    private static string At(string folder, string name) => Path.Combine(folder, name);

    private static void Npy(string folder, string name, params int[] shape)
    {
        int count = 1;
        foreach (int dimension in shape) count *= dimension;
        Directory.CreateDirectory(Path.GetDirectoryName(At(folder, name))!);
        File.WriteAllBytes(At(folder, name), SmallFiles.Npy(SmallFiles.Spread(count), shape));
    }

    private static void WriteNetwork(string dir)
    {
        Npy(dir, "W.npy", Neurons, Neurons);
        Npy(dir, "X.npy", Samples, Neurons);
        Npy(dir, "C.npy", 2, Neurons);
        File.WriteAllBytes(At(dir, "y.npy"), SmallFiles.Npy([0, 1], Samples));
    }

    private static string[] Solve(string dir) =>
        ["solve", "--weights", At(dir, "W.npy"), "--input", At(dir, "X.npy"), "--out", At(dir, "R.npy")];

    private static string[] Update(string dir) =>
    [
        "update", "--rule", "linearized", "--weights", At(dir, "W.npy"), "--input", At(dir, "X.npy"), "--readout", At(dir, "C.npy"),
        "--labels", At(dir, "y.npy"), "--rate", "0.1", "--out", At(dir, "dW.npy"),
    ];

    private static void WriteTrials(string dir)
    {
        Npy(dir, "weights/W.npy", Neurons, Neurons);
        Npy(dir, "weights/U.npy", Neurons, 1);
        Npy(dir, "weights/V.npy", 1, Neurons);
        Npy(dir, "X.npy", 4, Samples, 1);
        Npy(dir, "Y.npy", 4, Samples, 1);
    }

    private static string[] Gradient(string dir) =>
    [
        "temporal", "gradient", "--weights-dir", At(dir, "weights"), "--input", At(dir, "X.npy"), "--target", At(dir, "Y.npy"), "--rule",
        "bptt", "--out", At(dir, "gradients"),
    ];

    private static void WriteRun(string dir)
    {
        SmallFiles.WriteImages(At(dir, "idx"));
        CommandTarget.Prepare([.. Training, "--data", At(dir, "idx"), "--out", At(dir, "runs")], ExitCode.Done);
    }

    private static string[] Eval(string dir) => ["eval", "--weights-dir", At(dir, "runs")];

    private static void WriteLinear(string dir)
    {
        Npy(dir, "linear/W0.npy", 2, 2);
        Npy(dir, "linear/X.npy", 2, 4);
        Npy(dir, "linear/targets.npy", 2, 4);
    }

    // All steps or runs are done and kept: at the end the folder's name is taken, so it stays as it was at the last moment before.
    private static void Unfinished(string dir, string name, string[] line)
    {
        SmallFiles.WriteImages(At(dir, "idx"));
        using CancellationTokenSource stop = new();
        stop.Cancel();
        CommandTarget.Prepare([.. line, "--data", At(dir, "idx"), "--out", At(dir, name)], ExitCode.Interrupted, cancellation: stop.Token);
        using Watcher output = new(() =>
        {
            Directory.CreateDirectory(At(dir, name));
            File.WriteAllText(At(dir, $"{name}/taken"), "");
        });
        string[] verb = line[0] == "train" ? ["train"] : [line[0], line[1]];
        CommandTarget.Prepare([.. verb, "--resume", At(dir, name)], ExitCode.BadInput, output: output);
        Directory.Delete(At(dir, name), recursive: true);
    }

    // Looks in when a line says that the work goes on.
    private sealed class Watcher(Action look) : StringWriter(new StringBuilder())
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith("continues ", StringComparison.Ordinal) == true) look();
        }
    }
}

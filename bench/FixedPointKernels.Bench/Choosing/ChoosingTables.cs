using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Bench.Choosing;

/// <summary>The tables of docs/choosing.md: solvers, adjoints and rules on the same networks in one
/// run, medians of several passes.</summary>
internal static class ChoosingTables
{
    private const int Passes = 7;

    private static readonly (string Name, SolverOptions Options)[] Solvers =
    [
        ("auto", new()),
        ("iterate", new() { Method = SolverMethod.Iterate }),
        ("iterate, damping 0.5", new() { Method = SolverMethod.Iterate, StepSize = 0.5 }),
        ("anderson", new() { Method = SolverMethod.Anderson }),
        ("newton", new() { Method = SolverMethod.Newton }),
        ("chord", new() { Method = SolverMethod.Chord }),
        ("euler, 500 of 0.01", SolverOptions.PublishedEuler),
    ];

    private static readonly (string Name, AdjointOptions Options)[] Adjoints =
    [
        ("direct", new()),
        ("shared", new() { Method = AdjointMethod.Shared }),
        ("gmres", new() { Method = AdjointMethod.Gmres }),
        ("neumann, 10 terms", new() { Method = AdjointMethod.Neumann, Terms = 10 }),
        ("one step", AdjointOptions.OneStep),
    ];

    internal static void Print()
    {
        List<BenchNetwork> networks = [.. BenchNetwork.All()];
        Console.WriteLine("| network | ρ(W) | solver | converged | evaluations/sample | LU/sample | worst residual | ms |");
        Console.WriteLine("| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (BenchNetwork network in networks) Solve(network);
        Console.WriteLine();
        Console.WriteLine("| network | adjoint | converged | evaluations/sample | LU/sample | worst relative residual | ms |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (BenchNetwork network in networks) Adjoint(network);
        Console.WriteLine();
        Console.WriteLine("| rule | rate | test accuracy after 1 epoch | after 10 epochs | unsolved | skipped | ms/step |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (RuleEntry rule in RuleTable.OfFixedPoints.Where(rule => rule.IsTrained)) Learn(rule);
    }

    private static void Solve(BenchNetwork network)
    {
        int n = network.Network.Neurons;
        double[] rates = new double[network.Samples * n];
        foreach ((string name, SolverOptions options) in Solvers)
        {
            FixedPointSolver<double, Tanh> solver = new(network.Network, network.Samples, options);
            double milliseconds = Median(() => solver.Solve(network.Drive, rates));
            SolveSummary<double> solved = solver.Solve(network.Drive, rates);
            double worst = 0;
            foreach (double residual in solved.Residuals) worst = Math.Max(worst, residual);
            Console.WriteLine(
                $"| {network.Name} | {network.SpectralRadius:F2} | {name} | {100.0 * solved.Converged / network.Samples:F0} % | "
                + $"{(double)solved.Evaluations / network.Samples:F0} | "
                + $"{(double)solved.Factorizations / network.Samples:F2} | {worst:0e0} | {milliseconds:F1} |");
        }
    }

    private static void Adjoint(BenchNetwork network)
    {
        int n = network.Network.Neurons;
        double[] rates = new double[network.Samples * n];
        double[] gains = new double[rates.Length];
        double[] lambda = new double[rates.Length];
        new FixedPointSolver<double, Tanh>(network.Network, network.Samples).Solve(network.Drive, rates, gains);

        // e = r: a loss gradient of the size and spread of the rates themselves.
        foreach ((string name, AdjointOptions options) in Adjoints)
        {
            FixedPointSolver<double, Tanh> solver = new(network.Network, network.Samples, null, options);
            double milliseconds = Median(() => solver.Adjoint(gains, rates, lambda));
            SolveSummary<double> solved = solver.Adjoint(gains, rates, lambda);
            double worst = 0;
            for (int k = 0; k < network.Samples; k++)
                worst = Math.Max(worst, solved.Residual(k) / rates.AsSpan(k * n, n).ToArray().Max(Math.Abs));
            Console.WriteLine(
                $"| {network.Name} | {name} | {100.0 * solved.Converged / network.Samples:F0} % | "
                + $"{(double)solved.Evaluations / network.Samples:F0} | "
                + $"{(double)solved.Factorizations / network.Samples:F2} | {worst:0e0} | {milliseconds:F1} |");
        }
    }

    private static void Learn(RuleEntry rule)
    {
        double[] rates = rule == RuleTable.Euclidean || rule == RuleTable.ThroughTime ? [0.01, 0.03, 0.1, 0.3] : [0.03, 0.1, 0.2, 0.3];
        Split split = Split.Stratified(Digits.Load(), 0.2, 0);
        foreach (double rate in rates)
        {
            (double first, double last, double unsolved, double skipped) = (0, 0, 0, 0);
            List<double> times = [];
            const int seeds = 3;
            for (int seed = 0; seed < seeds; seed++)
            {
                TrainingSettings settings = new() { Rule = rule, Rate = rate, Threads = 2, Epochs = 10, Seed = (ulong)seed };
                Model<double, Tanh> model = Model<double, Tanh>.Random(100, split.Train.Features, split.Train.Classes, (ulong)seed);
                using Trainer<double> trainer = new(model, settings);
                BatchOrder order = new(split.Train.Count, settings.BatchSize, settings.Seed);
                for (int epoch = 0; epoch < settings.Epochs; epoch++)
                {
                    order.StartEpoch(epoch);
                    for (int batch = 0; batch < order.Batches; batch++)
                    {
                        StepReport report = trainer.Step(split.Train, order.Batch(batch));
                        unsolved += report.Unsolved;
                        skipped += report.Skipped;
                        times.Add(report.Milliseconds);
                        if (!report.Applied) break;
                    }

                    if (epoch == 0) first += trainer.Evaluate(split.Test).Accuracy / seeds;
                }

                last += trainer.Evaluate(split.Test).Accuracy / seeds;
            }

            times.Sort();
            Console.WriteLine(
                $"| {rule.Name} | {rate} | {100 * first:F1} % | {100 * last:F1} % | "
                + $"{unsolved / seeds:F0} | {skipped / seeds:F0} | {times[times.Count / 2]:F2} |");
        }
    }

    private static double Median(Action work)
    {
        work();
        double[] times = new double[Passes];
        for (int i = 0; i < Passes; i++)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[Passes / 2];
    }
}

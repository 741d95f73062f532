using System;
using System.Linq;
using FixedPointKernels.Circuits;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Models;

/// <summary>A divisive normalization circuit trained by its drives: its states may not begin at 0, where a must be positive.</summary>
public sealed class NormalizationModelTests
{
    private static readonly double[] Inputs = [0.2, 0.5, 1, 2];

    // The drives of two units, the same for every sample, are learned back from what the first unit answers under known ones. It answers
    // to their squares only, and starts on their side of 0. Newton at (0, 0) meets Wr y / 2√a = 0/0.
    [Theory]
    [InlineData(false, SolverMethod.Auto)]
    [InlineData(true, SolverMethod.Auto)]
    [InlineData(true, SolverMethod.Newton)]
    public void It_learns_the_drives_of_its_other_units(bool recurrence, SolverMethod method)
    {
        Circuit<double> circuit = Circuit(recurrence);
        double[] drives = [.. Inputs.SelectMany(one => (double[])[one, 0.7, 1.2])], states = new double[6 * Inputs.Length];
        Assert.True(new CircuitSolver<double>(circuit, Inputs.Length).Solve(drives, states).AllConverged);
        double[] targets = [.. Enumerable.Range(0, Inputs.Length).SelectMany(k => states[(6 * k)..((6 * k) + 2)])];
        TargetSet data = new("a circuit's answers", 1, 2, Inputs, targets);
        MapModel<double, CircuitMap<double>> model = new(new(circuit), 1, [new("z", [0.3, 0.3], 1, 2)], [0, 1]);
        using Trainer<double> trainer = new(
            model,
            new()
            {
                Parts = new("z"), Rate = 0.05, Optimizer = OptimizerKind.Adam, BatchSize = Inputs.Length, Threads = 1,
                Solver = new() { Method = method },
            });
        int[] all = [.. Enumerable.Range(0, Inputs.Length)];
        StepReport step = trainer.Step(data, all);
        double first = step.Loss;
        for (int k = 0; k < 400; k++)
        {
            Assert.Equal(0, step.Unsolved);
            step = trainer.Step(data, all);
        }

        Assert.True(trainer.Evaluate(data).Loss < 1e-6 * first);
        Assert.Equal([0.7, 1.2], model.Parameters[0].Values.ToArray().Select(one => Math.Round(one, 2)));
    }

    private static Circuit<double> Circuit(bool recurrence)
    {
        double[] pool = [1, 0.5, 0.4, 0.3, 1, 0.2, 0.1, 0.6, 1], ones = [1, 1, 1], tenths = [0.1, 0.1, 0.1];
        double[] recurrent = recurrence ? [0.6, 0.3, 0, -0.3, 0.6, 0.2, 0, -0.2, 0.6] : [];
        return new(CircuitKind.Main, pool, recurrent, ones, ones, tenths, ones, ones);
    }
}

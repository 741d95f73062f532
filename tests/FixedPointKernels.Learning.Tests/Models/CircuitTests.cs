using System;
using System.Numerics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Models;

/// <summary>A network of another kind, solved and trained: y = x / (1 + a), a = b + w y². This file is all it takes.</summary>
[Collection(Alone.Name)]
public sealed class CircuitTests
{
    private static readonly double[] Inputs = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4];
    private static readonly int[] All = [0, 1, 2, 3, 4, 5, 6, 7];

    // ∂J/∂θ of re-solved points: differences of width h are off by O(h²) and by ε/h, 1e-10 and 1e-11 here.
    [Fact]
    public void Its_gradient_is_that_of_the_points_solved_anew()
    {
        MapModel<double, EquationMap<double, Circuit<double>>> model = Model<double>();
        TrainingSettings settings = Settings(1) with { Rate = 1e-3, Optimizer = OptimizerKind.Sgd };
        using Trainer<double> trainer = new(model, settings);
        double[] before = model.Parameters[0].Values.ToArray(), expected = new double[2];
        for (int i = 0; i < 2; i++)
        {
            const double h = 1e-5;
            double Loss(double change)
            {
                double[] moved = [.. before];
                moved[i] += change;
                Assert.True(model.Parameters[0].TrySet(moved));
                return trainer.Measure(Wanted, All).Loss;
            }

            expected[i] = (Loss(h) - Loss(-h)) / (2 * h);
        }

        Assert.True(model.Parameters[0].TrySet(before));
        Assert.True(trainer.Step(Wanted, All).Applied);
        for (int i = 0; i < 2; i++) Assert.Equal(expected[i], (before[i] - model.Parameters[0].Values[i]) / 1e-3, 1e-8);
    }

    [Fact]
    public void The_loss_falls_in_both_types_and_the_parameters_are_found()
    {
        double[] found = Train<double>(1, 400);
        Assert.Equal(0.3, found[0], 1e-3);
        Assert.Equal(0.5, found[1], 1e-3);
        Assert.Equal(0.5, (double)Train<float>(1, 400)[1], 1e-3);
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_threads() => Assert.Equal(Train<double>(1, 7), Train<double>(2, 7));

    [Fact]
    public void A_step_allocates_nothing()
    {
        TargetSet data = Wanted;
        using Trainer<float> trainer = new(Model<float>(), Settings(2));
        ZeroBytes.InAllThreads("circuit", () => trainer.Step(data, All).AllocatedBytes);
    }

    private static TargetSet Wanted
    {
        get
        {
            double[] states = new double[2 * Inputs.Length], drives = new double[3 * Inputs.Length], targets = new double[Inputs.Length];
            for (int k = 0; k < Inputs.Length; k++) (drives[3 * k], drives[(3 * k) + 1], drives[(3 * k) + 2]) = (Inputs[k], 0.3, 0.5);
            new MapSolver<double, EquationMap<double, Circuit<double>>>(new(default), Inputs.Length).Solve(drives, states);
            for (int k = 0; k < Inputs.Length; k++) targets[k] = states[2 * k];
            return new("a circuit's answers", 1, 1, Inputs, targets);
        }
    }

    private static TrainingSettings Settings(int threads) =>
        new() { Parts = new("theta"), Rate = 0.05, Optimizer = OptimizerKind.Adam, BatchSize = Inputs.Length, Threads = threads };

    private static MapModel<T, EquationMap<T, Circuit<T>>> Model<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(new(default), 1, [new("theta", [T.Zero, T.One], 1, 2)], [0]);

    private static T[] Train<T>(int threads, int steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MapModel<T, EquationMap<T, Circuit<T>>> model = Model<T>();
        using Trainer<T> trainer = new(model, Settings(threads));
        TargetSet data = Wanted;
        double first = trainer.Step(data, All).Loss;
        for (int step = 1; step < steps; step++) trainer.Step(data, All);
        Assert.True(trainer.Evaluate(data).Loss < first);
        return model.Parameters[0].Values.ToArray();
    }

    /// <summary>The circuit, in either type.</summary>
    internal readonly struct Circuit<T> : IEquation<Circuit<T>, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int Size => 2;

        public int DriveSize => 3;

        public void Evaluate(ReadOnlySpan<T> s, ReadOnlySpan<T> d, Span<T> image) =>
            (image[0], image[1]) = (d[0] / (T.One + s[1]), d[1] + (d[2] * s[0] * s[0]));
    }
}

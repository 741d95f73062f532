using System;
using System.Collections.Generic;
using System.Numerics.Tensors;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

namespace FixedPointKernels.Studies.ZhuRosenbaum.OneNeuron;

/// <summary>One linear neuron r = a x, a = 1/(1 − w): its loss over w and over a, and learning curves from both sides of the
/// minimum.</summary>
/// <remarks>J = a²·mean x² − 2a·mean x y + mean y², a parabola in a; in w it has a pole at 1 and flattens to the left.
/// Source: V. Zhu, R. Rosenbaum 2024, the linear example with one neuron.</remarks>
public sealed class OneNeuronCurves
{
    private readonly double squares;
    private readonly double products;
    private readonly double targets;

    private OneNeuronCurves(LinearProblem problem)
    {
        squares = TensorPrimitives.SumOfSquares(problem.Inputs) / problem.Samples;
        products = TensorPrimitives.Dot(problem.Inputs, problem.Targets) / problem.Samples;
        targets = TensorPrimitives.SumOfSquares(problem.Targets) / problem.Samples;
        Fingerprint = problem.Fingerprint();
        Weights = Grid(-3, 2, 1001);
        LossOfWeight = Array.ConvertAll(Weights, w => w == 1 ? double.PositiveInfinity : Loss(1 / (1 - w)));
        Inverses = Grid(-0.5, 1.5, 401);
        LossOfInverse = Array.ConvertAll(Inverses, Loss);
    }

    /// <summary>w, from −3 past the pole to 2.</summary>
    public double[] Weights { get; }

    /// <summary>J(w); +∞ at 1.</summary>
    public double[] LossOfWeight { get; }

    /// <summary>a, from −0.5 to 1.5.</summary>
    public double[] Inverses { get; }

    /// <summary>J(a).</summary>
    public double[] LossOfInverse { get; }

    /// <summary>The a of the lowest loss: mean x y / mean x².</summary>
    public double BestInverse => products / squares;

    /// <summary>J there.</summary>
    public double LowestLoss => Loss(BestInverse);

    /// <summary>Of the samples, from w = 0 on.</summary>
    public string Fingerprint { get; }

    /// <summary>The learning curves, start by start.</summary>
    public IReadOnlyList<OneNeuronStart> Starts { get; private set; } = [];

    /// <summary>Maps the loss and trains.</summary>
    /// <param name="settings">Samples, rates, steps.</param>
    /// <param name="sweep">Threads, cancellation, progress: one step per update.</param>
    public static OneNeuronCurves Run(OneNeuronSettings settings, Sweep sweep)
    {
        ArgumentNullException.ThrowIfNull(settings);
        List<LinearPlan> plans = [];
        foreach (LinearRule rule in LinearRules.All)
        {
            foreach (double rate in settings.Rates) plans.Add(new(rule, rate));
        }

        OneNeuronStart[] starts = Array.ConvertAll(
            OneNeuronSettings.Starts,
            start => new OneNeuronStart(
                start, LinearCurves.Run<double>(LinearProblem.OneNeuron(settings.Samples, settings.Seed, start), plans, settings.Steps,
                    sweep)));
        return new(LinearProblem.OneNeuron(settings.Samples, settings.Seed, 0)) { Starts = starts };
    }

    // Relative to the minimum: the three moments as they stand would leave J's own rounding where J is small.
    private double Loss(double a)
    {
        double apart = a - (products / squares);
        return (apart * apart * squares) + (targets - (products * products / squares));
    }

    private static double[] Grid(double from, double to, int points)
    {
        double[] grid = new double[points];
        for (int i = 0; i < points; i++) grid[i] = from + ((to - from) * i / (points - 1));
        return grid;
    }
}

/// <summary>Learning curves from one start.</summary>
/// <param name="Weight">w₀.</param>
/// <param name="Curves">Rule by rule, rate by rate.</param>
public sealed record OneNeuronStart(double Weight, IReadOnlyList<LinearCurve> Curves);

/// <summary>Settings of the experiment; the defaults are the paper's.</summary>
public sealed record OneNeuronSettings
{
    /// <summary>m.</summary>
    public int Samples { get; init; } = 500;

    /// <summary>Fixes the samples.</summary>
    public ulong Seed { get; init; }

    /// <summary>η.</summary>
    public IReadOnlyList<double> Rates { get; init; } = [0.02, 0.2, 2];

    /// <summary>Updates of each run.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>w₀: both sides of w* = −1.</summary>
    public static double[] Starts => [-2, 0];
}

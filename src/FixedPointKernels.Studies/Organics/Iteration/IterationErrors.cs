using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Circuits;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Organics.Circuits;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Iteration;

/// <summary>How far the published iteration is from the fixed point after every step, over many random circuits.</summary>
/// <remarks>The fixed point is the converged one, polished; the distance is Euclidean, of y and of a apart. Source: S. Rawat, D. J. Heeger,
/// S. Martiniani 2024, figure 4, where it is to a state that Euler steps led to.</remarks>
internal sealed class IterationErrors
{
    private IterationErrors(IReadOnlyList<CircuitDraw> draws, IReadOnlyList<IterationRow> rows, int unsolved) =>
        (Draws, Rows, Unsolved) = (draws, rows, unsolved);

    /// <summary>The circuits.</summary>
    internal IReadOnlyList<CircuitDraw> Draws { get; }

    /// <summary>A row for every number of steps, from 0.</summary>
    internal IReadOnlyList<IterationRow> Rows { get; }

    /// <summary>Circuits without a fixed point that was found; they are in no row.</summary>
    internal int Unsolved { get; }

    /// <summary>Draws, solves and iterates.</summary>
    /// <param name="settings">How many circuits of which kind, and how many steps.</param>
    /// <param name="sweep">Threads, cancellation, progress: a step per circuit.</param>
    internal static IterationErrors Run(IterationSettings settings, Sweep sweep)
    {
        (double Y, double A)[]?[] all = new (double, double)[settings.Trials][];
        CircuitDraw[] draws = new CircuitDraw[settings.Trials];
        bool[] done = new bool[settings.Trials];
        sweep.Run(settings.Trials, trial =>
        {
            draws[trial] = CircuitDraw.Of(settings.Seed, trial, settings.Units, settings.SingularValue);
            all[trial] = Distances(draws[trial], settings.Steps);
            done[trial] = true;
            sweep.Advanced?.Invoke();
        });
        (double Y, double A)[][] found = [.. all.OfType<(double, double)[]>()];
        IterationRow[] rows = found.Length == 0
            ? [] : [.. Enumerable.Range(0, settings.Steps + 1).Select(step => IterationRow.Of(step, [.. found.Select(one => one[step])]))];
        return new([.. draws.Where(draw => draw is not null)], rows, done.Count(one => one) - found.Length);
    }

    private static (double Y, double A)[]? Distances(CircuitDraw draw, int steps)
    {
        int n = draw.Circuit.Units;
        double[] point = new double[2 * n], state = new double[2 * n];
        CircuitSolver<double> solver = new(draw.Circuit, options: new() { PolishSteps = 2 });
        if (solver.Solve(draw.Drive, point).Statuses[0] != SolveStatus.Converged) return null;
        (double Y, double A)[] distances = new (double, double)[steps + 1];
        for (int count = 0; count <= steps; count++)
        {
            new CircuitSolver<double>(draw.Circuit, options: new() { Iterations = count }).Solve(draw.Drive, state);
            distances[count] = (Distance(state.AsSpan(0, n), point.AsSpan(0, n)), Distance(state.AsSpan(n), point.AsSpan(n)));
        }

        return distances;
    }

    private static double Distance(ReadOnlySpan<double> one, ReadOnlySpan<double> other) =>
        System.Numerics.Tensors.TensorPrimitives.Distance(one, other);
}

/// <summary>Distances of all circuits after some steps.</summary>
/// <param name="Step">How many.</param>
/// <param name="Y">Of y.</param>
/// <param name="A">Of a.</param>
internal sealed record IterationRow(int Step, Spread Y, Spread A)
{
    internal static IterationRow Of(int step, IReadOnlyList<(double Y, double A)> distances) =>
        new(step, Spread.Of([.. distances.Select(one => one.Y)]), Spread.Of([.. distances.Select(one => one.A)]));
}

/// <summary>Mean, standard deviation, median and largest of some numbers.</summary>
internal readonly record struct Spread(double Mean, double Deviation, double Median, double Largest)
{
    internal static Spread Of(double[] values)
    {
        double mean = values.Average(), square = values.Sum(value => (value - mean) * (value - mean));
        Array.Sort(values);
        double median = (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
        return new(mean, values.Length > 1 ? Math.Sqrt(square / (values.Length - 1)) : 0, median, values[^1]);
    }
}

/// <summary>Settings; the defaults are the paper's.</summary>
internal sealed record IterationSettings
{
    /// <summary>n.</summary>
    internal int Units { get; init; } = 10;

    /// <summary>Circuits.</summary>
    internal int Trials { get; init; } = 100;

    /// <summary>The last step.</summary>
    internal int Steps { get; init; } = 15;

    /// <summary>The largest of Wr.</summary>
    internal double SingularValue { get; init; } = 1;

    /// <summary>Of all random numbers.</summary>
    internal ulong Seed { get; init; }
}

using System;
using System.Numerics;
using FixedPointKernels.Simd;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Landscape;

/// <summary>The loss of a linear network around its minimum, in W-space and in A-space, A = (I − W)⁻¹: along random lines and over a
/// plane.</summary>
/// <remarks>
/// W-space: J(W* + t₁W₁ + t₂W₂), one LU and a solve of all samples at every point. A-space: J(A* + t₁(I − W₁)⁻¹ + t₂(I − W₂)⁻¹) is a
/// quadratic form in t, so six inner products give every point (<see cref="QuadraticLoss"/>). W* = (R̂ − X)R̂⁺, A* = R̂X⁺, Wₖ =
/// gain·N(0,1)/√N; columns are samples. Source: V. Zhu, R. Rosenbaum 2024, the loss landscape of the linear example.
/// </remarks>
public static class LossLandscape
{
    private const ulong FirstDirectionStream = 16;

    /// <summary>Maps both landscapes.</summary>
    /// <typeparam name="T">The arithmetic of W-space; A-space is computed in double.</typeparam>
    /// <param name="settings">What to map.</param>
    /// <param name="sweep">Threads, cancellation, progress: one step per point of W-space.</param>
    /// <exception cref="InvalidOperationException">A random matrix is singular: another seed will do.</exception>
    public static LandscapeMap Run<T>(LandscapeSettings settings, Sweep sweep)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Points, 2, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Lines, 2, nameof(settings));
        (int n, int m) = (settings.Neurons, settings.Samples);
        LinearProblem problem = LinearProblem.Random(n, m, settings.Seed);
        double[][] directions = new double[settings.Lines][];
        for (int k = 0; k < directions.Length; k++)
            directions[k] = LinearProblem.Gaussian(n * n, settings.DirectionGain / Math.Sqrt(n), settings.Seed,
                FirstDirectionStream + (ulong)k);

        double[] weights = LeastSquares.Weights(problem);
        LandscapeMap map = new(settings, LandscapeSettings.Grid(settings.Points), LandscapeSettings.Grid(settings.LinePoints))
        {
            Fingerprint = problem.Fingerprint(),
        };
        MapInverse(map, problem, directions);
        map.LossAtWeights = new WeightProbe<double>(problem, weights, directions).Loss(0, 0, 0, 0);

        // The plane's rows, then the lines: a job each.
        sweep.Run(settings.Points + settings.Lines, job =>
        {
            WeightProbe<T> probe = new(problem, weights, directions);
            if (job < settings.Points) PlaneRow(map, job, probe, sweep);
            else Line(map, job - settings.Points, probe, sweep);
        });
        return map;
    }

    private static void PlaneRow<T>(LandscapeMap map, int row, WeightProbe<T> probe, Sweep sweep)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int points = map.Grid.Length;
        for (int column = 0; column < points && !sweep.Cancellation.IsCancellationRequested; column++)
        {
            map.WeightPlane[(row * points) + column] = probe.Loss(0, map.Grid[column], 1, map.Grid[row]);
            sweep.Advanced?.Invoke();
        }
    }

    private static void Line<T>(LandscapeMap map, int line, WeightProbe<T> probe, Sweep sweep)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < map.LineGrid.Length && !sweep.Cancellation.IsCancellationRequested; i++)
        {
            map.WeightLines[line][i] = probe.Loss(line, map.LineGrid[i], line, 0);
            sweep.Advanced?.Invoke();
        }
    }

    private static void MapInverse(LandscapeMap map, LinearProblem problem, double[][] directions)
    {
        (int n, int m) = (problem.Neurons, problem.Samples);
        double[] residual = LeastSquares.InverseResidual(problem);
        double[][] shifts = new double[directions.Length][];
        for (int k = 0; k < shifts.Length; k++)
        {
            LinearNetwork<double> network = new(LinearProblem.Of(n, problem.Inputs, problem.Targets, directions[k]));
            if (!network.Solve()) throw new InvalidOperationException(
                $"I − W{k + 1} of seed {map.Settings.Seed} is singular; take another seed.");
            shifts[k] = network.Rates.ToArray();
        }

        QuadraticLoss plane = new(m, residual, shifts[0], shifts[1]);
        map.LossAtInverse = plane.At(0, 0);
        int points = map.Grid.Length;
        for (int i = 0; i < map.InversePlane.Length; i++) map.InversePlane[i] = plane.At(map.Grid[i % points], map.Grid[i / points]);
        for (int k = 0; k < shifts.Length; k++)
        {
            QuadraticLoss line = new(m, residual, shifts[k], shifts[k]);
            for (int i = 0; i < map.LineGrid.Length; i++) map.InverseLines[k][i] = line.At(map.LineGrid[i], 0);
        }
    }
}

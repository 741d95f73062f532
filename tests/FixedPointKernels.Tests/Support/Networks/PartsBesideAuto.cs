using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Tests.Support;

/// <summary>What each single method and the default solver made of one sample.</summary>
/// <param name="Found">The methods that found a fixed point, judged by a residual that is not the library's own.</param>
/// <param name="Status">How auto ended.</param>
/// <param name="True">Whether auto's status is true to its point: Converged, and only that, is within twice the tolerance.</param>
/// <param name="Evaluations">Evaluations that auto took.</param>
/// <param name="Factorizations">Factorizations that auto took.</param>
internal sealed record PartsBesideAuto(IReadOnlyList<string> Found, SolveStatus Status, bool True, long Evaluations, long Factorizations)
{
    private static readonly (string Name, SolverOptions Options)[] Parts =
    [
        ("anderson", new() { Method = SolverMethod.Anderson }),
        ("newton", new() { Method = SolverMethod.Newton }),
        ("iterate", new() { Method = SolverMethod.Iterate }),
        ("iterate 0.5", new() { Method = SolverMethod.Iterate, StepSize = 0.5 }),
        ("iterate 0.2", new() { Method = SolverMethod.Iterate, StepSize = 0.2 }),
        ("iterate 0.05", new() { Method = SolverMethod.Iterate, StepSize = 0.05 }),
    ];

    /// <summary>Whether a part succeeded where auto did not.</summary>
    internal bool Missed => Found.Count > 0 && Status != SolveStatus.Converged;

    /// <summary>Solves one sample with every method.</summary>
    /// <param name="map">The map.</param>
    /// <param name="drive">One drive.</param>
    /// <param name="start">One start.</param>
    /// <param name="residual">max|F(s) − s| by other means.</param>
    internal static PartsBesideAuto Of<T, TMap>(TMap map, T[] drive, T[] start, Func<double[], double> residual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        List<string> found =
            [.. Parts.Where(part => Run(part.Options) is { Status: SolveStatus.Converged, Near: true }).Select(part => part.Name)];
        if (ChordFinds()) found.Add("chord");
        (SolveStatus status, bool near, long evaluations, long factorizations) = Run(new());
        return new(
            found, status, (status == SolveStatus.Converged) == near || status == SolveStatus.StepLimit, evaluations, factorizations);

        (SolveStatus Status, bool Near, long Evaluations, long Factorizations) Run(SolverOptions options)
        {
            MapSolver<T, TMap> solver = new(map, 1, options);
            T[] state = [.. start];
            SolveSummary<T> solved = solver.Solve(drive, state);
            double tolerance = double.CreateTruncating(solver.Tolerance);
            return (solved.Status(0), residual(Array.ConvertAll(state, double.CreateTruncating)) <= 2 * tolerance,
                solved.Evaluations, solved.Factorizations);
        }

        // The method alone, without auto for the samples that it does not solve.
        bool ChordFinds()
        {
            int size = map.Size;
            T tolerance = new MapSolver<T, TMap>(map).Tolerance;
            T[] state = [.. start];
            ChordSteps<T> chord = new(1, size, 100);
            chord.BeginCall();
            SolveReport<T> report = new(1);
            report.Clear(1);
            SampleBatch<T> batch = new(size, map.DriveSize, drive, state, default, map.LinearizationSize, tolerance, default);
            AlignedBuffer<T> scratch = ScratchSize.Max(ChordSteps<T>.Scratch(1, size, map.LinearizationSize), map.Scratch(1)).Allocate<T>();
            SolveLoop.Run(map, chord, new Slots<T>(1, size, map.DriveSize, map.LinearizationSize), report, batch, [0], null,
                scratch.Scratch, default);
            return report.Statuses[0] == SolveStatus.Converged
                && residual(Array.ConvertAll(state, double.CreateTruncating)) <= 2 * double.CreateTruncating(tolerance);
        }
    }
}

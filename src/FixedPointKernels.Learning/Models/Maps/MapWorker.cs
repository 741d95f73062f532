using System;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Models;

/// <summary>
/// One thread's solvers and memory for a <see cref="MapStage{T, TMap}"/>: from features and parameters to fixed points, losses and ∂L/∂d.
/// </summary>
internal sealed class MapWorker<T, TMap>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TMap : struct, IFixedPointMap<TMap, T>
{
    private readonly MapModel<T, TMap> model;
    private readonly MapStage<T, TMap> stage;
    private readonly MapSolver<T, TMap> solver;
    private readonly AdjointSolver<T, TMap> adjoint;
    private readonly AlignedBuffer<T> drives;
    private readonly AlignedBuffer<T> states;
    private readonly AlignedBuffer<T> points;
    private readonly AlignedBuffer<T> errors;
    private readonly AlignedBuffer<T> scratch;
    private readonly SolveStatus[] statuses;

    internal MapWorker(MapModel<T, TMap> model, MapStage<T, TMap> stage, TrainingSettings settings, int maxRows)
    {
        (this.model, this.stage) = (model, stage);
        TMap map = model.Map;
        solver = new(map, maxRows, settings.BoundedSolver);
        adjoint = new(map, maxRows, settings.Adjoint);
        (drives, states, errors) = (new(maxRows * map.DriveSize), new(maxRows * map.Size), new(maxRows * map.Size));
        points = new(maxRows * map.LinearizationSize);
        scratch = ScratchSize.Max(model.Objective.Scratch(maxRows, map.Size), map.Scratch(maxRows)).Allocate<T>();
        statuses = new SolveStatus[maxRows];
    }

    /// <summary>The next rows are solved as by a new worker.</summary>
    internal void Forget() => adjoint.Forget();

    /// <summary>Works on rows <paramref name="from"/>..<paramref name="from"/> + <paramref name="count"/> − 1 of the run.</summary>
    internal SampleTotals Run(int from, int count, bool learn, CancellationToken cancellation)
    {
        int n = model.Map.Size, targets = model.Objective.Targets;
        Drive(from, count);
        Span<T> s = states.Span[..(count * n)], p = points.Span[..(count * model.Map.LinearizationSize)], e = errors.Span[..(count * n)];
        ReadOnlySpan<T> d = drives.Span[..(count * model.Map.DriveSize)];
        TMap.Start(model.Map, count, d, s, scratch.Scratch);
        solver.Solve(d, s, p, default, cancellation).Statuses.CopyTo(statuses);
        for (int k = 0; k < count; k++)
        {
            if (statuses[k] != SolveStatus.Converged) s.Slice(k * n, n).Fill(T.NaN);
        }

        ReadOnlySpan<T> wanted = stage.Targets.Span.Slice(from * targets, count * targets);
        model.Objective.Differentiate(n, s, default, wanted, stage.Losses.AsSpan(from, count), e, default, scratch.Scratch);
        int unsolved = Failures(count);
        if (learn) Learn(from, count, p, e, cancellation);
        return new(0, 0, 0, unsolved, Failures(count) - unsolved);
    }

    // Features of the sample, then the parameters, the same for all.
    private void Drive(int from, int count)
    {
        int size = model.Map.DriveSize, features = model.Features;
        for (int k = 0; k < count; k++)
        {
            Span<T> drive = drives.Span.Slice(k * size, size);
            stage.Features.Span.Slice((from + k) * features, features).CopyTo(drive);
            int at = features;
            for (int i = 0; i < model.DriveParameters.Count; at += model.DriveParameters[i++].Count)
                model.DriveParameters[i].Values.CopyTo(drive[at..]);
        }
    }

    // A sample that fails leaves zeros; the divisor stays the batch size.
    private void Learn(int from, int count, ReadOnlySpan<T> p, Span<T> e, CancellationToken cancellation)
    {
        int size = model.Map.DriveSize;
        Span<T> gradients = stage.Gradients.Span.Slice(from * size, count * size);
        ReadOnlySpan<SolveStatus> solved = adjoint.Solve(p, e, e, gradients, cancellation).Statuses;
        for (int k = 0; k < count; k++)
        {
            if (statuses[k] == SolveStatus.Converged) statuses[k] = solved[k];
            Span<T> gradient = gradients.Slice(k * size, size);
            if (statuses[k] != SolveStatus.Converged) gradient.Clear();
            if (stage.States.Length > 0) Leave(from + k, k, statuses[k] == SolveStatus.Converged);
            int at = model.Features;
            for (int i = 0; i < model.DriveParameters.Count; at += model.DriveParameters[i++].Count)
            {
                int length = model.DriveParameters[i].Count;
                gradient.Slice(at, length).CopyTo(stage.ParameterRows[i].Span[((from + k) * length)..]);
            }
        }
    }

    // The state meets λ in the gradient of W; 0 · NaN would be NaN.
    private void Leave(int row, int k, bool solved)
    {
        int n = model.Map.Size;
        Span<T> state = stage.States.Span.Slice(row * n, n);
        if (solved) states.Span.Slice(k * n, n).CopyTo(state);
        else state.Clear();
    }

    private int Failures(int count)
    {
        int failures = 0;
        foreach (SolveStatus status in statuses.AsSpan(0, count)) failures += status == SolveStatus.Converged ? 0 : 1;
        return failures;
    }
}

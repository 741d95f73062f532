using System;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Circuits;

/// <summary>Fixed points of a divisive normalization circuit, for one drive or a batch, with all working memory made at
/// construction.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// Where Wr = I the closed form (<see cref="NormalizationEquation"/>). Else the published iteration until its residual is within the
/// tolerance, then Newton from where it came to, then the circuit's own dynamics from a small state: each takes what was left.
/// Whatever found a point, the same evaluation of <see cref="CircuitMap{T}"/> judges it. A point that the closed form gives is the only one
/// and stable; the iteration and Newton may find one that is not, which <see cref="Settle"/> cannot. Sample k has the bits of a batch of
/// one. One solver per thread; the circuit may be shared. Scratch: its own.
/// </remarks>
public sealed partial class CircuitSolver<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // y and a of every unit where nothing is known: so small that the circuit is nearly linear, and a positive.
    private static readonly T Small = T.CreateTruncating(0.01);

    private readonly CircuitMap<T> map;
    private readonly CircuitIteration<T>? iteration;
    private readonly MapSolver<T, CircuitMap<T>> newton;
    private readonly MapSolver<T, CircuitMap<T>>? polish;
    private readonly MapSolver<T, CircuitMap<T>> settle;
    private readonly AlignedBuffer<T> scratch;
    private readonly T[] residual = new T[1];
    private readonly AlignedBuffer<T> image;
    private readonly AlignedBuffer<T> best;
    private readonly SolveStatus[] statuses;
    private readonly T[] residuals;
    private readonly T[] amplitudes;
    private readonly int[] iterations;
    private readonly CircuitMethod[] methods;
    private readonly SoleCaller caller = new("solver");

    /// <summary>Makes the solver and its memory.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="maxBatch">The most samples one call may bring.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of range; or <see cref="CircuitOptions.Iterations"/> is set, but Wr = I, which
    /// needs none.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public CircuitSolver(Circuit<T> circuit, int maxBatch = 1, CircuitOptions? options = null)
    {
        Simd.Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatch);
        Options = options ?? new();
        Options.Validate();
        if (Options.Iterations is not null && circuit.Recurrent is null)
            throw new ArgumentException($"{nameof(Options.Iterations)} is set, but a circuit with Wr = I needs none.", nameof(options));
        map = new(circuit);
        MaxBatch = maxBatch;
        iteration = circuit.Recurrent is null ? null : new(circuit);
        newton = new(map, 1, new() { Method = SolverMethod.Newton, Tolerance = Options.Tolerance });
        if (Options.PolishSteps > 0)
            polish = new(map, 1, new() { Method = SolverMethod.Newton, Tolerance = Options.Tolerance, PolishSteps = Options.PolishSteps });
        double limit = Options.TimeLimit ?? Patience(circuit);
        settle = new(map, 1, new() { Method = SolverMethod.Settle, Tolerance = Options.Tolerance, TimeLimit = limit });
        scratch = ScratchSize.Max(map.Scratch(1), NormalizationEquation.Scratch(circuit, maxBatch)).Allocate<T>();
        (image, best) = (new(map.Size), new(map.Size));
        (statuses, residuals, amplitudes) = (new SolveStatus[maxBatch], new T[maxBatch], new T[maxBatch]);
        (iterations, methods) = (new int[maxBatch], new CircuitMethod[maxBatch]);
    }

    /// <summary>The settings in force.</summary>
    public CircuitOptions Options { get; }

    /// <summary>The circuit.</summary>
    public Circuit<T> Circuit => map.Circuit;

    /// <summary>The most samples one call may bring.</summary>
    public int MaxBatch { get; }

    /// <summary>Newton on (y, a), for whoever has a start of its own.</summary>
    internal MapSolver<T, CircuitMap<T>> Newton => newton;

    /// <summary>The largest residual of a sample that is done.</summary>
    public T Tolerance => newton.Tolerance;

    /// <summary>Finds a fixed point for every drive.</summary>
    /// <param name="drives">z, samples × n.</param>
    /// <param name="states">samples × 2n, overwritten: (y, a); NaN where the drive is not finite.</param>
    /// <param name="cancellation">Looked at between samples and steps; what is not done then is Cancelled.</param>
    /// <returns>Status, residual, iterations and method per sample, valid until the next call.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, or shared memory.</exception>
    /// <exception cref="InvalidOperationException">The solver is at work in another call.</exception>
    /// <remarks>0 bytes allocated, but for what a <see cref="MapSolver{T, TMap}"/> takes once at the limit of the precision.</remarks>
    public CircuitSummary<T> Solve(ReadOnlySpan<T> drives, Span<T> states, CancellationToken cancellation = default)
    {
        using SoleCaller.Visit visit = caller.Enter();
        int batch = Begin(drives, states), n = Circuit.Units;
        if (iteration is null) NormalizationEquation.Solve(Circuit, drives, states, scratch.Scratch);
        for (int k = 0; k < batch; k++)
        {
            ReadOnlySpan<T> drive = drives.Slice(k * n, n);
            Span<T> state = states.Slice(2 * n * k, 2 * n);
            if (cancellation.IsCancellationRequested) Leave(k, state);
            else if (iteration is null) Judge(k, drive, state, cancellation);
            else if (Options.Iterations is { } count) Iterate(k, count, drive, state, cancellation);
            else Search(k, drive, state, cancellation);
        }

        return Summary(batch);
    }

    /// <summary>Follows the circuit to where it settles, always a stable point: from a small state (0.01 everywhere) to the one that a
    /// circuit at rest goes to when the drive comes on.</summary>
    /// <param name="drives">z, samples × n.</param>
    /// <param name="states">samples × 2n, overwritten: (y, a).</param>
    /// <param name="warmStart">Whether the states are where to begin, a positive.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <returns>As <see cref="Solve"/>; Unsettled where it still moves at <see cref="CircuitOptions.TimeLimit"/>, Diverged where it runs
    /// away.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, or shared memory.</exception>
    public CircuitSummary<T> Settle(
        ReadOnlySpan<T> drives, Span<T> states, bool warmStart = false, CancellationToken cancellation = default)
    {
        using SoleCaller.Visit visit = caller.Enter();
        int batch = Begin(drives, states), n = Circuit.Units;
        for (int k = 0; k < batch; k++)
        {
            Span<T> state = states.Slice(2 * n * k, 2 * n);
            if (!warmStart) state.Fill(Small);
            ReadOnlySpan<T> drive = drives.Slice(k * n, n);
            Take(k, drive, state, CircuitMethod.Integration, settle.Solve(drive, state, cancellation: cancellation));
        }

        return Summary(batch);
    }

    private CircuitSummary<T> Summary(int batch) => new(
        statuses.AsSpan(0, batch), residuals.AsSpan(0, batch), amplitudes.AsSpan(0, batch), iterations.AsSpan(0, batch),
        methods.AsSpan(0, batch));

    private int Begin(ReadOnlySpan<T> drives, Span<T> states)
    {
        int n = Circuit.Units, batch = drives.Length / n;
        Throw.IfNotShape(drives.Length, batch, n, nameof(drives));
        Throw.IfNotShape(states.Length, batch, 2 * n, nameof(states));
        Throw.IfOverlaps(drives, states, nameof(drives), nameof(states));
        if (batch > MaxBatch)
            throw new ArgumentException($"The batch has {batch} samples, but this solver was made for at most {MaxBatch}.", nameof(drives));
        statuses.AsSpan(0, batch).Clear();
        residuals.AsSpan(0, batch).Fill(T.NaN);
        amplitudes.AsSpan(0, batch).Fill(T.NaN);
        iterations.AsSpan(0, batch).Clear();
        methods.AsSpan(0, batch).Clear();
        return batch;
    }

    private void Leave(int k, Span<T> state)
    {
        state.Fill(T.NaN);
        statuses[k] = SolveStatus.Cancelled;
    }

    // The iteration, a step at least, until its residual is within the tolerance, or stops being a number.
    private void Search(int k, ReadOnlySpan<T> drive, Span<T> state, CancellationToken cancellation)
    {
        Span<T> last = best.Span;
        iteration!.Start(drive, state);
        T found = Residual(state, drive);
        state.CopyTo(last);
        bool done = false;
        while (!done && iterations[k] < Options.IterationLimit && T.IsFinite(found) && iteration.Step(state))
        {
            iterations[k]++;
            found = Residual(state, drive);
            if (T.IsFinite(found)) state.CopyTo(last);
            done = found <= Tolerance;
        }

        last.CopyTo(state);
        Conclude(k, drive, state, done ? CircuitMethod.Iteration : CircuitMethod.Newton, cancellation);
        if (statuses[k] is SolveStatus.Converged or SolveStatus.Cancelled || !Finite(drive) || Rounded(k, drive, state)) return;
        int spent = iterations[k];
        state.Fill(Small);
        Take(k, drive, state, CircuitMethod.Integration, settle.Solve(drive, state, cancellation: cancellation));
        iterations[k] += spent;
    }

    // So many steps, whatever comes of them: never called Converged.
    private void Iterate(int k, int count, ReadOnlySpan<T> drive, Span<T> state, CancellationToken cancellation)
    {
        iteration!.Start(drive, state);
        bool regular = true;
        while (regular && iterations[k] < count)
        {
            if (cancellation.IsCancellationRequested)
            {
                Leave(k, state);
                return;
            }

            regular = iteration.Step(state);
            if (regular) iterations[k]++;
        }

        residuals[k] = Residual(state, drive);
        statuses[k] = !T.IsFinite(residuals[k]) ? SolveStatus.NonFinite : regular ? SolveStatus.StepLimit : SolveStatus.Singular;
        if (statuses[k] == SolveStatus.NonFinite) state.Fill(T.NaN);
    }

    // Judged by Newton's first evaluation; what needs more than that is Newton's.
    private void Conclude(int k, ReadOnlySpan<T> drive, Span<T> state, CircuitMethod method, CancellationToken cancellation)
    {
        int before = iterations[k];
        SolveSummary<T> summary = newton.Solve(drive, state, cancellation: cancellation);
        Take(k, drive, state, summary.Steps[0] > 1 ? CircuitMethod.Newton : method, summary);
        iterations[k] = before + Math.Max(0, summary.Steps[0] - 1);
        if (polish is null || statuses[k] != SolveStatus.Converged) return;
        SolveSummary<T> polished = polish.Solve(drive, state, cancellation: cancellation);
        (statuses[k], residuals[k]) = (polished.Statuses[0], polished.Residuals[0]);
    }

    private void Take(
        int k, ReadOnlySpan<T> drive, ReadOnlySpan<T> state, CircuitMethod method, SolveSummary<T> summary)
    {
        (statuses[k], residuals[k], iterations[k]) = (summary.Statuses[0], summary.Residuals[0], summary.Steps[0]);
        amplitudes[k] = summary.Amplitudes[0];
        if (statuses[k] == SolveStatus.Converged && Vanishes(drive, state)) statuses[k] = SolveStatus.Singular;
        methods[k] = statuses[k] == SolveStatus.Converged ? method : CircuitMethod.None;
    }

    private static double Patience(Circuit<T> circuit) => 2000 * double.CreateTruncating(circuit.SlowestTime / circuit.TimeUnit);

    private T Residual(ReadOnlySpan<T> state, ReadOnlySpan<T> drive)
    {
        map.Evaluate(1, state, drive, image.Span, default, residual, scratch.Scratch);
        return residual[0];
    }

    private static bool Finite(ReadOnlySpan<T> values) => LinearAlgebra.Finite.All(values);
}

using System;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Solving;

/// <summary>Fixed points of any <see cref="IFixedPointMap{TSelf, T}"/>, for one sample or a batch, with all
/// working memory made at construction.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TMap">The map.</typeparam>
/// <remarks>
/// Residual of a sample: max|F(s) − s|, in the units of the map's state. One solver per thread; the map's parameters may be shared.
/// Scratch: its own. Sources: <see cref="SolverMethod"/>.
/// </remarks>
public sealed partial class MapSolver<T, TMap>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TMap : struct, IFixedPointMap<TMap, T>
{
    private readonly TMap map;
    private readonly Slots<T> slots;
    private readonly SolveReport<T> report;
    private readonly AlignedBuffer<T> scratch;
    private readonly int[] samples;
    private readonly T tolerance;
    private readonly EulerSteps<T> euler;
    private readonly DampedSteps<T> damped;
    private readonly AndersonSteps<T> anderson;
    private readonly NewtonSteps<T> newton;
    private readonly NewtonSteps<T> polish;
    private readonly ChordSteps<T> chord;
    private readonly AutoSteps<T> auto;
    private readonly SettleSteps<T> settle;
    private readonly IChordStart<T>? start;
    private readonly SoleCaller caller = new("solver");

    /// <summary>Makes the solver and its memory.</summary>
    /// <param name="map">The map.</param>
    /// <param name="maxBatch">The most samples one call may bring.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or not used by the chosen method;
    /// or the memory cannot be had.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public MapSolver(TMap map, int maxBatch = 1, SolverOptions? options = null)
        : this(map, maxBatch, options, null)
    {
    }

    internal MapSolver(TMap map, int maxBatch, SolverOptions? options, IChordStart<T>? start)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatch);
        Options = options ?? new SolverOptions();
        Options.Validate();
        (this.map, this.start) = (map, start);
        MaxBatch = maxBatch;
        int size = map.Size;
        bool writes = TMap.WritesJacobian(map);
        if (!writes && FactorsTheJacobian(Options) is { } factoring)
        {
            throw new ArgumentException(
                $"{factoring} factors the Jacobian, which {typeof(TMap).Name} does not write (IDenseMap); "
                + $"use {SolverMethod.Krylov}, {SolverMethod.Anderson} or {SolverMethod.Auto}.",
                nameof(options));
        }

        bool autos = Options.Method is SolverMethod.Auto or SolverMethod.Chord;
        bool factors = writes
            && !(Options is { Method: SolverMethod.Auto, PolishSteps: 0, KeepFactors: false } && !SolverFootprint.CanFactor<T>(size));
        if (Options.Method == SolverMethod.Auto && !factors)
        {
            string why = writes
                ? $"a Jacobian of {size}×{size} does not fit into memory"
                : $"{typeof(TMap).Name} writes no Jacobian of {size}×{size}";
            LeftOut = $"Newton and the paths: {why}; {SolverMethod.Krylov} takes their place";
        }

        SolverFootprint.ThrowIfTooLarge<T, TMap>(map, maxBatch, Options, DefaultSlots, factors);
        int capacity = Math.Min(maxBatch, Options.Slots ?? DefaultSlots);
        bool single = typeof(T) == typeof(float);
        tolerance = Options.AbsoluteTolerance<T>();
        RelativeTolerance = Options.RelativeToleranceOf<T>();
        Acceptance = new(size, map.LinearizationSize, RelativeTolerance, factors);
        slots = new(capacity, size, map.DriveSize, map.LinearizationSize, setsAside: autos);
        report = new(maxBatch, Options.Budget);
        samples = new int[maxBatch];
        ScratchSize steps = ScratchSize.None;
        SolverMethod method = Options.Method;
        if (method == SolverMethod.Euler)
            euler = new(T.CreateTruncating(Options.StepSize ?? 0.01), Math.Min(Options.StepLimit ?? 500, report.Meter.Evaluations - 1));
        if (method == SolverMethod.Iterate) damped = new(T.CreateTruncating(Options.StepSize ?? 1), Options.StepLimit ?? 2000, capacity);
        if (autos || method == SolverMethod.Anderson)
        {
            steps = ScratchSize.Max(steps, AndersonSteps<T>.Scratch(size));
            double regularization = Options.Regularization ?? (single ? 1e-7 : 1e-12);
            anderson = new(capacity, size, Options.Window ?? 5, regularization, Options.RestartGrowth ?? 10, Options.StepLimit ?? 500);
        }

        if (method == SolverMethod.Krylov || (autos && !factors))
        {
            newton = new(capacity, size, autos ? 100 : Options.StepLimit ?? 100, null, krylov: new KrylovSolver<T>(size));
            steps = ScratchSize.Max(steps, NewtonSteps<T>.KrylovScratch(size) + map.Scratch(1));
        }
        else if (autos || method is SolverMethod.Newton or SolverMethod.Settle || Options.PolishSteps > 0)
        {
            Factors = new(size, Options.KeepFactors ? maxBatch : 1);
            steps = ScratchSize.Max(steps, NewtonSteps<T>.Scratch(size));
            newton = new(capacity, size, autos ? 100 : Options.StepLimit ?? 100, Factors);
            if (Options.PolishSteps > 0) polish = new(capacity, size, Options.PolishSteps, Factors, NewtonSteps<T>.PolishHalvings);
        }

        if (autos)
        {
            auto = new(capacity, size, anderson, newton, factors ? new ContinuationSteps<T>(capacity, size, Factors!) : null);
            if (factors) steps = ScratchSize.Max(steps, ContinuationSteps<T>.Scratch(size));
        }

        if (method == SolverMethod.Settle) settle = new(capacity, size, Options.TimeLimit ?? 2000, Factors!, report.Amplitudes);
        if (method == SolverMethod.Chord)
        {
            chord = new(capacity, size, Options.StepLimit ?? 100);
            steps = ScratchSize.Max(steps, ChordSteps<T>.Scratch(capacity, size, map.LinearizationSize));
        }

        scratch = ScratchSize.Max(steps, map.Scratch(capacity)).Allocate<T>();
    }

    /// <summary>The settings in force.</summary>
    public SolverOptions Options { get; }

    /// <summary>What <see cref="SolverMethod.Auto"/> does without, and why: the stages whose matrices this machine cannot hold.
    /// Null where nothing is left out.</summary>
    public string? LeftOut { get; }

    /// <summary>The most samples one call may bring.</summary>
    public int MaxBatch { get; }

    /// <summary>The absolute part of the residual at which a sample is done.</summary>
    public T Tolerance => tolerance;

    /// <summary>The relative part: multiplies each component's own scale (<see cref="IFixedPointMap{TSelf, T}.Enclose"/>).</summary>
    public T RelativeTolerance { get; }

    internal FactorStore<T>? Factors { get; }

    internal Acceptance<T> Acceptance { get; }

    internal int Done => report.Done;

    // 64 rows of 300 floats, five arrays and an Anderson window, are 1.3 MB: near a core's
    // second-level cache, and rows enough for the product.
    private const int DefaultSlots = 64;

    /// <summary>Solves s = F(s; d) for every row.</summary>
    /// <param name="drives">samples × map.DriveSize.</param>
    /// <param name="states">samples × map.Size: the starts in, the results out.</param>
    /// <param name="linearizations">samples × map.LinearizationSize at the results; empty when not wanted.</param>
    /// <param name="toleranceScales">Multiplies the tolerance per sample; empty for one.</param>
    /// <param name="cancellation">Looked at between steps; what is not done then is Cancelled.</param>
    /// <returns>Status, residual and steps per sample, valid until the next call.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit.</exception>
    /// <exception cref="InvalidOperationException">The solver is at work in another call.</exception>
    /// <remarks>
    /// 0 bytes allocated, but for N² doubles and N² elements in the first call that judges a point by its own scale or at the limit of the
    /// precision (docs/statuses.md). Aliasing: states and linearizations must not overlap drives.
    /// </remarks>
    public SolveSummary<T> Solve(
        ReadOnlySpan<T> drives, Span<T> states, Span<T> linearizations = default, ReadOnlySpan<T> toleranceScales = default,
        CancellationToken cancellation = default)
    {
        using SoleCaller.Visit visit = caller.Enter();
        return Solve(drives, states, linearizations, toleranceScales, cold: false, cancellation);
    }

    /// <summary>The same without the check for a second call, which the caller makes; cold says that the
    /// states are the map's cold start.</summary>
    internal SolveSummary<T> Solve(
        ReadOnlySpan<T> drives, Span<T> states, Span<T> linearizations, ReadOnlySpan<T> toleranceScales, bool cold,
        CancellationToken cancellation)
    {
        int batch = states.Length / map.Size;
        Throw.IfNotShape(states.Length, batch, map.Size, nameof(states));
        Throw.IfNotShape(drives.Length, batch, map.DriveSize, nameof(drives));
        if (!linearizations.IsEmpty) Throw.IfNotShape(linearizations.Length, batch, map.LinearizationSize, nameof(linearizations));
        if (!toleranceScales.IsEmpty) Throw.IfNotLength(toleranceScales.Length, batch, nameof(toleranceScales));
        if (batch > MaxBatch)
            throw new ArgumentException($"The batch has {batch} samples, but this solver was made for at most {MaxBatch}.", nameof(states));
        Throw.IfOverlaps(drives, states, nameof(drives), nameof(states));

        report.Clear(batch);
        Factors?.Clear();
        for (int k = 0; k < batch; k++) samples[k] = k;
        var all = new SampleBatch<T>(
            map.Size, map.DriveSize, drives, states, linearizations, map.LinearizationSize, tolerance, toleranceScales);
        ReadOnlySpan<int> todo = samples.AsSpan(0, batch);
        switch (Options.Method)
        {
            case SolverMethod.Euler: Run(euler, all, todo, cancellation); break;
            case SolverMethod.Iterate: Run(damped, all, todo, cancellation); break;
            case SolverMethod.Anderson: Run(anderson, all, todo, cancellation); break;
            case SolverMethod.Newton or SolverMethod.Krylov: Run(newton, all, todo, cancellation); break;
            case SolverMethod.Settle: Run(settle, all, todo, cancellation); break;
            case SolverMethod.Chord:
                chord.BeginCall();
                if (cold) start?.Run(all, batch, report, cancellation);
                Run(chord, all, todo, cancellation);
                Run(auto, all, Collect(batch, converged: false), cancellation);
                break;
            case SolverMethod.Auto: Run(auto, all, todo, cancellation); break;
            default: throw new NotSupportedException($"{Options.Method} is not run.");
        }

        if (Options.PolishSteps > 0) Polish(all, batch, cancellation);
        start?.Observe(linearizations, report.Statuses.AsSpan(0, batch));
        return report.Summary(batch);
    }

    /// <summary>Forgets what earlier calls left for later ones: the inverse of <see cref="SolverMethod.Chord"/>. The next call
    /// gives the bits of a new solver.</summary>
    /// <exception cref="InvalidOperationException">The solver is at work in another call.</exception>
    public void Forget()
    {
        using SoleCaller.Visit visit = caller.Enter();
        if (Options.Method == SolverMethod.Chord) chord.Forget();
    }

    // The setting that cannot do without a Jacobian, or null.
    private static string? FactorsTheJacobian(SolverOptions options) =>
        options.Method.NeedsTheJacobian() ? $"{options.Method}"
        : options.PolishSteps > 0 ? nameof(options.PolishSteps) : options.KeepFactors ? nameof(options.KeepFactors) : null;

    private void Run<TSteps>(in TSteps steps, SampleBatch<T> batch, ReadOnlySpan<int> todo, CancellationToken cancellation)
        where TSteps : struct, ISteps<T> =>
        SolveLoop.Run(map, steps, slots, report, batch, todo, Acceptance, scratch.Scratch, cancellation);
}

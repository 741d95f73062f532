using System;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels;

/// <summary>Fixed points of a rate network, exact gradients through them and learning rules, for one sample or a batch:
/// solver, adjoint and all memory.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TActivation">The network's response function.</typeparam>
/// <remarks>
/// Units: currents x are what f takes, rates r what f gives, gains g = dr/dz; nothing is rescaled. Rows are samples. Scratch: its own.
/// One solver per thread; the network may be shared as long as nobody updates it. Every call allocates 0 bytes, failures included; only the
/// first that judges a point by its own scale (rates over 5 in float, 100 in double) makes N² doubles and N² elements.
/// With methods that use a sample's own data only (all but Chord; of the adjoints Direct and Neumann) sample k of any batch
/// ends in the same bits as a batch of one.
/// </remarks>
public sealed partial class FixedPointSolver<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly MapSolver<T, RateMap<T, Dense<T>, Uniform<TActivation>>> forward;
    private readonly AdjointOptions? adjointOptions;
    private readonly MeanShift<T>? shift;
    private readonly SolveStatus[] ruleStatuses;
    private readonly SoleCaller caller = new("solver");
    private AdjointSolver<T, RateMap<T, Dense<T>, Uniform<TActivation>>>? adjoint;
    private MapSolver<T, PotentialMap<T, Dense<T>, Uniform<TActivation>>>? potential;

    /// <summary>Makes a solver and its memory.</summary>
    /// <param name="network">The network; shared, not copied.</param>
    /// <param name="maxBatch">The most samples one call may bring.</param>
    /// <param name="options">How to solve; null takes the robust default.</param>
    /// <param name="adjointOptions">How to solve the adjoint; null takes LU per sample.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or not used by the chosen method;
    /// or the memory cannot be had.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public FixedPointSolver(
        RateNetwork<T, TActivation> network, int maxBatch = 1, SolverOptions? options = null, AdjointOptions? adjointOptions = null)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatch);
        options?.Validate();
        adjointOptions?.Validate();
        Network = network;
        this.adjointOptions = adjointOptions;
        bool chord = options?.Method == SolverMethod.Chord;
        if (chord || adjointOptions?.Method == AdjointMethod.Shared) shift = new(network.Recurrent);
        forward = new(
            new RateMap<T, Dense<T>, Uniform<TActivation>>(network.Recurrent, network.Activation), maxBatch, options,
            chord ? new ShiftedStart<T, ShiftForm.Rates<TActivation>>(
                shift!, new(network.Activation), network.Neurons, maxBatch, options!.RelativeToleranceOf<T>(), options.StepLimit) : null);
        ruleStatuses = new SolveStatus[maxBatch];
    }

    /// <summary>The network.</summary>
    public RateNetwork<T, TActivation> Network { get; }

    /// <summary>The most samples one call may bring.</summary>
    public int MaxBatch => forward.MaxBatch;

    /// <summary>The absolute part of the residual at which a sample is done.</summary>
    public T Tolerance => forward.Tolerance;

    /// <summary>The relative part: see <see cref="SolverOptions.RelativeTolerance"/>.</summary>
    public T RelativeTolerance => forward.RelativeTolerance;

    /// <summary>Samples that the call of Solve under way has done with, for a progress bar: the only member that
    /// another thread may read meanwhile.</summary>
    public int SamplesDone => forward.Done;

    internal Acceptance<T> Acceptance => forward.Acceptance;

    /// <summary>Solves r = f(W r + x) for every row.</summary>
    /// <param name="drive">x, B × N.</param>
    /// <param name="rates">r, B × N: the result; with <paramref name="warmStart"/> also the start, else the start is 0.</param>
    /// <param name="warmStart">Whether to start from what <paramref name="rates"/> holds.</param>
    /// <param name="cancellation">Looked at between steps; what is not done then is Cancelled.</param>
    /// <returns>Status, residual max|r − f(W r + x)| and steps per sample, valid until the next call.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, shared memory, or more samples than the solver was made for.</exception>
    /// <exception cref="InvalidOperationException">The solver is at work in another call, or the network was updated meanwhile:
    /// the rates are of no use then.</exception>
    /// <remarks>
    /// Aliasing: the rates must not overlap the drive. A sample that does not converge returns its best point (Euler, Settle: the last),
    /// one without any finite point NaN. 0 bytes. Source of the methods: <see cref="SolverMethod"/>.
    /// </remarks>
    public SolveSummary<T> Solve(ReadOnlySpan<T> drive, Span<T> rates, bool warmStart = false, CancellationToken cancellation = default) =>
        Solve(drive, rates, default, warmStart, cancellation);

    /// <summary>Solves r = f(W r + x) and returns the gains that gradients and rules need.</summary>
    /// <param name="drive">x, B × N.</param>
    /// <param name="rates">r, B × N: the result; with <paramref name="warmStart"/> also the start, else the start is 0.</param>
    /// <param name="gains">g = f′(W r + x), B × N, overwritten.</param>
    /// <param name="warmStart">Whether to start from what <paramref name="rates"/> holds.</param>
    /// <param name="cancellation">Looked at between steps; what is not done then is Cancelled.</param>
    /// <returns>Status, residual and steps per sample, valid until the next call.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, shared memory, or more samples than the solver was made for.</exception>
    /// <exception cref="InvalidOperationException">The solver is at work in another call, or the network was updated meanwhile:
    /// the rates are of no use then.</exception>
    /// <remarks>Aliasing: drive, rates and gains must not overlap. Where a sample fails its gains are those of the point
    /// returned, or NaN with it. 0 bytes.</remarks>
    public SolveSummary<T> Solve(
        ReadOnlySpan<T> drive, Span<T> rates, Span<T> gains, bool warmStart = false, CancellationToken cancellation = default)
    {
        using SoleCaller.Visit visit = caller.Enter();
        long version = Network.Recurrent.BeginRead();
        SolveSummary<T> summary = SolveInside(drive, rates, gains, warmStart, cancellation);
        EndRead(version);
        return summary;
    }

    /// <summary>The same without the checks for a second call and for an update meanwhile, which the caller makes.</summary>
    internal SolveSummary<T> SolveInside(
        ReadOnlySpan<T> drive, Span<T> rates, Span<T> gains, bool warmStart, CancellationToken cancellation)
    {
        // Before anything is overwritten: misuse leaves the caller's memory as it was.
        int batch = Samples(drive, nameof(drive));
        Throw.IfNotShape(rates.Length, batch, Network.Neurons, nameof(rates));
        Throw.IfOverlaps(drive, rates, nameof(drive), nameof(rates));
        if (!gains.IsEmpty)
        {
            Throw.IfNotShape(gains.Length, batch, Network.Neurons, nameof(gains));
            Throw.IfOverlaps<T>(gains, rates, nameof(gains), nameof(rates));
            Throw.IfOverlaps(drive, gains, nameof(drive), nameof(gains));
        }

        if (!warmStart) rates.Clear();
        return forward.Solve(drive, rates, gains, default, cold: !warmStart, cancellation);
    }

    /// <summary>Solves v = W f(v) + x, the potential form of the same network: with Euler steps, damped
    /// iteration and settle its own dynamics.</summary>
    /// <param name="drive">x, B × N.</param>
    /// <param name="potentials">v, B × N: the result; with <paramref name="warmStart"/> also the start,
    /// else the start is 0. Rates are f(v).</param>
    /// <param name="warmStart">Whether to start from what <paramref name="potentials"/> holds.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <returns>Status, residual max|v − W f(v) − x| and steps per sample, valid until the next call.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, or more samples than the solver was made for.</exception>
    /// <exception cref="InvalidOperationException">The solver is at work in another call, or the network was updated meanwhile.</exception>
    /// <remarks>Aliasing: the potentials must not overlap the drive. The first call makes the
    /// memory; the others allocate 0 bytes.</remarks>
    public SolveSummary<T> SolvePotential(
        ReadOnlySpan<T> drive, Span<T> potentials, bool warmStart = false, CancellationToken cancellation = default)
    {
        using SoleCaller.Visit visit = caller.Enter();
        long version = Network.Recurrent.BeginRead();
        int batch = Samples(drive, nameof(drive));
        Throw.IfNotShape(potentials.Length, batch, Network.Neurons, nameof(potentials));
        Throw.IfOverlaps(drive, potentials, nameof(drive), nameof(potentials));
        potential ??= new(
            new PotentialMap<T, Dense<T>, Uniform<TActivation>>(Network.Recurrent, Network.Activation), MaxBatch,
            forward.Options with { KeepFactors = false });
        if (!warmStart) potentials.Clear();
        SolveSummary<T> summary = potential.Solve(drive, potentials, default, default, cold: false, cancellation);
        EndRead(version);
        return summary;
    }

    /// <summary>Forgets what earlier calls left for later ones, the inverses of chord and of the shared adjoint: the next call
    /// gives the bits of a new solver.</summary>
    /// <exception cref="InvalidOperationException">The solver is at work in another call.</exception>
    public void Forget()
    {
        using SoleCaller.Visit visit = caller.Enter();
        ForgetInside();
    }

    /// <summary>λ = G (I − Wᵀ G)⁻¹ e: ∂L/∂x of every sample, exactly, or the reason why not.</summary>
    /// <param name="gains">g at the fixed points, B × N.</param>
    /// <param name="lossGradient">e = ∂L/∂r per sample, B × N.</param>
    /// <param name="lambda">λ, B × N, overwritten; a sample without a finite result holds NaN, never zeros.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <returns>Status, residual max|e − (I − Wᵀ G) u| with λ = G u, and steps per sample, valid until the next call.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, shared memory, or more samples than the solver was made for.</exception>
    /// <exception cref="InvalidOperationException">The solver is at work in another call, or the network was updated meanwhile.</exception>
    /// <remarks>
    /// With <see cref="SolverOptions.KeepFactors"/> the Newton factors that the last
    /// <see cref="Solve(ReadOnlySpan{T}, Span{T}, Span{T}, bool, CancellationToken)"/> left of a sample are used again, transposed. The
    /// first call makes the memory; the others allocate 0 bytes.
    /// </remarks>
    public SolveSummary<T> Adjoint(
        ReadOnlySpan<T> gains, ReadOnlySpan<T> lossGradient, Span<T> lambda, CancellationToken cancellation = default)
    {
        using SoleCaller.Visit visit = caller.Enter();
        long version = Network.Recurrent.BeginRead();
        int batch = Samples(lossGradient, nameof(lossGradient));
        Throw.IfNotShape(gains.Length, batch, Network.Neurons, nameof(gains));
        Throw.IfNotShape(lambda.Length, batch, Network.Neurons, nameof(lambda));
        Throw.IfOverlaps<T>(lambda, gains, nameof(lambda), nameof(gains));

        // Without KeepFactors one block holds the factors of whichever sample Newton touched last: its adjoint would depend on its batch.
        FactorStore<T>? kept = forward.Options.KeepFactors ? forward.Factors : null;
        RateMap<T, Dense<T>, Uniform<TActivation>> map = new(Network.Recurrent, Network.Activation);
        adjoint ??= new(map, MaxBatch, adjointOptions, kept, shift);
        SolveSummary<T> summary = adjoint.SolveInside(gains, lossGradient, lambda, cancellation);
        EndRead(version);
        map.DriveProduct(batch, gains, lambda, lambda, default);
        return summary;
    }

    private int Samples(ReadOnlySpan<T> rows, string name)
    {
        int batch = rows.Length / Network.Neurons;
        Throw.IfNotShape(rows.Length, batch, Network.Neurons, name);
        if (batch > MaxBatch)
            throw new ArgumentException($"The batch has {batch} samples, but this solver was made for at most {MaxBatch}.", name);
        return batch;
    }

    // What a torn call left for later ones, an inverse of neither W, goes with it.
    private void EndRead(long version)
    {
        if (Network.Recurrent.IsStill(version)) return;
        ForgetInside();
        Revision.Torn();
    }

    private void ForgetInside()
    {
        forward.Forget();
        potential?.Forget();
        adjoint?.Forget();
        shift?.Forget();
    }
}

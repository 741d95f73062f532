using System;
using System.Numerics;
using System.Threading;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Gradients;

/// <summary>Solves (I − DFᵀ) u = e for a batch at fixed points of any map, with status and residual per sample.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TMap">The map whose fixed points were found.</typeparam>
/// <remarks>
/// Residual of a sample: max|e − (I − DFᵀ) u|, in the units of e. One per thread; scratch is its own; 0 bytes per call. Sources: implicit
/// differentiation, L. B. Almeida 1987, F. J. Pineda 1987; the methods, <see cref="AdjointMethod"/>.
/// </remarks>
public sealed class AdjointSolver<T, TMap>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TMap : struct, IFixedPointMap<TMap, T>
{
    private const int DefaultSlots = 64;

    private readonly TMap inner;
    private readonly AdjointMap<T, TMap> map;
    private readonly int maxBatch;
    private readonly AdjointOptions options;
    private readonly T tolerance;
    private readonly Acceptance<T> acceptance;
    private readonly Slots<T> slots;
    private readonly Slots<T> directSlots;
    private readonly SolveReport<T> report;
    private readonly AlignedBuffer<T> lossGradients;
    private readonly T[] scales;
    private readonly int[] samples;
    private readonly AlignedBuffer<T> scratch;
    private readonly DirectSteps<T> direct;
    private readonly ChordSteps<T> shared;
    private readonly GmresSteps<T> gmres;
    private readonly EulerSteps<T> neumann;
    private readonly ShiftedStart<T, ShiftForm.Adjoint>? start;
    private readonly SoleCaller caller = new("adjoint solver");

    internal AdjointSolver(TMap inner, int maxBatch, AdjointOptions? options, FactorStore<T>? kept, MeanShift<T>? shift = null)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatch);
        bool writes = TMap.WritesJacobian(inner);
        this.options = options ?? new AdjointOptions { Method = writes ? AdjointMethod.Direct : AdjointMethod.Gmres };
        this.options.Validate();
        (this.inner, this.maxBatch) = (inner, maxBatch);
        map = new(inner);
        int size = map.Size;
        Footprint.ThrowIfTooLarge(nameof(maxBatch), maxBatch, "the adjoints", samples => Of(inner, samples));
        tolerance = T.CreateTruncating(this.options.Tolerance ?? (typeof(T) == typeof(float) ? 1e-5 : 1e-10));
        acceptance = new(size, map.LinearizationSize, T.Zero, writes);
        bool exact = this.options.Method != AdjointMethod.Neumann, factors = exact && writes;
        if (!writes && this.options.Method is AdjointMethod.Direct or AdjointMethod.Shared)
        {
            throw new ArgumentException(
                $"{this.options.Method} factors the Jacobian, which {typeof(TMap).Name} does not write (IDenseMap); "
                + $"use {AdjointMethod.Gmres}.", nameof(options));
        }

        // The direct method holds one N×N factorization per slot: few slots, which is no loss where LU outweighs the products.
        bool directOnly = this.options.Method == AdjointMethod.Direct;
        int capacity = Math.Min(maxBatch, directOnly ? 4 : DefaultSlots);
        slots = new(capacity, size, map.DriveSize, map.LinearizationSize);
        directSlots = directOnly || !factors ? slots : new(Math.Min(maxBatch, 4), size, map.DriveSize, map.LinearizationSize);
        report = new(maxBatch);
        lossGradients = new(maxBatch * size);
        scales = new T[maxBatch];
        samples = new int[maxBatch];
        ScratchSize steps = ScratchSize.None;
        if (factors)
        {
            direct = new(directSlots.Capacity, size, kept);
            steps = ScratchSize.Max(steps, DirectSteps<T>.Scratch(size));
        }

        if (!exact)
        {
            neumann = new(T.One, this.options.Terms ?? 10);
        }

        if (this.options.Method == AdjointMethod.Shared)
        {
            shared = new(capacity, size, 100);
            if (shift is not null) start = new ShiftedStart<T, ShiftForm.Adjoint>(shift, default, size, maxBatch);
            steps = ScratchSize.Max(steps, ChordSteps<T>.Scratch(capacity, size, map.LinearizationSize));
        }
        else if (this.options.Method == AdjointMethod.Gmres)
        {
            bool preconditioned = writes && this.options.SharesInverse;
            gmres = new(capacity, size, preconditioned);
            steps = ScratchSize.Max(steps, GmresSteps<T>.Scratch(capacity, size, map.LinearizationSize, preconditioned));
        }

        scratch = ScratchSize.Max(steps, map.Scratch(capacity)).Allocate<T>();
    }

    /// <summary>Makes the solver and its memory.</summary>
    /// <param name="inner">The map whose fixed points were found.</param>
    /// <param name="maxBatch">The most samples one call may bring.</param>
    /// <param name="options">Null takes LU per sample, and GMRES where the map writes no Jacobian.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or not used by the chosen method;
    /// or the memory cannot be had.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public AdjointSolver(TMap inner, int maxBatch = 1, AdjointOptions? options = null)
        : this(inner, maxBatch, options, null)
    {
    }

    /// <summary>u ← (I − DFᵀ)⁻¹ e, row by row.</summary>
    /// <param name="linearizations">samples × map.LinearizationSize at the fixed points.</param>
    /// <param name="errors">e = ∂L/∂s, samples × map.Size.</param>
    /// <param name="adjoints">u, samples × map.Size, overwritten; a sample that fails without a
    /// finite point holds NaN, never zeros.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <returns>Status, residual and steps per sample, valid until the next call.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, or shared memory.</exception>
    /// <exception cref="InvalidOperationException">The solver is at work in another call.</exception>
    /// <remarks>Aliasing: u may be the memory of e, but not of the linearizations. 0 bytes; scratch is the solver's own.</remarks>
    public SolveSummary<T> Solve(
        ReadOnlySpan<T> linearizations, ReadOnlySpan<T> errors, Span<T> adjoints, CancellationToken cancellation = default)
    {
        using SoleCaller.Visit visit = caller.Enter();
        return SolveInside(linearizations, errors, adjoints, cancellation);
    }

    /// <summary>The same, and ∂L/∂d ← (∂F/∂d)ᵀ u: the gradient by the drive of every sample.</summary>
    /// <param name="linearizations">samples × map.LinearizationSize at the fixed points.</param>
    /// <param name="errors">e = ∂L/∂s, samples × map.Size.</param>
    /// <param name="adjoints">u, samples × map.Size, overwritten; a sample that fails without a
    /// finite point holds NaN, never zeros.</param>
    /// <param name="driveGradients">∂L/∂d, samples × map.DriveSize, overwritten; NaN where u is.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <returns>Status, residual and steps per sample, valid until the next call.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, or shared memory.</exception>
    /// <exception cref="InvalidOperationException">The solver is at work in another call.</exception>
    /// <remarks>Aliasing: u may be the memory of e, but of nothing else; ∂L/∂d of none. 0 bytes; scratch is the solver's own.</remarks>
    public SolveSummary<T> Solve(
        ReadOnlySpan<T> linearizations, ReadOnlySpan<T> errors, Span<T> adjoints, Span<T> driveGradients,
        CancellationToken cancellation = default)
    {
        using SoleCaller.Visit visit = caller.Enter();
        int batch = errors.Length / map.Size;
        Throw.IfNotShape(driveGradients.Length, batch, inner.DriveSize, nameof(driveGradients));
        Throw.IfOverlaps<T>(linearizations, driveGradients, nameof(linearizations), nameof(driveGradients));
        Throw.IfOverlaps<T>(adjoints, driveGradients, nameof(adjoints), nameof(driveGradients));
        SolveSummary<T> summary = SolveInside(linearizations, errors, adjoints, cancellation);

        // As many rows at a time as the scratch is for.
        (int size, int driveSize, int kept) = (inner.Size, inner.DriveSize, inner.LinearizationSize);
        for (int from = 0; from < batch; from += slots.Capacity)
        {
            int rows = Math.Min(slots.Capacity, batch - from);
            inner.DriveProduct(
                rows, linearizations.Slice(from * kept, rows * kept), adjoints.Slice(from * size, rows * size),
                driveGradients.Slice(from * driveSize, rows * driveSize), scratch.Scratch);
        }

        return summary;
    }

    /// <summary>The same for whoever sees to it that there is one call at a time.</summary>
    internal SolveSummary<T> SolveInside(
        ReadOnlySpan<T> linearizations, ReadOnlySpan<T> errors, Span<T> adjoints, CancellationToken cancellation)
    {
        int size = map.Size;
        int batch = errors.Length / size;
        Throw.IfNotShape(errors.Length, batch, size, nameof(errors));
        Throw.IfNotShape(adjoints.Length, batch, size, nameof(adjoints));
        Throw.IfNotShape(linearizations.Length, batch, inner.LinearizationSize, nameof(linearizations));
        Throw.IfOverlaps<T>(linearizations, adjoints, nameof(linearizations), nameof(adjoints));
        if (batch > maxBatch)
            throw new ArgumentException($"The batch has {batch} samples, but this solver was made for at most {maxBatch}.", nameof(errors));

        report.Clear(batch);
        for (int k = 0; k < batch; k++)
        {
            scales[k] = MaxNorm.Of(errors.Slice(k * size, size));
            samples[k] = k;
        }

        // u may be the memory of e, and a sample may be solved again.
        Span<T> given = lossGradients.Span[..errors.Length];
        errors.CopyTo(given);

        // The series starts with its first term; the other methods start there too, where a contracting map needs no step at all for e = 0.
        errors.CopyTo(adjoints);
        var all = new SampleBatch<T>(
            size, size, given, adjoints, default, map.LinearizationSize, tolerance, scales.AsSpan(0, batch), linearizations);
        ReadOnlySpan<int> todo = samples.AsSpan(0, batch);
        switch (options.Method)
        {
            case AdjointMethod.Neumann: Run(neumann, slots, all, todo, cancellation); break;
            case AdjointMethod.Shared:
                shared.BeginCall();
                start?.Run(all, batch, report, cancellation);
                Run(shared, slots, all, todo, cancellation);
                start?.Observe(linearizations, report.Statuses.AsSpan(0, batch));
                Run(direct, directSlots, all, Unsolved(batch), cancellation);
                break;
            case AdjointMethod.Gmres:
                Run(gmres, slots, all, todo, cancellation);
                if (TMap.WritesJacobian(inner)) Run(direct, directSlots, all, Unsolved(batch), cancellation);
                break;
            default: Run(direct, directSlots, all, todo, cancellation); break;
        }

        return report.Summary(batch);
    }

    /// <summary>Forgets what earlier calls left for later ones: the inverse of <see cref="AdjointMethod.Shared"/>. The next call
    /// gives the bits of a new solver.</summary>
    /// <exception cref="InvalidOperationException">The solver is at work in another call.</exception>
    public void Forget()
    {
        using SoleCaller.Visit visit = caller.Enter();
        if (options.Method == AdjointMethod.Shared) shared.Forget();
    }

    // Per sample e, a status, a residual, a scale and two integers.
    private static Footprint Of(TMap inner, double samples)
    {
        double elements = samples * inner.Size, bytes = Footprint.ElementBytes<T>();
        return new((elements * bytes) + (samples * (9 + (2 * bytes))), Math.Max(elements, samples));
    }

    private void Run<TSteps>(in TSteps steps, Slots<T> rows, SampleBatch<T> batch, ReadOnlySpan<int> todo, CancellationToken cancellation)
        where TSteps : struct, ISteps<T> =>
        SolveLoop.Run(map, steps, rows, report, batch, todo, acceptance, scratch.Scratch, cancellation);

    private ReadOnlySpan<int> Unsolved(int batch)
    {
        int count = 0;
        for (int k = 0; k < batch; k++)
        {
            if (report.Statuses[k] is not (SolveStatus.Converged or SolveStatus.NonFinite or SolveStatus.Cancelled)) samples[count++] = k;
        }

        return samples.AsSpan(0, count);
    }
}

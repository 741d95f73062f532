using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Gradients;

/// <summary>
/// Backpropagation through the Euler steps actually taken: rₜ₊₁ = rₜ + h (f(W rₜ + x) − rₜ), r₀ = 0, h = dt/τ, t = 0..T−1.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TActivation">The response function.</typeparam>
/// <remarks>
/// Backward: p_T = e, δₜ = h gₜ ∘ pₜ₊₁, pₜ = (1 − h) pₜ₊₁ + Wᵀ δₜ; ∂L/∂W = Σₜ δₜ rₜᵀ, ∂L/∂x = Σₜ δₜ. The trajectory is kept: 2 T B N
/// elements, so long runs take their batch in chunks. All of a chunk's ∂W is one product over T·B. One object per thread; 0 bytes per call.
/// Source: P. J. Werbos, "Backpropagation through time", 1990; the comparison rule of V. Zhu, R. Rosenbaum 2024.
/// </remarks>
public sealed class ThroughTime<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly PackedWeights<T> weights;
    private readonly RateMap<T, Dense<T>, Uniform<TActivation>> map;
    private readonly T stepSize;
    private readonly int steps;
    private readonly AlignedBuffer<T> states;
    private readonly AlignedBuffer<T> gains;
    private readonly AlignedBuffer<T> images;
    private readonly AlignedBuffer<T> back;
    private readonly AlignedBuffer<T> scratch;
    private readonly T[] residuals;
    private readonly SoleCaller caller = new("trajectory");
    private int batch;
    private long forward;

    /// <summary>Makes the memory for a trajectory.</summary>
    /// <param name="weights">W, N × N.</param>
    /// <param name="activation">f.</param>
    /// <param name="maxBatch">The most samples one call may bring.</param>
    /// <param name="stepSize">h = dt/τ in (0, 1].</param>
    /// <param name="steps">T, at least 1.</param>
    /// <exception cref="ArgumentException">A setting is out of range, W is not square, or the memory cannot be had.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public ThroughTime(PackedWeights<T> weights, TActivation activation, int maxBatch, double stepSize = 0.01, int steps = 500)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        if (!(stepSize > 0 && stepSize <= 1))
            throw new ArgumentOutOfRangeException(nameof(stepSize), stepSize, "The step must be in (0, 1].");
        if (weights.Outputs != weights.Inputs)
            throw new ArgumentException(
                $"W is {weights.Outputs}×{weights.Inputs}; a recurrent network needs a square one.", nameof(weights));
        this.weights = weights;
        map = new(weights, activation);
        this.stepSize = T.CreateTruncating(stepSize);
        this.steps = steps;
        MaxBatch = maxBatch;
        Footprint.ThrowIfTooLarge(
            nameof(maxBatch), maxBatch, $"a trajectory of {steps} steps", samples => Of(weights.Outputs, steps, samples));
        int row = maxBatch * weights.Outputs;
        states = new(steps * row);
        gains = new(steps * row);
        images = new(row);
        back = new(row);
        residuals = new T[maxBatch];
        scratch = ScratchSize.Max(
            map.Scratch(maxBatch), ParameterGradient.OuterScratch<T>(steps * maxBatch, weights.Outputs, weights.Outputs)).Allocate<T>();
    }

    /// <summary>The most samples one call may bring.</summary>
    public int MaxBatch { get; }

    /// <summary>Runs forward from r = 0 and keeps the trajectory.</summary>
    /// <param name="drive">x, batch × N.</param>
    /// <param name="rates">r_T, batch × N, overwritten.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit.</exception>
    /// <exception cref="InvalidOperationException">Another call is at work here, or the weights were updated meanwhile;
    /// there is no trajectory then.</exception>
    public void Forward(ReadOnlySpan<T> drive, Span<T> rates)
    {
        using SoleCaller.Visit visit = caller.Enter();
        int samples = Samples(drive, rates);
        long version = weights.BeginRead();
        int row = samples * weights.Outputs;
        batch = 0;
        rates.Clear();
        for (int t = 0; t < steps; t++)
        {
            rates.CopyTo(states.Span.Slice(t * row, row));
            map.Evaluate(
                samples, rates, drive, images.Span[..row], gains.Span.Slice(t * row, row), residuals.AsSpan(0, samples), scratch.Scratch);
            StateUpdates.Relax(stepSize, images.Span[..row], rates);
        }

        weights.EndRead(version);
        (batch, forward) = (samples, version);
    }

    /// <summary>Runs forward from r = 0 without storing the trajectory: the bits of <see cref="Forward"/> in less time, where no gradient
    /// is wanted. A trajectory that is there stays.</summary>
    /// <param name="drive">x, batch × N.</param>
    /// <param name="rates">r_T, batch × N, overwritten.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit.</exception>
    /// <exception cref="InvalidOperationException">Another call is at work here, or the weights were updated meanwhile.</exception>
    public void Look(ReadOnlySpan<T> drive, Span<T> rates)
    {
        using SoleCaller.Visit visit = caller.Enter();
        int samples = Samples(drive, rates);
        long version = weights.BeginRead();
        rates.Clear();
        RateMap<T, Dense<T>, Uniform<TActivation>>.Relax(
            map, samples, steps, stepSize, rates, drive, images.Span[..rates.Length], scratch.Scratch);
        weights.EndRead(version);
    }

    /// <summary>Runs the trajectory of the last <see cref="Forward"/> backwards; it can be run once.</summary>
    /// <param name="lossGradient">e = ∂L/∂r_T per sample, batch × N.</param>
    /// <param name="scale">1 for the gradient, −η for an update.</param>
    /// <param name="divisor">The whole batch's size, of which this may be a chunk.</param>
    /// <param name="weightGradient">N × N; receives + (scale / divisor) Σ ∂L/∂W.</param>
    /// <param name="driveGradient">∂L/∂x per sample, batch × N, overwritten; or empty when not wanted.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit the last <see cref="Forward"/>, shared memory,
    /// or a scale that is not finite.</exception>
    /// <exception cref="InvalidOperationException">No trajectory is there, another call is at work here, or the weights were updated since:
    /// the gradient of W is unchanged then.</exception>
    public void Backward(ReadOnlySpan<T> lossGradient, T scale, int divisor, Span<T> weightGradient, Span<T> driveGradient)
    {
        using SoleCaller.Visit visit = caller.Enter();
        int n = weights.Outputs;
        if (batch == 0) throw new InvalidOperationException("There is no trajectory: run Forward first.");
        Throw.IfNotShape(lossGradient.Length, batch, n, nameof(lossGradient));
        Throw.IfNotShape(weightGradient.Length, n, n, nameof(weightGradient));
        if (!driveGradient.IsEmpty) Throw.IfNotShape(driveGradient.Length, batch, n, nameof(driveGradient));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(divisor);
        Throw.IfNotFinite(scale, nameof(scale));
        int row = batch * n;
        Span<T> p = back.Span[..row];
        lossGradient.CopyTo(p);
        driveGradient.Clear();
        for (int t = steps - 1; t >= 0; t--)
        {
            Span<T> delta = gains.Span.Slice(t * row, row);
            TensorPrimitives.Multiply(delta, p, delta);
            TensorPrimitives.Multiply(delta, stepSize, delta);
            TensorPrimitives.Multiply(p, T.One - stepSize, p);
            weights.MultiplyTransposed(batch, delta, T.One, p);
            if (!driveGradient.IsEmpty) TensorPrimitives.Add(driveGradient, delta, driveGradient);
        }

        weights.EndRead(forward);
        T factor = scale / T.CreateTruncating(divisor) * T.CreateTruncating(steps * batch);
        ParameterGradient.AddOuter(
            factor, steps * batch, gains.Span[..(steps * row)], n, states.Span[..(steps * row)], n, weightGradient, scratch.Scratch);
        batch = 0;
    }

    // Elements of the trajectory: states and gains.
    private static Footprint Of(double neurons, double steps, double samples)
    {
        double block = steps * samples * neurons;
        return new(2 * block * Footprint.ElementBytes<T>(), block);
    }

    private int Samples(ReadOnlySpan<T> drive, Span<T> rates)
    {
        int n = weights.Outputs;
        int samples = drive.Length / n;
        Throw.IfNotShape(drive.Length, samples, n, nameof(drive));
        Throw.IfNotShape(rates.Length, samples, n, nameof(rates));
        Throw.IfOverlaps(drive, rates, nameof(drive), nameof(rates));
        return samples <= MaxBatch
            ? samples
            : throw new ArgumentException(
                $"The batch has {samples} samples, but the trajectory was made for at most {MaxBatch}.", nameof(drive));
    }
}

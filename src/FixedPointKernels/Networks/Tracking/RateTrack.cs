using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Networks;

/// <summary>The point of a rate network that a tracker follows: y = W r, its steps, its gains, and whether it counts.</summary>
internal sealed class RateTrack<T, TActivation> : TrackCall<T>, ITrackEquation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    // Steps that halve the change every time lead to a fixed point no further off than the last change.
    private static readonly T Contracting = T.CreateTruncating(0.5);

    private readonly PackedWeights<T> weights;
    private readonly TActivation activation;
    private readonly T tolerance;
    private readonly InverseTest<T> regularity;
    private readonly Acceptance<T> acceptance;
    private readonly TrackSteps<T, TActivation> steps;
    private readonly AlignedBuffer<T> slopes;
    private readonly AlignedBuffer<T> scratch;
    private bool hasGains;

    internal RateTrack(PackedWeights<T> weights, TActivation activation, T tolerance)
    {
        (this.weights, this.activation, this.tolerance) = (weights, activation, tolerance);
        int size = weights.Outputs;
        steps = new(weights, activation);
        Search = new(size, steps.Shifted, this);
        slopes = new(size);
        Map = new(weights, activation);
        regularity = new(steps.Shifted, new(size, size), size, price: size);
        acceptance = new(size, new SolverOptions().RelativeToleranceOf<T>(), regularity);
        acceptance.Prepare();
        scratch = Map.Scratch(1).Allocate<T>();
        Renounce();
    }

    internal override ITrackInverse<T> Inverse => steps.Shifted;

    /// <summary>r = f(W r + x).</summary>
    internal RateMap<T, Dense<T>, Uniform<TActivation>> Map { get; }

    /// <summary>r, of the point measured last.</summary>
    internal Span<T> Rates => steps.Rates;

    protected override TrackSearch<T> Search { get; }

    protected override Span<T> Point => steps.Recurrent;

    protected override ReadOnlySpan<T> Drive => steps.Drive;

    protected override long Version => weights.Version;

    protected override T Tolerance => tolerance;

    protected override bool IsStale => steps.IsStale;

    /// <summary>Follows the point at these rates from now on.</summary>
    internal void Begin(ReadOnlySpan<T> rates)
    {
        steps.Begin(rates);
        Settle();
    }

    /// <summary>The point and the inverse of a new tracker.</summary>
    internal void Forget()
    {
        steps.Forget();
        Renounce();
    }

    /// <summary>g = f′(y + x) of the point that is followed.</summary>
    internal Span<T> Gains()
    {
        if (hasGains) return slopes.Span;
        Span<T> current = steps.Room;
        TensorPrimitives.Add(steps.Recurrent, steps.Drive, current);
        Activation.Apply(activation, current, current, slopes.Span);
        hasGains = true;
        return slopes.Span;
    }

    // W f(y + x) − y.
    void ITrackEquation<T>.Deviate(ReadOnlySpan<T> point, ReadOnlySpan<T> drive, Span<T> deviation)
    {
        Span<T> rates = steps.Room;
        TensorPrimitives.Add(point, drive, rates);
        Activation.Apply(activation, rates, rates);
        weights.Multiply(1, rates, T.Zero, deviation);
        TensorPrimitives.Subtract(deviation, point, deviation);
    }

    bool ITrackEquation<T>.BeginInverse(ReadOnlySpan<T> point, ReadOnlySpan<T> drive, ref ProductMeter meter)
    {
        Span<T> current = steps.Room;
        TensorPrimitives.Add(point, drive, current);
        Activation.Apply(activation, current, current, slopes.Span);
        hasGains = false;
        if (!Finite.All<T>(slopes.Span)) return false;
        steps.Shifted.Begin(slopes.Span);
        return true;
    }

    protected override T Take(ReadOnlySpan<T> drive)
    {
        drive.CopyTo(steps.Drive);
        hasGains = false;
        return acceptance.Reach(steps.Largest.Rate, tolerance);
    }

    protected override T Follow(T reach, ref ProductMeter meter)
    {
        hasGains = false;
        return steps.Follow(reach, ref meter);
    }

    protected override T Measure(T reach, ref ProductMeter meter)
    {
        hasGains = false;
        return steps.Measure(reach, ref meter);
    }

    // Whether the point measured last, with y = W r, is what Converged promises. Mostly a few multiplications decide, else the enclosure.
    // Where rates are judged relative to their own scale, the Jacobian must be regular as well: a test for each Q and each W shows that,
    // and afterwards steps with the same Q that contract. Contracting steps alone are not enough, because rounding gives a singular
    // I − G W an inverse too: of 115,313 points in float accepted that way, six were not fixed points.
    protected override Acceptance<T>.Verdict Judge(ref T residual, ref ProductMeter meter)
    {
        T error = Map.ResidualError(steps.Rates, steps.Largest.Drive);
        if (residual + error <= tolerance) return Acceptance<T>.Verdict.Within;
        Span<T> image = steps.Room;
        ReadOnlySpan<T> gains = Gains();
        TensorPrimitives.Add(steps.Recurrent, steps.Drive, image);
        Activation.Apply(activation, image, image);
        long before = Report.Evaluations;
        regularity.Allow(meter.Most - meter.Spent, weights.Version);
        bool known = regularity.IsKnown, regular = known && steps.Contraction <= Contracting;
        Acceptance<T>.Verdict verdict = acceptance.Judge(
            Map, steps.Rates, steps.Drive, image, gains, residual, tolerance, regular, Report, scratch.Scratch, out residual);
        meter.Spent += (int)(Report.Evaluations - before);

        // Further steps may contract; where nothing is known yet, a next Q shows more than they do.
        return known && verdict == Acceptance<T>.Verdict.Open ? Acceptance<T>.Verdict.Short : verdict;
    }

    protected override void BeginInverse(ref ProductMeter meter) => steps.Shifted.Begin(Gains());

    protected override void Restart() => steps.Recurrent.Clear();

    protected override void Spoil()
    {
        steps.Rates.Fill(T.NaN);
        slopes.Span.Fill(T.NaN);
        hasGains = true;
    }
}

using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Networks;

/// <summary>The state of any map that a tracker follows, and its steps s ← s + (I + Q)(F(s; d) − s).</summary>
/// <remarks>Two products a step, an evaluation and one with Q, and a measured residual at every one, whatever point Q is of. Steps that
/// shrink slowly are turned by <see cref="BroydenSteps{T}"/>, which is all there is before a first Q.</remarks>
internal sealed class MapTrack<T, TMap> : TrackCall<T>, ITrackEquation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TMap : struct, IFixedPointMap<TMap, T>
{
    // As of a rate network's steps: while one leaves at most a tenth, an old Q costs one step more than a new one.
    private static readonly T Fresh = T.CreateTruncating(0.1);

    // Steps that halve the change every time lead to a fixed point no further off than the last change.
    private static readonly T Contracting = T.CreateTruncating(0.5);

    private readonly TMap map;
    private readonly T tolerance;
    private readonly int size;
    private readonly InverseTest<T> regularity;
    private readonly Acceptance<T> acceptance;
    private readonly MapInverse<T, TMap> inverse;
    private readonly BroydenSteps<T> broyden;
    private readonly AlignedBuffer<T> drive;
    private readonly AlignedBuffer<T> state;
    private readonly AlignedBuffer<T> image;
    private readonly AlignedBuffer<T> best;
    private readonly AlignedBuffer<T> step;
    private readonly AlignedBuffer<T> linearization;
    private readonly AlignedBuffer<T> scratch;
    private T contraction = T.One;
    private bool isNew = true;
    private bool isStale;
    private bool isLinearized;

    internal MapTrack(TMap map, T tolerance)
    {
        (this.map, this.tolerance, size) = (map, tolerance, map.Size);
        inverse = new(map);

        // A Jacobian may cost N evaluations, and its factors as much again.
        JacobianTest<T>? factored = TMap.WritesJacobian(map) ? new(size, map.LinearizationSize) : null;
        regularity = new(inverse, factored, size, price: 2 * size);
        acceptance = new(size, new SolverOptions().RelativeToleranceOf<T>(), regularity);
        acceptance.Prepare();
        broyden = new(size);
        drive = new(map.DriveSize);
        (state, image, best) = (new(size), new(size), new(size));
        step = new(ScratchSize.Of(size).Elements);
        linearization = new(map.LinearizationSize);
        scratch = map.Scratch(1).Allocate<T>();
        Search = new(size, inverse, this);
        Renounce();
    }

    internal override ITrackInverse<T> Inverse => inverse;

    /// <summary>s.</summary>
    internal Span<T> State => state.Span;

    /// <summary>What the map keeps of it.</summary>
    internal Span<T> Linearization => linearization.Span;

    protected override TrackSearch<T> Search { get; }

    protected override Span<T> Point => state.Span;

    protected override ReadOnlySpan<T> Drive => drive.Span;

    protected override long Version => 0;

    protected override T Tolerance => tolerance;

    protected override bool IsStale => isStale;

    /// <summary>Follows another state from now on.</summary>
    internal void Begin(ReadOnlySpan<T> states)
    {
        states.CopyTo(state.Span);
        (isNew, contraction) = (false, T.One);
        Settle();
    }

    /// <summary>The state and the inverse of a new tracker.</summary>
    internal void Forget()
    {
        inverse.Reset();
        (isNew, isStale, contraction) = (true, false, T.One);
        Renounce();
    }

    void ITrackEquation<T>.Deviate(ReadOnlySpan<T> point, ReadOnlySpan<T> drive, Span<T> deviation)
    {
        Span<T> residual = stackalloc T[1];
        map.Evaluate(1, point, drive, image.Span, default, residual, scratch.Scratch);
        TensorPrimitives.Subtract(image.Span, point, deviation);
    }

    bool ITrackEquation<T>.BeginInverse(ReadOnlySpan<T> point, ReadOnlySpan<T> drive, ref ProductMeter meter)
    {
        Span<T> residual = stackalloc T[1];
        map.Evaluate(1, point, drive, image.Span, linearization.Span, residual, scratch.Scratch);
        meter.Spent++;
        if (!T.IsFinite(residual[0]) || !Finite.All<T>(linearization.Span)) return false;
        inverse.Begin(linearization.Span);
        return true;
    }

    protected override T Take(ReadOnlySpan<T> given)
    {
        given.CopyTo(drive.Span);
        if (isNew) TMap.Start(map, 1, drive.Span, state.Span, scratch.Scratch);
        (isNew, isLinearized) = (false, false);
        return acceptance.Reach(state.Span, tolerance);
    }

    protected override T Follow(T reach, ref ProductMeter meter)
    {
        broyden.Clear();
        isStale = false;
        Span<T> direction = step.Span[..size];
        T least = T.PositiveInfinity, last = T.PositiveInfinity;
        while (meter.Allows(1))
        {
            T residual = Evaluate(ref meter);
            if (residual <= reach) return residual;
            if (!T.IsFinite(residual)) break;
            if (residual < least)
            {
                least = residual;
                state.Span.CopyTo(best.Span);
            }

            if (last < T.PositiveInfinity) contraction = residual / last;
            isStale |= last < T.PositiveInfinity && contraction > Fresh;
            last = residual;
            if (!meter.Allows(2)) break;
            TensorPrimitives.Subtract(image.Span, state.Span, direction);
            inverse.Correct(direction);
            meter.Spent++;
            broyden.Turn(step.Span);
            TensorPrimitives.Add(state.Span, direction, state.Span);
        }

        if (T.IsFinite(least)) best.Span.CopyTo(state.Span);
        return T.NaN;
    }

    protected override T Measure(T reach, ref ProductMeter meter) => Evaluate(ref meter);

    // As of a rate network; a regular Jacobian is shown once for each Q.
    protected override Acceptance<T>.Verdict Judge(ref T residual, ref ProductMeter meter)
    {
        T error = TMap.ResidualError(map, state.Span, drive.Span, linearization.Span, scratch.Scratch);
        if (residual + error <= tolerance) return Acceptance<T>.Verdict.Within;
        long before = Report.Evaluations;
        regularity.Allow(meter.Most - meter.Spent, Version);
        bool known = regularity.IsKnown, isRegular = known && contraction <= Contracting;
        Acceptance<T>.Verdict verdict = acceptance.Judge(
            map, state.Span, drive.Span, image.Span, linearization.Span, residual, tolerance, isRegular, Report, scratch.Scratch,
            out residual);
        meter.Spent += (int)(Report.Evaluations - before);
        return known && verdict == Acceptance<T>.Verdict.Open ? Acceptance<T>.Verdict.Short : verdict;
    }

    protected override void BeginInverse(ref ProductMeter meter)
    {
        if (!isLinearized) Evaluate(ref meter);
        inverse.Begin(linearization.Span);
    }

    protected override void Restart() => isNew = true;

    protected override void Spoil() => linearization.Span.Fill(T.NaN);

    private T Evaluate(ref ProductMeter meter)
    {
        isLinearized = true;
        Span<T> residual = stackalloc T[1];
        map.Evaluate(1, state.Span, drive.Span, image.Span, linearization.Span, residual, scratch.Scratch);
        meter.Spent++;
        return residual[0];
    }
}

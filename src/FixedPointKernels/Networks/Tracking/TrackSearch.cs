using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Networks;

/// <summary>The search for another fixed point of y = g(y; x) where steps from the last one do not get there: Newton with a line search,
/// and the dynamics for another start; a few products in each call, for the x of that call.</summary>
/// <remarks>
/// A next inverse, made in parts, is what another method gets of a factorization: N products of time a step. A
/// line search that ends, or 30 steps, send it on to a start of another kind: 200 steps of length 0.2 of τ dy/dt = g(y; x) − y from
/// where the dynamics stopped last, and of these the point at which they were slowest. It goes on for as long as it is asked to. Source of
/// the starts: D. Sussillo, O. Barak, "Opening the black box", Neural Computation 25, 2013.
/// </remarks>
internal sealed class TrackSearch<T>(int size, ITrackInverse<T> inverse, ITrackEquation<T> equation)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostSteps = 30;
    private const int WalkSteps = 200;
    private static readonly T WalkLength = T.CreateTruncating(0.2);
    private static readonly T ShortestStep = T.CreateTruncating(1.0 / 64);

    // A whole step that leaves a quarter is in Newton's basin: the tracker's own steps are better there.
    private static readonly T Quarter = T.CreateTruncating(0.25);

    private readonly AlignedBuffer<T> point = new(size);
    private readonly AlignedBuffer<T> walker = new(size);
    private readonly AlignedBuffer<T> trial = new(size);
    private readonly AlignedBuffer<T> image = new(size);
    private readonly AlignedBuffer<T> step = new(size);
    private Phase phase;
    private bool hasWalker;
    private int count;
    private long generation;
    private T length;
    private T norm;
    private T slowest;

    private enum Phase : byte
    {
        Idle,
        Inverse,
        Direction,
        Line,
        Walk,
    }

    /// <summary>Whether a search is under way.</summary>
    internal bool IsUnderWay => phase != Phase.Idle;

    /// <summary>y of the point that was reached, or is improved.</summary>
    internal ReadOnlySpan<T> Point => point.Span;

    /// <summary>Ends the search: a point was found, or nobody asks any more.</summary>
    internal void Forget() => (phase, hasWalker) = (Phase.Idle, false);

    /// <summary>Begins at a point, or goes on from it.</summary>
    internal void Begin(ReadOnlySpan<T> recurrent)
    {
        recurrent.CopyTo(point.Span);
        if (!hasWalker) recurrent.CopyTo(walker.Span);
        hasWalker = true;
        (phase, count, generation) = (Phase.Inverse, 0, -1);
    }

    /// <summary>Goes on while products are left.</summary>
    /// <param name="drive">x of this call.</param>
    /// <param name="meter">What may be spent.</param>
    /// <remarks>It rests where the tracker's own steps converge from the point, as far as one step can tell.</remarks>
    internal void Go(ReadOnlySpan<T> drive, ref ProductMeter meter)
    {
        while (true)
        {
            switch (phase)
            {
                case Phase.Inverse:
                    if (!Invert(drive, ref meter)) return;
                    break;
                case Phase.Direction:
                    if (!meter.Allows(2)) return;
                    Aim(drive, ref meter);
                    break;
                case Phase.Line:
                    if (!meter.Allows(1)) return;
                    if (Move(drive, ref meter)) return;
                    break;
                default:
                    if (!meter.Allows(1)) return;
                    Walk(drive, ref meter);
                    break;
            }
        }
    }

    // A Q of the gains at the point, part by part. Whether the search goes on in this call.
    private bool Invert(ReadOnlySpan<T> drive, ref ProductMeter meter)
    {
        if (generation < 0)
        {
            if (!meter.Allows(1)) return false;
            if (!equation.BeginInverse(point.Span, drive, ref meter))
            {
                StartWalk();
                return true;
            }

            generation = inverse.Generation;
        }

        while (inverse.Building)
        {
            if (!meter.Allows(ProductMeter.Slice)) return false;
            inverse.Advance();
            meter.Spent += ProductMeter.Slice;
        }

        if (inverse.Generation != generation) phase = Phase.Direction;
        else StartWalk();
        generation = -1;
        return true;
    }

    // p = (I + Q Ḡ) d, d = g(y; x) − y.
    private void Aim(ReadOnlySpan<T> drive, ref ProductMeter meter)
    {
        norm = Deviation(point.Span, drive, ref meter);
        image.Span.CopyTo(step.Span);
        inverse.Correct(step.Span);
        meter.Spent++;
        (length, phase) = (T.One, Phase.Line);
        if (!T.IsFinite(norm) || !Finite.All<T>(step.Span)) StartWalk();
    }

    private bool Move(ReadOnlySpan<T> drive, ref ProductMeter meter)
    {
        TensorPrimitives.MultiplyAdd(step.Span, length, point.Span, trial.Span);
        T there = Deviation(trial.Span, drive, ref meter);
        if (there < (T.One - (length / T.CreateTruncating(1e4))) * norm)
        {
            trial.Span.CopyTo(point.Span);
            bool near = length == T.One && there <= Quarter * norm;
            phase = near ? Phase.Idle : Phase.Inverse;
            if (!near && ++count >= MostSteps) StartWalk();
            return near;
        }

        length /= T.One + T.One;
        if (length < ShortestStep) StartWalk();
        return false;
    }

    private void StartWalk() => (phase, count, slowest) = (Phase.Walk, 0, T.PositiveInfinity);

    private void Walk(ReadOnlySpan<T> drive, ref ProductMeter meter)
    {
        T speed = Deviation(walker.Span, drive, ref meter);
        if (!T.IsFinite(speed))
        {
            walker.Span.Clear();
            count++;
            return;
        }

        if (speed < slowest)
        {
            slowest = speed;
            walker.Span.CopyTo(point.Span);
        }

        TensorPrimitives.MultiplyAdd(image.Span, WalkLength, walker.Span, walker.Span);
        if (++count < WalkSteps) return;
        (phase, count, generation) = (Phase.Inverse, 0, -1);
    }

    // `image` ← g(y; x) − y; its Euclidean norm.
    private T Deviation(ReadOnlySpan<T> y, ReadOnlySpan<T> drive, ref ProductMeter meter)
    {
        equation.Deviate(y, drive, image.Span);
        meter.Spent++;
        return TensorPrimitives.Norm<T>(image.Span);
    }
}

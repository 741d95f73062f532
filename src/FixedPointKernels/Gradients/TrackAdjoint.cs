using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Gradients;

/// <summary>u = e + DFᵀ u, the adjoint at the point that a tracker follows, by what the tracker has of an inverse.</summary>
/// <remarks>
/// A step is u ← u + (I + Q Ḡ)ᵀ ρ, ρ = e + DFᵀ u − u, two products and a measured residual, whatever weights and point the inverse is of.
/// Steps are turned by <see cref="BroydenSteps{T}"/>.
/// </remarks>
internal sealed class TrackAdjoint<T, TMap>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TMap : struct, IFixedPointMap<TMap, T>
{
    private readonly AdjointMap<T, TMap> map;
    private readonly ITrackInverse<T> inverse;
    private readonly int size;
    private readonly T tolerance;
    private readonly Acceptance<T> acceptance;
    private readonly BroydenSteps<T> broyden;
    private readonly AlignedBuffer<T> solution;
    private readonly AlignedBuffer<T> image;
    private readonly AlignedBuffer<T> best;
    private readonly AlignedBuffer<T> bestImage;
    private readonly AlignedBuffer<T> padded;
    private readonly AlignedBuffer<T> scratch;
    private T least;

    internal TrackAdjoint(TMap inner, ITrackInverse<T> inverse)
    {
        (map, this.inverse, size) = (new(inner), inverse, inner.Size);
        tolerance = T.CreateTruncating(typeof(T) == typeof(float) ? 1e-5 : 1e-10);
        acceptance = new(size, inner.LinearizationSize, T.Zero, TMap.WritesJacobian(inner));
        broyden = new(size);
        (solution, image, best, bestImage) = (new(size), new(size), new(size), new(size));
        padded = new(ScratchSize.Of(size).Elements);
        scratch = inner.Scratch(1).Allocate<T>();
    }

    /// <summary>u, or the best of them; NaN where something is not finite.</summary>
    internal Span<T> Solution => best.Span;

    /// <summary>Solves within a budget.</summary>
    /// <param name="linearization">Of the point.</param>
    /// <param name="errors">e.</param>
    /// <param name="budget">The most products.</param>
    /// <param name="report">Factorizations by which a solution was judged.</param>
    internal TrackResult<T> Solve(Span<T> linearization, ReadOnlySpan<T> errors, int budget, SolveReport<T> report)
    {
        ProductMeter meter = new(budget);
        report.Clear(1);
        SolveStatus status = SolveStatus.StepLimit;
        T residual = T.NaN, limit = tolerance * MaxNorm.Of(errors), reach = limit;
        if (Finite.All(errors)) Begin(errors, ref meter);
        else meter.Most = 0;

        // One whose measured residual is within the limit and whose enclosed one is not takes steps that reach further.
        while (status == SolveStatus.StepLimit && meter.Allows(1))
        {
            T computed = residual = Follow(linearization, errors, reach, ref meter);
            if (!(computed <= reach)) break;
            if (Accepts(linearization, errors, limit, report, ref residual)) status = SolveStatus.Converged;
            else if (computed == T.Zero) break;
            reach = TrackCall<T>.Further * computed;
        }

        if (!T.IsFinite(residual))
        {
            (status, residual) = (SolveStatus.NonFinite, T.NaN);
            best.Span.Fill(T.NaN);
        }

        return new(status, residual, meter.Spent, (int)report.Factorizations, false);
    }

    // At u = e, with a step.
    private void Begin(ReadOnlySpan<T> errors, ref ProductMeter meter)
    {
        broyden.Clear();
        errors.CopyTo(solution.Span);
        inverse.CorrectTransposed(solution.Span);
        meter.Spent++;
        least = T.PositiveInfinity;
    }

    // Steps until max|ρ| is at most reach or no product is left: max|ρ| of the best; not finite where there is none.
    private T Follow(Span<T> linearization, ReadOnlySpan<T> errors, T reach, ref ProductMeter meter)
    {
        Span<T> deviation = padded.Span[..size], measured = stackalloc T[1];
        while (meter.Allows(1))
        {
            map.Evaluate(1, solution.Span, errors, image.Span, linearization, measured, scratch.Scratch);
            meter.Spent++;
            T residual = measured[0];
            if (!T.IsFinite(residual)) return least;
            if (residual < least)
            {
                least = residual;
                solution.Span.CopyTo(best.Span);
                image.Span.CopyTo(bestImage.Span);
            }

            if (residual <= reach || !meter.Allows(2)) return least;
            TensorPrimitives.Subtract(image.Span, solution.Span, deviation);
            inverse.CorrectTransposed(deviation);
            meter.Spent++;
            broyden.Turn(padded.Span);
            TensorPrimitives.Add(solution.Span, deviation, solution.Span);
        }

        return least;
    }

    // As an adjoint solver judges it; steps with an inverse that contracted show that there is one.
    private bool Accepts(ReadOnlySpan<T> linearization, ReadOnlySpan<T> errors, T limit, SolveReport<T> report, ref T residual) =>
        acceptance.Judge(
            map, best.Span, errors, bestImage.Span, linearization, residual, limit, regular: true, report, scratch.Scratch, out residual)
            == Acceptance<T>.Verdict.Within;
}

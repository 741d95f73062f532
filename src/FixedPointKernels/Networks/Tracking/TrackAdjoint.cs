using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Networks;

/// <summary>u = e + Wᵀ (g∘u), the adjoint at the point that a tracker follows, by what the tracker has of an inverse.</summary>
/// <remarks>
/// With Q = W (I − Ḡ W)⁻¹ the inverse of I − Wᵀ Ḡ is I + Qᵀ Ḡ: a step is u ← u + ρ + Qᵀ (ḡ∘ρ), ρ = e + Wᵀ (g∘u) − u, two products and a
/// measured residual, whatever W and gains Q is of. Steps are turned by <see cref="BroydenSteps{T}"/>.
/// </remarks>
internal sealed class TrackAdjoint<T>(PackedWeights<T> weights, ShiftedWeights<T> shifted)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int size = weights.Outputs;
    private readonly BroydenSteps<T> broyden = new(weights.Outputs);
    private readonly AlignedBuffer<T> solution = new(weights.Outputs);
    private readonly AlignedBuffer<T> best = new(weights.Outputs);
    private readonly AlignedBuffer<T> padded = new(ScratchSize.Of(weights.Outputs).Elements);
    private readonly AlignedBuffer<T> room = new(weights.Outputs);
    private T least;

    /// <summary>u, or the best of them.</summary>
    internal Span<T> Solution => best.Span;

    /// <summary>Begins at u = e, with a step.</summary>
    internal void Begin(ReadOnlySpan<T> errors, ref ProductMeter meter)
    {
        broyden.Clear();
        errors.CopyTo(solution.Span);
        Step(errors, solution.Span, ref meter);
        least = T.PositiveInfinity;
    }

    /// <summary>Steps until max|ρ| is at most reach or no product is left; may be called again, to reach further.</summary>
    /// <param name="gains">g.</param>
    /// <param name="errors">e.</param>
    /// <param name="reach">In the units of e.</param>
    /// <param name="meter">What may be spent.</param>
    /// <param name="image">e + Wᵀ (g∘u) of the solution, overwritten; N elements.</param>
    /// <returns>max|ρ| of the solution; not finite where there is none.</returns>
    internal T Follow(ReadOnlySpan<T> gains, ReadOnlySpan<T> errors, T reach, ref ProductMeter meter, Span<T> image)
    {
        Span<T> deviation = padded.Span[..size];
        while (meter.Allows(1))
        {
            TensorPrimitives.Multiply(gains, solution.Span, room.Span);
            errors.CopyTo(deviation);
            weights.MultiplyTransposed(1, room.Span, T.One, deviation);
            meter.Spent++;
            bool isFinite = Finite.All<T>(deviation);
            if (isFinite) deviation.CopyTo(room.Span);
            TensorPrimitives.Subtract(deviation, solution.Span, deviation);
            T residual = MaxNorm.Of<T>(deviation);
            if (!isFinite || !T.IsFinite(residual)) return least;
            if (residual < least)
            {
                least = residual;
                solution.Span.CopyTo(best.Span);
                room.Span.CopyTo(image);
            }

            if (residual <= reach || !meter.Allows(2)) return least;
            Step(deviation, deviation, ref meter);
            broyden.Turn(padded.Span);
            TensorPrimitives.Add(solution.Span, deviation, solution.Span);
        }

        return least;
    }

    // result ← ρ + Qᵀ (ḡ∘ρ); result holds ρ.
    private void Step(ReadOnlySpan<T> residual, Span<T> result, ref ProductMeter meter)
    {
        TensorPrimitives.Multiply(shifted.Gains[..size], residual, room.Span);
        shifted.MultiplyTransposed(room.Span, T.One, result);
        meter.Spent++;
    }
}

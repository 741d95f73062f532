using System;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels;

/// <content>Whether the point that the steps led to counts as converged, and the full solver where it does not.</content>
public sealed partial class FixedPointTracker<T, TActivation>
{
    // Whether `found`, with y = W r in `recurrent`, is what Converged promises. Mostly a few multiplications decide, else the enclosure.
    // Where rates are judged relative to their own scale, the Jacobian must be regular as well: one LU for each Q shows that, and
    // afterwards steps with the same Q that contract. Contracting steps alone are not enough, because rounding gives a singular I − G W an
    // inverse too: of 115,313 points in float accepted that way, six were not fixed points.
    private bool Accepts(ref T residual, ref int products)
    {
        T error = RateEnclosure<TActivation, Dense<T>, T>.ResidualError(Network.Recurrent, found.Span[..size], largestDrive);
        if (residual + error <= Tolerance) return true;
        ReadOnlySpan<T> drive = drives.Span[..size], rates = found.Span[..size];
        Span<T> image = other.Span[..size], gains = slopes.Span[..size];
        TensorPrimitives.Add<T>(recurrent.Span[..size], drive, image);
        Activation.Apply(Network.Activation, image, image, gains);
        report.Clear(1);
        bool regular = regularQ == shifted.Generation && contraction <= Contracting;
        Acceptance<T>.Verdict verdict = solver.Acceptance.Judge(
            map, rates, drive, image, gains, residual, Tolerance, regular, report, scratch.Scratch, out residual);
        products += (int)report.Evaluations;
        if (verdict == Acceptance<T>.Verdict.Within && report.Factorizations > 0) regularQ = shifted.Generation;
        return verdict == Acceptance<T>.Verdict.Within;
    }

    private TrackResult<T> FallBack(ReadOnlySpan<T> drive, int products)
    {
        Pass<TrackPass.Shift>(recurrent, recurrent);
        Span<T> rates = found.Span[..size];
        SolveSummary<T> solved = solver.SolveInside(drive, rates, default, warmStart: true, default);
        products += (int)solved.Evaluations;
        contraction = T.One;
        if (solved.Status(0) == SolveStatus.Converged)
        {
            Network.Recurrent.Multiply(1, rates, T.Zero, recurrent.Span[..size]);
            products++;
            largestRate = MaxNorm.Of<T>(rates);
        }

        return new(solved.Status(0), solved.Residual(0), products, true);
    }
}

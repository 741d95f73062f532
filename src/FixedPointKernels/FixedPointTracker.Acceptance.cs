using System;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;

namespace FixedPointKernels;

/// <content>Whether the point that the steps led to counts as converged, and its gains.</content>
public sealed partial class FixedPointTracker<T, TActivation>
{
    // Steps that halve the change every time lead to a fixed point no further off than the last change.
    private static readonly T Contracting = T.CreateTruncating(0.5);

    // The generation of Q, and the version of W, at which the Jacobian was last found regular.
    private long regularQ;
    private long regularW;
    private Acceptance<T>.Verdict verdict;
    private bool hasGains;

    // Whether the point measured last, with y = W r, is what Converged promises. Mostly a few multiplications decide, else the enclosure.
    // Where rates are judged relative to their own scale, the Jacobian must be regular as well: one LU for each Q and each W shows that,
    // and afterwards steps with the same Q that contract. Contracting steps alone are not enough, because rounding gives a singular
    // I − G W an inverse too: of 115,313 points in float accepted that way, six were not fixed points.
    private bool Accepts(ref T residual, ref ProductMeter meter)
    {
        T error = map.ResidualError(steps.Rates, steps.Largest.Drive);
        verdict = Acceptance<T>.Verdict.Within;
        if (residual + error <= Tolerance) return true;
        Span<T> image = steps.Room;
        ReadOnlySpan<T> gains = Gains();
        TensorPrimitives.Add(steps.Recurrent, steps.Drive, image);
        Activation.Apply(Network.Activation, image, image);
        long before = report.Evaluations, factored = report.Factorizations;
        (long q, long w) = (steps.Shifted.Generation, Network.Recurrent.Version);
        bool regular = (regularQ, regularW) == (q, w) && steps.Contraction <= Contracting;
        verdict = acceptance.Judge(
            map, steps.Rates, steps.Drive, image, gains, residual, Tolerance, regular, report, scratch.Scratch, out residual);
        meter.Spent += (int)(report.Evaluations - before);
        if (verdict == Acceptance<T>.Verdict.Within && report.Factorizations > factored) (regularQ, regularW) = (q, w);
        return verdict == Acceptance<T>.Verdict.Within;
    }

    // How a call ends whose last point does not count.
    private SolveStatus Failure => verdict switch
    {
        Acceptance<T>.Verdict.Floor => SolveStatus.Stalled,
        Acceptance<T>.Verdict.Singular => SolveStatus.Singular,
        _ => SolveStatus.StepLimit,
    };

    // g = f′(y + x) of the point that is followed.
    private ReadOnlySpan<T> Gains()
    {
        if (hasGains) return slopes.Span;
        Span<T> current = steps.Room;
        TensorPrimitives.Add(steps.Recurrent, steps.Drive, current);
        Activation.Apply(Network.Activation, current, current, slopes.Span);
        hasGains = true;
        return slopes.Span;
    }
}

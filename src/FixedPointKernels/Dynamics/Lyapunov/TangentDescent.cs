using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>The way back along the tangent vectors: from derivatives by ln R_ii to those by W where it multiplies tangents, and by what
/// φ was taken of, from where the states' own way goes on.</summary>
/// <remarks>
/// As rows, with M̄ = ∂/∂M: V: W̄ += α M̄ᵀ(d ∘ Q), Q̄ = (1 − α) M̄ + α d ∘ (M̄ W), d̄ = α Σ (M̄ W) ∘ Q; R: W̄ += α (d ∘ M̄)ᵀQ,
/// Q̄ = (1 − α) M̄ + α (d ∘ M̄) W, d̄ = α Σ M̄ ∘ (Q Wᵀ); P: with G = d ∘ M̄ W̄ += α GᵀQ, Q̄ = (1 − α) G + α G W,
/// d̄ = Σ M̄ ∘ ((1 − α) Q + α Q Wᵀ). Outer products are put together to products of <see cref="GroupRows"/> rows and more. Source: spec of
/// learning through time, section 7.2; R. Engelken, "Gradient flossing", 2023.
/// </remarks>
internal sealed class TangentDescent<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, ICurvedActivation
{
    /// <summary>Rows of an outer product: fewer take as long as W̄ is read and written.</summary>
    private const int GroupRows = 64;

    private readonly LeakyWeights<T> weights;
    private readonly SpectrumSchedule schedule;
    private readonly TangentTape<T> tape;
    private readonly DrivenTrajectory<T, TActivation> trajectory;
    private readonly AlignedBuffer<T> bar;
    private readonly AlignedBuffer<T> through;
    private readonly AlignedBuffer<T> left;
    private readonly AlignedBuffer<T> right;
    private readonly AlignedBuffer<T> sums;
    private readonly AlignedBuffer<T> logs;
    private readonly AlignedBuffer<T> signals;
    private readonly AlignedBuffer<T> scratch;
    private readonly int group;
    private int open;
    private bool hasGradient;

    internal TangentDescent(
        LeakyWeights<T> weights, SpectrumSchedule schedule, TangentTape<T> tape, DrivenTrajectory<T, TActivation> trajectory)
    {
        (this.weights, this.schedule, this.tape, this.trajectory) = (weights, schedule, tape, trajectory);
        (int n, int k) = (weights.Shape.Units, tape.Exponents);
        group = Group(schedule, k);
        (bar, through, left) = (new(tape.Plane), new(tape.Plane), new(group * tape.Plane));
        right = new(weights.Placement == LeakPlacement.Voltage ? group * tape.Plane : 0);
        (sums, logs, signals) = (new(weights.Strides.Width), new(k), new((schedule.Steps + 1) * n));
        Gradient = new(n * n);
        scratch = ScratchSize.Max(Qr.PullbackScratch<T>(n, k), Gemm.MultiplyScratch<T>(n, n, group * k)).Allocate<T>();
    }

    /// <summary>∂/∂W, N × N, of where W multiplies tangents.</summary>
    internal AlignedBuffer<T> Gradient { get; }

    /// <summary>∂/∂ of what φ was taken of, of slots 0 to T, (T + 1) × N.</summary>
    internal Span<T> Signals => signals.Span;

    /// <summary>What it takes.</summary>
    internal static Footprint Memory(LeakyWeights<T> weights, SpectrumSchedule schedule, int exponents)
    {
        double plane = exponents * (double)weights.Strides.Delta, n = weights.Shape.Units, signals = (schedule.Steps + 1.0) * n;
        int group = Group(schedule, exponents), deep = Math.Min(group * exponents, GemmBlocking.LongestDepth);
        double planes = (2 + (group * (weights.Placement == LeakPlacement.Voltage ? 2 : 1))) * plane;
        double scratch = Math.Max(
            Qr.PullbackScratch<T>(weights.Shape.Units, exponents).Elements,
            Gemm.MultiplyScratch<T>(weights.Shape.Units, weights.Shape.Units, deep).Elements);
        double elements = planes + weights.Strides.Width + exponents + signals + (n * n) + scratch;
        return new(elements * Footprint.ElementBytes<T>(), Math.Max(signals, group * plane));
    }

    /// <summary>Goes back over all steps.</summary>
    /// <param name="derivatives">∂/∂ of ln R_ii at every point that counts, k.</param>
    /// <param name="path">What is taken.</param>
    internal void Run(ReadOnlySpan<double> derivatives, FlossingPath path)
    {
        (open, hasGradient) = (0, false);
        Signals.Clear();

        // Where segments count by themselves, those of the warm-up give nothing.
        int first = path.CutsTangents ? schedule.CountedFrom + 1 : 1;
        bool fromHere = false;
        for (int step = schedule.Steps; step >= first; step--)
        {
            if (schedule.IsPoint(step)) Pull(schedule.PointOf(step), step, derivatives, fromHere);
            fromHere = step > 1 && !(path.CutsTangents && schedule.IsPoint(step - 1));
            Back(step, fromHere, path.State != StateCredit.None);
            if (open == group || step == first) Flush(step);
        }
    }

    private static int Group(SpectrumSchedule schedule, int exponents) =>
        Math.Min(schedule.Steps, (GroupRows + exponents - 1) / exponents);

    // M̄ of a point, in place of Q̄ where something came from later steps.
    private void Pull(int point, int step, ReadOnlySpan<double> derivatives, bool hasVectors)
    {
        (int n, int k) = (weights.Shape.Units, tape.Exponents);
        Span<T> by = logs.Span[..k];
        for (int i = 0; i < k; i++) by[i] = point < schedule.FirstCounted ? T.Zero : T.CreateTruncating(derivatives[i]);
        if (hasVectors)
            Qr.Pullback(n, k, tape.Vectors(step), tape.Stride, tape.R(point), tape.Side, by, bar.Span, tape.Stride, scratch.Scratch);
        else
            Qr.PullbackOfLogs(n, k, tape.Vectors(step), tape.Stride, tape.R(point), tape.Side, by, bar.Span, tape.Stride, scratch.Scratch);
    }

    // A step back: what it leaves for the outer product and for the states, and Q̄ before it in place of M̄.
    private unsafe void Back(int step, bool goesOn, bool wantsSignal)
    {
        int slot = group - ++open;
        Span<T> outer = left.Span.Slice(slot * tape.Plane, tape.Plane);
        T* slopes = trajectory.Slopes(weights.Placement == LeakPlacement.Voltage ? step - 1 : step);
        T* outerPointer = left.Pointer + ((nint)slot * tape.Plane);
        if (weights.Placement == LeakPlacement.Voltage)
        {
            bar.Span.CopyTo(outer);
            tape.Pass(slopes, tape.VectorPointer(step - 1), right.Pointer + ((nint)slot * tape.Plane));
            if (goesOn || wantsSignal) Multiply(T.One, outer, T.Zero, through.Span);
            if (wantsSignal) Signal(step - 1, through.Pointer, tape.VectorPointer(step - 1));
            if (goesOn) tape.Pass(slopes, through.Pointer, bar.Pointer, bar.Pointer);
            return;
        }

        tape.Pass(slopes, bar.Pointer, outerPointer);
        if (wantsSignal) Signal(step, bar.Pointer, tape.ProductPointer(step));
        if (!goesOn) return;
        if (weights.Placement == LeakPlacement.Inside) outer.CopyTo(bar.Span);
        Multiply(weights.Rate, outer, weights.Keep, bar.Span);
    }

    // d̄ ∘ φ″.
    private unsafe void Signal(int slot, T* one, T* other)
    {
        TangentSums<T> pass = new()
        {
            Rows = tape.Exponents, Width = weights.Strides.Width, Stride = tape.Stride, One = one, Other = other, Sums = sums.Pointer,
        };
        Dispatch.Run<TangentSums<T>, T>(ref pass);
        int n = weights.Shape.Units;
        Span<T> to = Signals.Slice(slot * n, n);
        TensorPrimitives.Multiply(sums.Span[..n], trajectory.Curvatures(slot), to);
        if (weights.Placement != LeakPlacement.Inside) TensorPrimitives.Multiply(to, weights.Rate, to);
    }

    // The steps from this one on that are still open.
    private void Flush(int step)
    {
        (int n, int rows, int first) = (weights.Shape.Units, open * tape.Exponents, (group - open) * tape.Plane);
        ReadOnlySpan<T> other = weights.Placement == LeakPlacement.Voltage ? right.Span[first..] : tape.Vectors(step - 1, open);
        Gemm.Multiply(
            Transpose.Yes, Transpose.No, n, n, rows, weights.Rate, left.Span[first..], tape.Stride, other, tape.Stride,
            hasGradient ? T.One : T.Zero, Gradient.Span, n, scratch.Scratch);
        (open, hasGradient) = (0, true);
    }

    private void Multiply(T factor, ReadOnlySpan<T> rows, T kept, Span<T> into) => Gemm.MultiplyPacked(
        tape.Exponents, weights.Shape.Units, weights.Shape.Units, factor, rows, tape.Stride, weights.Backward.Span, kept, into,
        tape.Stride);
}

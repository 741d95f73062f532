using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>
/// Follows the path s = a + t (F(s) − a) from the start a at t = 0 to a fixed point at t = 1, by pseudo-arclength predictor and corrector.
/// </summary>
/// <remarks>
/// With H = s − a − t (F(s) − a) and A = ∂H/∂s = (1 − t) I + t J: the tangent is (A⁻¹(F − a), 1), normed in |ds|²/(N unit²) + dt² and
/// turned the way the path came; the corrector is Newton on H together with the plane through the prediction across the tangent. One
/// evaluation and one LU a turn. States count in units of |F(a) − a|/√N, so that a network in Hz and the same one in kHz have the same
/// path. It may turn back in t, which is what carries it past the folds where Newton and relaxation get stuck. For a bounded map it leads
/// from almost every a to a fixed point. Source: S. N. Chow, J. Mallet-Paret, J. A. Yorke, "Finding zeroes of maps: homotopy methods that
/// are constructive with probability one", 1978; H. B. Keller, pseudo-arclength continuation, 1977.
/// </remarks>
internal readonly struct ContinuationSteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // One LU each. Paths of random tanh networks, N to 200 and ρ(W) to 4, took 35 to 340, 93 in the middle.
    private const int MaxTurns = 600;
    private const int MaxCorrections = 5;
    private const double FirstLength = 0.1;
    private const double ShortestLength = 1e-7;

    // Per unit of the state, so that a path to infinity gets there in some dozens of points.
    private const double LongestLength = 0.5;
    private const double Infinity = 1e6;

    // How near the path a point has to be, per unit of the state. At 1e-4 six of 109 paths jumped to another branch, at 1e-6
    // two; float cannot tell less than some ε.
    private static readonly double Nearness = Math.Max(1e-6, 32 * double.CreateTruncating(Precision<T>.Epsilon));

    private readonly int size;
    private readonly FactorStore<T> factors;
    private readonly AlignedBuffer<T> bases;
    private readonly AlignedBuffer<T> tangents;
    private readonly Point[] points;

    internal ContinuationSteps(int capacity, int size, FactorStore<T> factors)
    {
        (this.size, this.factors) = (size, factors);
        bases = new(checked(capacity * size));
        tangents = new(checked(capacity * size));
        points = new Point[capacity];
    }

    /// <summary>Where a path stands.</summary>
    internal enum Progress : byte
    {
        /// <summary>On its way.</summary>
        Following,

        /// <summary>At t = 1: the state is near a fixed point.</summary>
        Arrived,

        /// <summary>Lost, or too long.</summary>
        Lost,

        /// <summary>Gone to infinity: there may be no fixed point.</summary>
        RanAway,
    }

    internal static ScratchSize Scratch(int size) => ScratchSize.Of(size) + ScratchSize.Of(size) + Lu.FactorScratch<T>(size);

    internal Progress Of(int home) => points[home].Progress;

    /// <summary>The row's state is the anchor a.</summary>
    internal void Start(int home) => points[home] = new Point { Length = FirstLength, AtAnchor = true };

    /// <summary>After an evaluation at the row's state: corrects, or accepts and predicts.</summary>
    internal void AdvanceRow<TMap>(in TMap map, Slots<T> slots, int row, ReadOnlySpan<T> anchor, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        int home = slots.Home[row];
        ref Point point = ref points[home];
        Span<T> state = slots.State(row);
        Span<T> start = bases.Span.Slice(home * size, size);
        Span<T> tangent = tangents.Span.Slice(home * size, size);
        scratch = scratch.Take(size, out Span<T> along).Take(size, out Span<T> defect);
        if (++point.Turns > MaxTurns)
        {
            point.Progress = Progress.Lost;
            return;
        }

        // along = F − a, defect = H.
        StateUpdates.Subtract(slots.Image(row), anchor, along);
        StateUpdates.Subtract(state, anchor, defect);
        StateUpdates.AddScaled<T>(defect, T.CreateTruncating(-point.T), along, defect);
        if (point.AtAnchor) point.Unit = Size(along);
        double error = Size(defect);
        bool near = error <= Nearness * Math.Max(point.Unit, Size(state));
        bool worse = !double.IsFinite(error) || (point.Corrections > 0 && error > 0.7 * point.Error);
        if (!near && (worse || point.Corrections >= MaxCorrections))
        {
            Shorten(ref point, start, tangent, state);
            return;
        }

        int sample = slots.Sample[row];
        if (!report.Meter.TryFactor(sample))
        {
            point.Progress = Progress.Lost;
            return;
        }

        Span<T> matrix = factors.Matrix(sample);
        TMap.WriteJacobian(map, slots.Linearization(row), matrix);
        Blend(matrix, point.T);
        report.Factorizations++;
        bool good = factors.Factor(sample, scratch);
        factors.Own(sample, good: false);
        if (!good)
        {
            Shorten(ref point, start, tangent, state);
            return;
        }

        factors.Solve(TMap.JacobianForm, sample, along, scratch);
        if (near)
        {
            Accept(ref point, along, start, tangent, state);
        }
        else
        {
            factors.Solve(TMap.JacobianForm, sample, defect, scratch);
            Correct(ref point, defect, along, tangent, state);
        }

        point.Error = error;
    }

    // (s, t) += δ with A δs − (F − a) δt = −H and tangent·δ = 0; back = A⁻¹ H, along = A⁻¹ (F − a).
    private void Correct(ref Point point, ReadOnlySpan<T> back, ReadOnlySpan<T> along, ReadOnlySpan<T> tangent, Span<T> state)
    {
        double across = Inner(point, tangent, along) + point.TangentT;
        double change = Inner(point, tangent, back) / across;
        StateUpdates.AddScaled(state, -T.One, back, state);
        StateUpdates.AddScaled(state, T.CreateTruncating(change), along, state);
        point.T += change;
        point.Corrections++;
    }

    private void Accept(ref Point point, ReadOnlySpan<T> along, Span<T> start, Span<T> tangent, Span<T> state)
    {
        double extent = Size(state) / point.Unit;
        if (point.T < -0.5 || extent > Infinity)
        {
            point.Progress = extent > Infinity ? Progress.RanAway : Progress.Lost;
            return;
        }

        if (point.T >= 1)
        {
            point.Progress = Progress.Arrived;

            // The chord from the last point to this one crosses t = 1 here.
            double share = (1 - point.BaseT) / (point.T - point.BaseT);
            StateUpdates.Subtract<T>(state, start, tangent);
            StateUpdates.AddScaled<T>(start, T.CreateTruncating(share), tangent, state);
            return;
        }

        double norm = Math.Sqrt(Inner(point, along, along) + 1);
        double ahead = point.AtAnchor ? 1 : Inner(point, tangent, along) + point.TangentT;
        double scale = (ahead >= 0 ? 1 : -1) / norm;
        if (!point.AtAnchor && point.Corrections <= 2) point.Length = Math.Min(LongestLength * Math.Max(1, extent), point.Length * 1.6);
        else if (point.Corrections >= 4) point.Length *= 0.7;
        state.CopyTo(start);
        point.BaseT = point.T;
        System.Numerics.Tensors.TensorPrimitives.Multiply(along, T.CreateTruncating(scale), tangent);
        point.TangentT = scale;
        point.AtAnchor = false;
        Predict(ref point, start, tangent, state);
    }

    private static void Shorten(ref Point point, ReadOnlySpan<T> start, ReadOnlySpan<T> tangent, Span<T> state)
    {
        point.Length *= 0.4;
        if (point.AtAnchor || point.Length < ShortestLength) point.Progress = Progress.Lost;
        else Predict(ref point, start, tangent, state);
    }

    private static void Predict(ref Point point, ReadOnlySpan<T> start, ReadOnlySpan<T> tangent, Span<T> state)
    {
        StateUpdates.AddScaled(start, T.CreateTruncating(point.Length), tangent, state);
        point.T = point.BaseT + (point.Length * point.TangentT);
        point.Corrections = 0;
    }

    private double Size(ReadOnlySpan<T> state) => Math.Sqrt(double.CreateTruncating(Dot.Product(state, state)) / size);

    private double Inner(in Point point, ReadOnlySpan<T> left, ReadOnlySpan<T> right) =>
        double.CreateTruncating(Dot.Product(left, right)) / size / point.Unit / point.Unit;

    // (1 − t) I + t J.
    private void Blend(Span<T> jacobian, double t)
    {
        System.Numerics.Tensors.TensorPrimitives.Multiply(jacobian, T.CreateTruncating(t), jacobian);
        T rest = T.CreateTruncating(1 - t);
        for (int i = 0; i < size; i++) jacobian[(i * size) + i] += rest;
    }

    private struct Point
    {
        internal double Unit;
        internal double T;
        internal double BaseT;
        internal double TangentT;
        internal double Length;
        internal double Error;
        internal int Turns;
        internal int Corrections;
        internal bool AtAnchor;
        internal Progress Progress;
    }
}

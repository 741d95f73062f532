using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>One step of one trajectory: both its ends, its slopes, its error, and every point between.</summary>
/// <remarks>Source: <see cref="DormandPrince"/>.</remarks>
internal sealed class DormandPrinceStep<T>(int size)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Last = DormandPrince.Stages - 1;

    private static readonly double Epsilon = double.CreateTruncating(Precision<T>.Epsilon);

    private readonly AlignedBuffer<T> slopes = new(checked(DormandPrince.Stages * size));
    private readonly AlignedBuffer<T> before = new(size);
    private readonly AlignedBuffer<T> after = new(size);
    private readonly AlignedBuffer<T> between = new(size);
    private readonly AlignedBuffer<T> errors = new(size);
    private readonly AlignedBuffer<T> moves = new(size);

    internal Span<T> Before => before.Span;

    internal ReadOnlySpan<T> After => after.Span;

    /// <summary>max|s| before the step; NaN where not finite.</summary>
    internal double BeforeNorm { get; private set; }

    /// <summary>max|s| after it; NaN where not finite.</summary>
    internal double AfterNorm { get; private set; }

    /// <summary>max|k| before it; NaN where not finite.</summary>
    internal double Speed { get; private set; }

    /// <summary>The first slope of a trajectory from <see cref="Before"/>.</summary>
    internal void Begin<TSystem>(ref TSystem system)
        where TSystem : struct, IRightHandSide<T>, allows ref struct
    {
        system.Evaluate(before.Span, Row(0));
        (BeforeNorm, Speed) = (Norm(before.Span), Norm(Row(0)));
    }

    /// <summary>Six evaluations: a step of length h.</summary>
    internal void Attempt<TSystem>(ref TSystem system, double length)
        where TSystem : struct, IRightHandSide<T>, allows ref struct
    {
        for (int stage = 1; stage < DormandPrince.Stages; stage++)
        {
            Combine(before.Span, DormandPrince.Row(stage), length, after.Span);
            system.Evaluate(after.Span, Row(stage));
        }

        AfterNorm = Norm(after.Span);
    }

    /// <summary>The error of the step over what the tolerances allow; NaN where a slope or the state is not finite.</summary>
    /// <param name="length">h.</param>
    /// <param name="absolute">atol.</param>
    /// <param name="relative">rtol.</param>
    /// <param name="move">h k of the beginning over the same.</param>
    internal double Error(double length, T absolute, T relative, out double move)
    {
        Combine(default, DormandPrince.Error, length, errors.Span);
        Row(0).CopyTo(moves.Span);
        var kernel = new ScaledError<T>
        {
            Before = before.Span, After = after.Span, Errors = errors.Span, Moves = moves.Span,
            Length = T.CreateTruncating(length), Absolute = absolute, Relative = relative,
        };
        Dispatch.Run<ScaledError<T>, T>(ref kernel);
        move = ScaledError<T>.RootMeanSquare(moves.Span);

        // A slope that is not finite is in the error, times 0 if need be; a state that is not would make its scale infinite.
        double error = ScaledError<T>.RootMeanSquare(errors.Span);
        return double.IsNaN(AfterNorm) || !double.IsFinite(error) ? double.NaN : error;
    }

    /// <summary>A length for the first step: an explicit Euler step tells the second derivative.</summary>
    /// <remarks>Source: E. Hairer, S. P. Nørsett, G. Wanner, "Solving Ordinary Differential Equations I", 1993, section II.4; the shortest
    /// length is a millionth of the end time, where theirs is 1e-6.</remarks>
    internal double FirstLength<TSystem>(ref TSystem system, double end, T absolute, T relative)
        where TSystem : struct, IRightHandSide<T>, allows ref struct
    {
        double state = Scaled(before.Span, absolute, relative), speed = Scaled(Row(0), absolute, relative);
        double shortest = 1e-6 * end, trial = state < 1e-5 || speed < 1e-5 ? shortest : Math.Min(0.01 * state / speed, end);
        Combine(before.Span, [1.0], trial, after.Span);
        system.Evaluate(after.Span, Row(1));
        Combine(default, [-1.0, 1.0], 1, between.Span);
        double bend = Scaled(between.Span, absolute, relative) / trial;
        if (!double.IsFinite(bend)) return trial;
        double steepest = Math.Max(speed, bend);
        double length = steepest <= 1e-15 ? Math.Max(shortest, 1e-3 * trial) : Math.Pow(0.01 / steepest, 0.2);
        return Math.Min(Math.Min(100 * trial, length), end);
    }

    /// <summary>The state at θ of the step, 0 ≤ θ ≤ 1; valid until the next call.</summary>
    internal ReadOnlySpan<T> At(double theta, double length)
    {
        if (theta >= 1) return after.Span;
        Span<double> weights = stackalloc double[DormandPrince.Stages];
        DormandPrince.Interpolate(theta, 1, weights);
        Combine(before.Span, weights, length, between.Span);
        return between.Span;
    }

    /// <summary>The step is taken: the next begins at its end.</summary>
    internal void Accept()
    {
        after.Span.CopyTo(before.Span);
        Row(Last).CopyTo(Row(0));
        (BeforeNorm, Speed) = (AfterNorm, Norm(Row(0)));
    }

    /// <summary>What rounding makes of a state over what the tolerances allow of its largest element.</summary>
    internal double Rounding(T absolute, T relative) => 4 * Epsilon * AfterNorm / Allowed(absolute, relative);

    /// <summary>atol + rtol max|s| after the step.</summary>
    internal double Allowed(T absolute, T relative) =>
        double.CreateTruncating(absolute) + (double.CreateTruncating(relative) * AfterNorm);

    internal static double Norm(ReadOnlySpan<T> values) => double.CreateTruncating(MaxNorm.Of(values));

    private double Scaled(ReadOnlySpan<T> values, T absolute, T relative)
    {
        values.CopyTo(errors.Span);
        var kernel = new ScaledError<T>
        {
            Before = before.Span, After = before.Span, Errors = errors.Span, Moves = moves.Span,
            Length = T.One, Absolute = absolute, Relative = relative,
        };
        Dispatch.Run<ScaledError<T>, T>(ref kernel);
        return ScaledError<T>.RootMeanSquare(errors.Span);
    }

    private void Combine(ReadOnlySpan<T> start, ReadOnlySpan<double> coefficients, double length, Span<T> result)
    {
        Span<T> weights = stackalloc T[DormandPrince.Stages];
        for (int j = 0; j < coefficients.Length; j++) weights[j] = T.CreateTruncating(length * coefficients[j]);
        SlopeSum<T>.Apply(start, weights[..coefficients.Length], slopes.Span, result);
    }

    private Span<T> Row(int stage) => slopes.Span.Slice(stage * size, size);
}

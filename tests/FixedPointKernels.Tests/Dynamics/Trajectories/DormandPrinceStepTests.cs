using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Dynamics;

/// <summary>The order of a step and of the points between its ends, and the norm of its error.</summary>
public sealed class DormandPrinceStepTests
{
    public static TheoryData<SimdWidth> Widths => AtWidth.Available;

    /// <summary>Halving the step divides the error at t = 1 by 2⁵, with terms of order 6 beside it: the exponent is within 0.5.</summary>
    [Fact, Trait("Leg", "Any")]
    public void The_error_falls_with_the_fifth_power_of_the_step()
    {
        double coarse = ErrorAtOne(8), fine = ErrorAtOne(16), finer = ErrorAtOne(32);
        Assert.Equal(5, Math.Log2(coarse / fine), 0.5);
        Assert.Equal(5, Math.Log2(fine / finer), 0.5);
    }

    /// <summary>One step from the exact solution: a continuous extension of order 4 is off by h⁵ inside the step.</summary>
    [Theory, Trait("Leg", "Any")]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.7)]
    public void Between_the_ends_it_falls_with_the_fifth_power_within_one_step(double theta)
    {
        double coarse = ErrorWithin(0.1, theta), fine = ErrorWithin(0.05, theta), finer = ErrorWithin(0.025, theta);
        Assert.InRange(Math.Log2(coarse / fine), 4.5, 6.5);
        Assert.InRange(Math.Log2(fine / finer), 4.5, 6.5);
    }

    /// <summary>b(θ) · Φ = θ^order/γ for the eight trees up to order 4; the ends are the step's own, and the slopes there k₀ and
    /// k₆.</summary>
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.8)]
    [InlineData(1.0)]
    public void The_extension_meets_the_conditions_of_order_4(double theta)
    {
        double[] b = new double[DormandPrince.Stages], one = [.. b.Select(_ => 1.0)];
        DormandPrince.Interpolate(theta, 1, b);
        double[] c = A(one), c2 = Times(c, c);
        (double[] Tree, double Gamma, int Order)[] trees =
        [
            (one, 1, 1), (c, 2, 2), (c2, 3, 3), (A(c), 6, 3),
            (Times(c2, c), 4, 4), (Times(c, A(c)), 8, 4), (A(c2), 12, 4), (A(A(c)), 24, 4),
        ];
        foreach ((double[] tree, double gamma, int order) in trees)
            Assert.Equal(Math.Pow(theta, order) / gamma, b.Zip(tree, (x, y) => x * y).Sum(), 1e-14);
        double[] near = new double[b.Length];
        double at = theta < 0.5 ? 0 : 1, off = theta < 0.5 ? 1e-6 : -1e-6;
        DormandPrince.Interpolate(at, 1, b);
        DormandPrince.Interpolate(at + off, 1, near);
        for (int j = 0; j < b.Length; j++)
        {
            Assert.Equal(at == 0 ? 0 : j < 6 ? DormandPrince.Row(6)[j] : 0, b[j], 1e-15);
            Assert.Equal(j == (at == 0 ? 0 : 6) ? 1 : 0, (near[j] - b[j]) / off, 1e-4);
        }
    }

    /// <summary>Element by element one rounding each, the same bits at every width and length.</summary>
    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Widths))]
    public void Scaled_errors_are_the_same_at_every_width(SimdWidth width)
    {
        ScaledAs<double>(width);
        ScaledAs<float>(width);
    }

    [Fact]
    public void The_norm_is_the_root_of_the_mean_square() =>
        Assert.Equal(Math.Sqrt((1 + 4 + 9 + 16 + 25) / 5.0), ScaledError<float>.RootMeanSquare([1, -2, 3, -4, 5]), 1e-15);

    private static void ScaledAs<T>(SimdWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(4);
        T length = T.CreateTruncating(0.3), absolute = T.CreateTruncating(1e-3), relative = T.CreateTruncating(1e-2);
        for (int n = 1; n <= 37; n++)
        {
            T[] Draw() => [.. Enumerable.Range(0, n).Select(_ => T.CreateTruncating(random.NextDouble() - 0.5))];
            T[] before = Draw(), after = Draw(), errors = Draw(), moves = Draw();
            T[] wantedErrors = new T[n], wantedMoves = new T[n];
            for (int i = 0; i < n; i++)
            {
                T larger = T.Max(T.Abs(before[i]), T.Abs(after[i])), weight = T.One / T.FusedMultiplyAdd(relative, larger, absolute);
                (wantedErrors[i], wantedMoves[i]) = (errors[i] * weight, length * moves[i] * weight);
            }

            var kernel = new ScaledError<T>
            {
                Before = before, After = after, Errors = errors, Moves = moves, Length = length, Absolute = absolute, Relative = relative,
            };
            AtWidth.Run<ScaledError<T>, T>(width, ref kernel);
            Assert.Equal(wantedErrors, errors);
            Assert.Equal(wantedMoves, moves);
        }
    }

    private static double ErrorAtOne(int steps)
    {
        FunctionSystem<double> system = FunctionSystem.Separatrix<double>();
        DormandPrinceStep<double> step = At(system, 0);
        for (int i = 0; i < steps; i++)
        {
            step.Attempt(ref system, 1.0 / steps);
            step.Accept();
        }

        return Error(step.Before, 1);
    }

    private static double ErrorWithin(double length, double theta)
    {
        FunctionSystem<double> system = FunctionSystem.Separatrix<double>();
        DormandPrinceStep<double> step = At(system, 0.3);
        step.Attempt(ref system, length);
        return Error(step.At(theta, length), 0.3 + (theta * length));
    }

    private static DormandPrinceStep<double> At(FunctionSystem<double> system, double time)
    {
        DormandPrinceStep<double> step = new(2);
        (step.Before[0], step.Before[1]) = (1 / Math.Cosh(time), -Math.Tanh(time));
        step.Begin(ref system);
        return step;
    }

    private static double Error(ReadOnlySpan<double> state, double time) =>
        Math.Max(Math.Abs(state[0] - (1 / Math.Cosh(time))), Math.Abs(state[1] + Math.Tanh(time)));

    private static double[] A(double[] v) =>
        [.. Enumerable.Range(0, DormandPrince.Stages).Select(i => DormandPrince.Row(i).ToArray().Zip(v, (a, x) => a * x).Sum())];

    private static double[] Times(double[] left, double[] right) => [.. left.Zip(right, (x, y) => x * y)];
}

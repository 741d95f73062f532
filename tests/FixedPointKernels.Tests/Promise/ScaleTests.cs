using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Promise;

/// <summary>Rates at their own scale: a rectified network is homogeneous, so a drive a thousand times as large asks for rates a thousand
/// times as large and for no more work.</summary>
public sealed class ScaleTests
{
    private const int N = 30, Batch = 12;

    [Theory, Trait("Leg", "Any")]
    [InlineData(1e-3)]
    [InlineData(1)]
    [InlineData(1e4)]
    [InlineData(1e7)]
    [InlineData(1e9)]
    public void In_double(double scale) => Check<double>(scale, 1e-9);

    [Theory, Trait("Leg", "Any")]
    [InlineData(1e-3)]
    [InlineData(1)]
    [InlineData(1e4)]
    [InlineData(1e7)]
    public void In_float(double scale) => Check<float>(scale, 1e-3);

    // Late stages of auto, paths and Newton among them, had thresholds of their own, and what Newton's rounding left in a silent
    // neuron was measured by the absolute part.
    [Fact, Trait("Leg", "Any")]
    public void Networks_that_take_every_stage_are_solved_alike()
    {
        foreach (int seed in (int[])[26, 65, 157, 166, 299])
        {
            Random random = new(seed);
            int n = 5 + random.Next(40);
            double gain = (1 + (2 * random.NextDouble())) / Math.Sqrt(n);
            double[] w = [.. Enumerable.Range(0, n * n).Select(_ => gain * Gaussian(random))],
                x = [.. Enumerable.Range(0, n).Select(_ => Gaussian(random))], rates = new double[n];
            foreach (double scale in (double[])[1e-3, 1, 1e6, 1e7, 1e9])
            {
                FixedPointSolver<double, Relu> solver = new(new(w, n));
                Assert.Equal((seed, scale, SolveStatus.Converged),
                    (seed, scale, solver.Solve([.. x.Select(value => scale * value)], rates).Status(0)));
            }
        }
    }

    // Without the relative part nothing at 10⁷ is within 10⁻¹⁰: one rounding of such a rate is 10⁻⁹.
    [Fact, Trait("Leg", "Any")]
    public void A_tolerance_below_the_digits_ends_at_the_floor_and_soon()
    {
        RandomNet net = new(5, N, 0.9, Batch);
        foreach (SolverMethod method in new[] { SolverMethod.Auto, SolverMethod.Anderson, SolverMethod.Newton,
            SolverMethod.Chord, SolverMethod.Iterate })
        {
            FixedPointSolver<double, Relu> solver = new(
                net.Network<double, Relu>(), Batch, new() { Method = method, RelativeTolerance = 0 });
            double[] rates = new double[Batch * N];
            SolveSummary<double> solved = solver.Solve([.. net.X.SelectMany(row => row.Select(x => 1e7 * x))], rates);
            for (int k = 0; k < Batch; k++)
            {
                Assert.Equal(SolveStatus.Stalled, solved.Status(k));
                Assert.InRange(solved.Residual(k), 1e-10, 1e-6);
                Assert.InRange(solved.Steps[k], 1, 600);
            }
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void What_no_arithmetic_can_meet_is_refused()
    {
        RateNetwork<float, Relu> single = new([0.5f], 1);
        RateNetwork<double, Relu> full = new([0.5], 1);
        Assert.Contains("float", Assert.Throws<ArgumentOutOfRangeException>(
            () => new FixedPointSolver<float, Relu>(single, 1, new() { Tolerance = 1e-60 })).Message, StringComparison.Ordinal);
        Assert.Contains("float", Assert.Throws<ArgumentOutOfRangeException>(
            () => new FixedPointSolver<float, Relu>(single, 1, new() { RelativeTolerance = 1e-7 })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedPointSolver<double, Relu>(full, 1, new() { RelativeTolerance = 1e-16 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedPointSolver<float, Relu>(single, 1, new() { RelativeTolerance = 1e-60 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new FixedPointSolver<double, Relu>(full, 1, new() { RelativeTolerance = double.NaN }));
        Assert.Equal(1e-60, new FixedPointSolver<double, Relu>(full, 1, new() { Tolerance = 1e-60 }).Tolerance);
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static void Check<T>(double scale, double digits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomNet net = new(5, N, 0.9, Batch);
        foreach (SolverMethod method in new[] { SolverMethod.Auto, SolverMethod.Anderson, SolverMethod.Newton, SolverMethod.Chord })
        {
            (T[] unit, _) = Solve<T>(net, method, 1);
            (T[] rates, long evaluations) = Solve<T>(net, method, scale);
            (_, long usual) = Solve<T>(net, method, 1);

            // At 10⁻³ the absolute part leaves fewer digits: 10⁻⁵ of 10⁻³ in float.
            double loose = Math.Max(digits, digits / scale);
            for (int i = 0; i < rates.Length; i++)
                Assert.Equal(double.CreateTruncating(unit[i]), double.CreateTruncating(rates[i]) / scale, loose * 10);
            // 10⁻¹² of the scale is two digits more than 10⁻¹⁰ at rates near one: chord, which gains a digit in
            // some eight steps, takes 1.6 times as many.
            Assert.True(evaluations <= (2 * usual) + Batch, $"{method}: {evaluations} evaluations at {scale}, {usual} at 1");
        }
    }

    private static (T[] Rates, long Evaluations) Solve<T>(RandomNet net, SolverMethod method, double scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FixedPointSolver<T, Relu> solver = new(net.Network<T, Relu>(), Batch, new() { Method = method });
        T[] rates = new T[Batch * N];
        SolveSummary<T> solved = solver.Solve([.. net.X.SelectMany(row => row.Select(x => T.CreateTruncating(scale * x)))], rates);
        Assert.True(solved.AllConverged, $"{method} at {scale}: {string.Join(' ', solved.Statuses.ToArray())}");
        return (rates, solved.Evaluations);
    }
}

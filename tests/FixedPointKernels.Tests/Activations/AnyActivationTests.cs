using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Activations;

/// <summary>An activation chosen at run time has the bits of the struct chosen: values, slopes, solves of every method in both forms, the
/// adjoint, a tracker's calls.</summary>
public sealed class AnyActivationTests
{
    private const int N = 19, Batch = 3;

    public static TheoryData<string, bool> Activations => EveryActivation.InBothTypes;

    [Theory]
    [MemberData(nameof(Activations))]
    public void The_bits_are_those_of_the_struct(string name, bool inFloat) => EveryActivation.Run(name, inFloat, default(Alike));

    [Fact]
    public void Default_is_linear_of_gain_one() => Assert.Equal(new AnyActivation(ActivationKind.Linear), default);

    [Fact]
    public void Parameters_reach_the_one_chosen()
    {
        double[] z = [-1, 0.5, 2, 3], values = new double[4], expected = new double[4];
        Activation.Apply(new AnyActivation(ActivationKind.PowerLaw, 0.3, 1.7), z, values);
        Activation.Apply(new PowerLaw(0.3, 1.7), z, expected);
        Assert.Equal(expected, values);
        Activation.Apply(new AnyActivation(ActivationKind.Linear, -2), z, values);
        Assert.Equal(z.Select(value => -2 * value), values);
    }

    [Fact]
    public void A_range_may_be_chosen_too()
    {
        (double[] w, double[] x, _) = Inputs<double>();
        Assert.Equal(
            Solved(new RateMap<double, Dense<double>, Ranges<PowerLaw, Uniform<Relu>>>(
                new PackedWeights<double>(w, N, N), new(5, new(0.3, 2), default(Relu))), x),
            Solved(new RateMap<double, Dense<double>, Ranges<AnyActivation, Uniform<AnyActivation>>>(
                new PackedWeights<double>(w, N, N),
                new(5, new(ActivationKind.PowerLaw, 0.3), new AnyActivation(ActivationKind.Relu))), x));
    }

    [Theory]
    [InlineData((ActivationKind)7, 1, 2)]
    [InlineData((ActivationKind)(-1), 1, 2)]
    [InlineData(ActivationKind.Tanh, 2, 2)]
    [InlineData(ActivationKind.Relu, 1, 3)]
    [InlineData(ActivationKind.Linear, 1, 3)]
    [InlineData(ActivationKind.Linear, double.NaN, 2)]
    [InlineData(ActivationKind.Tanh, double.NaN, 2)]
    [InlineData(ActivationKind.PowerLaw, 0, 2)]
    [InlineData(ActivationKind.PowerLaw, 1, -1)]
    public void What_it_does_not_have_is_refused(ActivationKind kind, double gain, double exponent) =>
        Assert.ThrowsAny<ArgumentException>(() => new AnyActivation(kind, gain, exponent));

    private static double[] Solved<TMap>(TMap map, double[] drive)
        where TMap : struct, IFixedPointMap<TMap, double>
    {
        double[] rates = new double[drive.Length];
        MapSolver<double, TMap> solver = new(map, Batch);
        Assert.True(solver.Solve(drive, rates).AllConverged);
        return rates;
    }

    private static (T[] W, T[] X, T[] E) Inputs<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(15);
        T[] Draw(int count, double scale) =>
            [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(scale * ((2 * random.NextDouble()) - 1)))];
        return (Draw(N * N, 0.8 / Math.Sqrt(N)), Draw(Batch * N, 1), Draw(Batch * N, 1));
    }

    private readonly struct Alike : IActivationCase
    {
        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            AnyActivation any = new(Enum.Parse<ActivationKind>(typeof(TActivation).Name));
            (T[] w, T[] x, T[] e) = Inputs<T>();
            Assert.Equal(Applied(f, x), Applied(any, x));
            foreach (SolverMethod method in Enum.GetValues<SolverMethod>())
                Assert.Equal(Solved(f, method, w, x, e), Solved(any, method, w, x, e));
            Assert.Equal(Tracked(f, w, x, e), Tracked(any, w, x, e));
        }

        private static T[] Applied<T, TActivation>(TActivation f, T[] z)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            T[] values = new T[z.Length], slopes = new T[z.Length];
            Activation.Apply(f, z, values, slopes);
            return [.. values, .. slopes];
        }

        private static T[] Solved<T, TActivation>(TActivation f, SolverMethod method, T[] w, T[] x, T[] e)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            FixedPointSolver<T, TActivation> solver = new(new(w, N, f), Batch, new() { Method = method });
            T[] rates = new T[x.Length], gains = new T[x.Length], lambda = new T[x.Length], potentials = new T[x.Length];
            SolveSummary<T> summary = solver.Solve(x, rates, gains);
            List<T> told = [.. summary.Residuals, T.CreateTruncating(summary.Evaluations)];
            foreach (SolveStatus status in summary.Statuses) told.Add(T.CreateTruncating((int)status));
            _ = solver.Adjoint(gains, e, lambda);
            told.Add(T.CreateTruncating(solver.SolvePotential(x, potentials).Evaluations));
            return [.. rates, .. gains, .. lambda, .. potentials, .. told];
        }

        // Products as well: an activation whose bound of the slope is not seen has every point enclosed, in the same bits.
        private static T[] Tracked<T, TActivation>(TActivation f, T[] w, T[] x, T[] e)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            FixedPointTracker<T, TActivation> tracker = new(new RateNetwork<T, TActivation>(w, N, f));
            T[] rates = new T[N], gains = new T[N], lambda = new T[N];
            List<T> told = [];
            for (int call = 0; call < 6 * Batch; call++)
            {
                TrackResult<T> result = tracker.Track(x.AsSpan(call % Batch * N, N), rates, gains, search: call > 9);
                told.AddRange([.. rates, .. gains, result.Residual, T.CreateTruncating((10 * result.Products) + (int)result.Status)]);
                if (tracker.HasPoint) told.AddRange([T.CreateTruncating(tracker.Adjoint(e.AsSpan(0, N), lambda).Products), .. lambda]);
            }

            return [.. told];
        }
    }
}

using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Rules;

/// <summary>A batch's update is the mean of its samples' own, whatever the batch: rules work on 64 rows
/// at a time, and nobody may tell.</summary>
public sealed class LargeBatchTests
{
    private const int N = 5;

    [Theory, Trait("Leg", "Any")]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(128)]
    [InlineData(150)]
    public void The_update_is_the_mean_of_single_updates(int batch)
    {
        Check<double>(batch);
        Check<float>(batch);
    }

    private static void Check<T>(int batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // One solver for all: the rule with the least memory comes first.
        RandomNet net = new(91, N, 0.8, batch, 0.5);
        FixedPointSolver<T, Linear> solver = new(net.Network<T, Linear>(), batch);
        Check(solver, net, default(Euclidean));
        Check(solver, net, default(LinearizedReparameterized));
        Check(solver, net, default(FiniteStep));
        Check(solver, net, new FiniteStep { Damped = true });
        Check(solver, net, default(GainVariant));
    }

    private static void Check<T, TRule>(FixedPointSolver<T, Linear> solver, RandomNet net, TRule rule)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, ILearningRule
    {
        int batch = net.Batch;
        T[] r = Rows.Flat<T>(net.X), e = Rows.Flat<T>(net.E),
            g = [.. Enumerable.Range(0, batch).SelectMany(k => Rows.Flat<T>(new RandomSample(k, N, 1, 0.1).G))];

        // A few failed samples on both sides of the border, which contribute nothing and still count.
        SolveStatus[] solved = [.. Enumerable.Range(0, batch).Select(k => k % 31 == 30 ? SolveStatus.Stalled : SolveStatus.Converged)];
        T rate = T.CreateTruncating(0.01);
        T[] whole = new T[N * N], one = new T[N * N];
        Assert.Equal(solved, solver.Accumulate(rule, rate, r, g, e, whole, solved).ToArray());
        double[] mean = new double[N * N], size = new double[N * N];
        for (int k = 0; k < batch; k++)
        {
            if (solved[k] != SolveStatus.Converged) continue;
            Array.Clear(one);
            solver.Accumulate(rule, rate, r.AsSpan(k * N, N), g.AsSpan(k * N, N), e.AsSpan(k * N, N), one);
            for (int i = 0; i < one.Length; i++)
            {
                double part = double.CreateTruncating(one[i]) / batch;
                mean[i] += part;
                size[i] += Math.Abs(part);
            }
        }

        // The factors have the same bits either way; each entry is then a sum of `batch` products, whose rounding is that many ε of the sum
        // of magnitudes, and the rate is divided by the batch before or after.
        double unit = typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);
        for (int i = 0; i < mean.Length; i++)
            Assert.True(Math.Abs(mean[i] - double.CreateTruncating(whole[i])) <= (batch + 4) * unit * size[i],
                $"{typeof(TRule).Name}, entry {i}: {whole[i]} instead of {mean[i]}");
    }
}

using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;
using Neurons = FixedPointKernels.Activations.Ranges<
    FixedPointKernels.Activations.Tanh, FixedPointKernels.Activations.Uniform<FixedPointKernels.Activations.Softplus>>;

namespace FixedPointKernels.Learning.Tests.Models;

/// <summary>Masked, sparse and low-rank networks whose neurons differ by range, through one trainer: exact gradients, falling losses, the
/// same bits on any threads, 0 bytes.</summary>
[Collection(Alone.Name)]
public sealed class WeightKindTests
{
    private const int N = 6;
    private const int Samples = 9;

    private static readonly int[] All = [.. Enumerable.Range(0, Samples)];

    private static readonly double[] W = [.. Enumerable.Range(0, N * N).Select(at => at % 3 == 1 ? 0 : 0.4 * Math.Sin(7 * at))];

    private static TargetSet Data => new(
        "waves", N, 2, [.. Enumerable.Range(0, Samples * N).Select(at => Math.Sin(at))],
        [.. Enumerable.Range(0, Samples * 2).Select(at => 0.5 * Math.Cos(at))]);

    [Fact]
    public void Masked() => Check<Dense<double>, Dense<float>>(Dense<double>, Dense<float>);

    [Fact]
    public void Sparse() => Check<Sparse<double>, Sparse<float>>(
        () => Of(SparseWeights<double>.Of(W, N, N), MapWeights<double>.Of),
        () => Of(SparseWeights<float>.Of(Narrow(W), N, N), MapWeights<float>.Of));

    [Fact]
    public void Of_low_rank() => Check<LowRank<double>, LowRank<float>>(
        () => Of(new LowRankWeights<double>(W.AsSpan(0, 2 * N), W.AsSpan(3 * N, 2 * N), N, N, 2), one => MapWeights<double>.Of(one)),
        () => Of(new LowRankWeights<float>(Narrow(W[..(2 * N)]), Narrow(W[(3 * N)..(5 * N)]), N, N, 2), one => MapWeights<float>.Of(one)));

    private static (Dense<T>, MapWeights<T>) Dense<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        PackedWeights<T> packed = new([.. W.Select(T.CreateTruncating)], N, N);
        MapWeights<T> weights = MapWeights<T>.Of(packed);
        weights.Parameters[0].Restrict(Bounds<T>.Mask([.. W.Select(w => w != 0)]));
        return (packed, weights);
    }

    private static (Sparse<T>, MapWeights<T>) Of<T>(SparseWeights<T> w, Func<SparseWeights<T>, string, MapWeights<T>> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (w, weights(w, "Recurrent"));

    private static (LowRank<T>, MapWeights<T>) Of<T>(LowRankWeights<T> w, Func<LowRankWeights<T>, MapWeights<T>> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (w, weights(w));

    private static float[] Narrow(double[] values) => [.. values.Select(x => (float)x)];

    private static void Check<TDouble, TSingle>(Func<(TDouble, MapWeights<double>)> make, Func<(TSingle, MapWeights<float>)> single)
        where TDouble : struct, IWeights<TDouble, double>
        where TSingle : struct, IWeights<TSingle, float>
    {
        // ∂J/∂θ of re-solved points, every entry of every parameter: differences of width h are off by O(h²) and ε/h, some 1e-10. A masked
        // entry does not move.
        (TDouble w, MapWeights<double> weights) = make();
        using Trainer<double> trainer = Make(w, weights, 1, OptimizerKind.Sgd, 1e-3);
        double[][] before = [.. weights.Parameters.Select(one => one.Values.ToArray())];
        double[][] slopes = [.. weights.Parameters.Select(one => Slopes(trainer, one))];
        Assert.True(trainer.Step(Data, All).Applied);
        for (int p = 0; p < before.Length; p++)
            Rows(slopes[p], [.. before[p].Zip(weights.Parameters[p].Values.ToArray(), (old, now) => (old - now) / 1e-3)]);

        double[] one = Train(make, 1, out double first, out double last), two = Train(make, 2, out _, out _);
        Assert.Equal(one, two);
        Assert.True(last < 0.5 * first, $"{first} → {last}");
        (TSingle narrow, MapWeights<float> narrowWeights) = single();
        using Trainer<float> other = Make(narrow, narrowWeights, 2, OptimizerKind.Adam, 0.02);
        TargetSet data = Data;
        ZeroBytes.InAllThreads("step", () => other.Step(data, All).AllocatedBytes);
    }

    private static Trainer<T> Make<T, TWeights>(TWeights w, MapWeights<T> weights, int threads, OptimizerKind optimizer, double rate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TWeights : struct, IWeights<TWeights, T> => new(
        MapModel.OfWeights<T, TWeights, Neurons>(new(w, new(3, default, default)), weights, [1, 4]),
        new()
        {
            Parts = new([.. weights.Parameters.Select(one => one.Name)]), Rate = rate, Optimizer = optimizer, BatchSize = Samples,
            Threads = threads,
        });

    private static double[] Slopes(Trainer<double> trainer, Parameter<double> parameter)
    {
        double[] start = parameter.Values.ToArray(), slopes = new double[start.Length];
        for (int i = 0; i < start.Length; i++)
        {
            foreach (int sign in (int[])[1, -1])
            {
                double[] moved = [.. start];
                moved[i] += sign * 1e-5;
                parameter.TrySet(moved);
                slopes[i] += sign * trainer.Measure(Data, All).Loss / 2e-5;
            }
        }

        parameter.TrySet(start);
        return slopes;
    }

    private static double[] Train<TWeights>(Func<(TWeights, MapWeights<double>)> make, int threads, out double first, out double last)
        where TWeights : struct, IWeights<TWeights, double>
    {
        (TWeights w, MapWeights<double> weights) = make();
        using Trainer<double> trainer = Make(w, weights, threads, OptimizerKind.Adam, 0.02);
        first = trainer.Step(Data, All).Loss;
        for (int step = 0; step < 60; step++) trainer.Step(Data, All);
        last = trainer.Measure(Data, All).Loss;
        return [.. weights.Parameters.SelectMany(one => one.Values.ToArray())];
    }

    private static void Rows(double[] expected, double[] found)
    {
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-7);
    }
}

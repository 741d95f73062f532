using System;
using System.Numerics;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.Bench.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Bench.Rules;

/// <summary>ΔW of a batch from rates, gains and errors, by every rule that needs no more than these.</summary>
[GenericTypeArguments(typeof(float), typeof(Euclidean))]
[GenericTypeArguments(typeof(float), typeof(LinearizedReparameterized))]
[GenericTypeArguments(typeof(float), typeof(GainVariant))]
[GenericTypeArguments(typeof(float), typeof(FiniteStep))]
[GenericTypeArguments(typeof(double), typeof(LinearizedReparameterized))]
public class RuleBench<T, TRule>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TRule : struct, ILearningRule
{
    private PackedWeights<T> weights = new([T.One], 1, 1);
    private T[] rates = [];
    private T[] gains = [];
    private T[] errors = [];
    private T[] change = [];
    private SolveStatus[] statuses = [];
    private AlignedBuffer<T> scratch = new(0);

    [Params(256, 300)]
    public int N { get; set; }

    [Params(512)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        T[] w = BenchData.Skewed<T>(N * N, 1);
        for (int i = 0; i < w.Length; i++) w[i] /= T.CreateTruncating(N);
        weights = new(w, N, N);
        (rates, gains, errors) = (BenchData.Skewed<T>(Batch * N, 2), BenchData.Skewed<T>(Batch * N, 3), BenchData.Skewed<T>(Batch * N, 4));
        (change, statuses) = (new T[N * N], new SolveStatus[Batch]);
        scratch = Rule.Scratch<TRule, T>(Batch, N).Allocate<T>();
    }

    // The change is added to; the rate keeps it bounded.
    [Benchmark]
    public void Ours() => Rule.Accumulate(
        default(TRule), weights, T.CreateTruncating(1e-9), new RuleBatch<T>(N, rates, gains, errors), default, change.AsSpan(),
        statuses, scratch.Scratch);
}

using System;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Bench.Training;

/// <summary>A whole training step on 512 images, from pixels to weights, at the initial and at trained weights.</summary>
public class TrainingStepBench : IDisposable
{
    private MnistStep? step;

    [Params(TrainingRule.Linearized, TrainingRule.Euclidean, TrainingRule.Variant, TrainingRule.FiniteStep)]
    public TrainingRule Rule { get; set; }

    [Params(false, true)]
    public bool Trained { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup() => step = new(Rule, Trained, Threads);

    [GlobalCleanup]
    public void Dispose()
    {
        step?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public void Ours() => step!.Step();
}

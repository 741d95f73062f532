using System;
using System.Collections.Generic;
using System.Linq;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Bench.Training;

/// <summary>A whole training step on 512 images, from pixels to weights, at the initial and at trained weights.</summary>
public class TrainingStepBench : IDisposable
{
    private MnistStep? step;

    [ParamsSource(nameof(Rules))]
    public RuleEntry Rule { get; set; } = RuleTable.Linearized;

    public static IEnumerable<RuleEntry> Rules => RuleTable.All.Where(rule => rule.IsBySample && rule != RuleTable.FiniteStepDamped);

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

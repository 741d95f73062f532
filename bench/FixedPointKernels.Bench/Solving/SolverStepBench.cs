using System.Numerics;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.Bench.Measuring;

namespace FixedPointKernels.Bench.Solving;

/// <summary>What a solver evaluates in each step against its bare product.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class SolverStepBench<T> : IRated
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private SolverStep<T> step = new(1, 1);

    [Params(256, 300)]
    public int N { get; set; }

    [Params(1, 64, 512)]
    public int Rows { get; set; }

    public Work Work => new(2.0 * Rows * N * N, WorkKind.Operations, typeof(T) == typeof(double));

    [GlobalSetup]
    public void Setup() => step = new(Rows, N);

    [Benchmark]
    public void Ours() => step.Evaluate();

    [Benchmark]
    public void ProductAlone() => step.Multiply();
}

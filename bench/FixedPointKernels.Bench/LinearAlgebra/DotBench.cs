using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.LinearAlgebra;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>The inner product against TensorPrimitives.</summary>
[MemoryDiagnoser]
public class DotBench
{
    private float[] x = [];
    private float[] y = [];

    [Params(30, 300, 4096)]
    public int N { get; set; }

    [GlobalSetup]
    public void Setup() => (x, y) = (BenchData.Skewed<float>(N, 1), BenchData.Skewed<float>(N, 2));

    [Benchmark]
    public float Product() => Dot.Product<float>(x, y);

    [Benchmark(Baseline = true)]
    public float Tensors() => TensorPrimitives.Dot<float>(x, y);
}

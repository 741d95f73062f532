using System;
using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.LinearAlgebra;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>Matrix–vector products against one TensorPrimitives inner product per row.</summary>
[MemoryDiagnoser]
public class GemvBench
{
    private float[] a = [];
    private float[] x = [];
    private float[] y = [];

    [Params(64, 300, 1024)]
    public int N { get; set; }

    [GlobalSetup]
    public void Setup() => (a, x, y) = (BenchData.Skewed<float>(N * N, 1), BenchData.Skewed<float>(N, 2), new float[N]);

    [Benchmark]
    public void Plain() => Gemv.Multiply(Transpose.No, N, N, 1f, a, N, x, 0f, y);

    [Benchmark]
    public void Transposed() => Gemv.Multiply(Transpose.Yes, N, N, 1f, a, N, x, 0f, y);

    [Benchmark(Baseline = true)]
    public void TensorsRowByRow()
    {
        for (int i = 0; i < N; i++) y[i] = TensorPrimitives.Dot<float>(a.AsSpan(i * N, N), x);
    }
}

using System;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using MathNet.Numerics.LinearAlgebra;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>Square products, from plain operands and from a packed B, against MathNet's managed product.</summary>
[MemoryDiagnoser]
public class GemmBench
{
    private float[] a = [];
    private float[] b = [];
    private float[] c = [];
    private AlignedBuffer<float> scratch = new(0);
    private AlignedBuffer<float> packed = new(0);
    private Matrix<float> left = Matrix<float>.Build.Dense(1, 1);
    private Matrix<float> right = Matrix<float>.Build.Dense(1, 1);
    private Matrix<float> product = Matrix<float>.Build.Dense(1, 1);

    [Params(64, 300, 512)]
    public int N { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        a = BenchData.Skewed<float>(N * N, 1);
        b = BenchData.Skewed<float>(N * N, 2);
        c = new float[N * N];
        scratch = Gemm.MultiplyScratch<float>(N, N, N).Allocate<float>();
        packed = new AlignedBuffer<float>(Gemm.PackedLength<float>(N, N));
        Gemm.Pack(Transpose.No, N, N, b, N, packed.Span);
        left = Matrix<float>.Build.Dense(N, N, a);
        right = Matrix<float>.Build.Dense(N, N, b);
        product = Matrix<float>.Build.Dense(N, N);
    }

    [Benchmark]
    public void Multiply() => Gemm.Multiply(Transpose.No, Transpose.No, N, N, N, 1f, a, N, b, N, 0f, c, N, scratch.Scratch);

    [Benchmark]
    public void MultiplyTransposedLeft() => Gemm.Multiply(Transpose.Yes, Transpose.No, N, N, N, 1f, a, N, b, N, 0f, c, N, scratch.Scratch);

    [Benchmark]
    public void MultiplyPacked() => Gemm.MultiplyPacked(N, N, N, 1f, a, N, packed.Span, 0f, c, N);

    [Benchmark]
    public void MultiplyPackedOneRow() => Gemm.MultiplyPacked(1, N, N, 1f, a.AsSpan(0, N), N, packed.Span, 0f, c.AsSpan(0, N), N);

    [Benchmark(Baseline = true)]
    public void MathNet() => left.Multiply(right, product);
}

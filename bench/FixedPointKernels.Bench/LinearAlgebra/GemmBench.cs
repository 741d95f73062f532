using System.Numerics;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.Bench.Measuring;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>Square products from plain operands; MathNet's managed product on one thread.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class GemmBench<T> : IRated
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private AlignedBuffer<T> a = new(0);
    private AlignedBuffer<T> b = new(0);
    private AlignedBuffer<T> c = new(0);
    private AlignedBuffer<T> scratch = new(0);
    private Matrix<T> left = Matrix<T>.Build.Dense(1, 1);
    private Matrix<T> right = Matrix<T>.Build.Dense(1, 1);
    private Matrix<T> product = Matrix<T>.Build.Dense(1, 1);

    [Params(8, 16, 64, 100, 300, 512)]
    public int N { get; set; }

    public Work Work => new(2.0 * N * N * N, WorkKind.Operations, typeof(T) == typeof(double));

    [GlobalSetup]
    public void Setup()
    {
        Control.UseSingleThread();
        (a, b, c) = (BenchData.Aligned<T>(N * N, 1), BenchData.Aligned<T>(N * N, 2), new(N * N));
        scratch = Gemm.MultiplyScratch<T>(N, N, N).Allocate<T>();
        left = Matrix<T>.Build.Dense(N, N, a.Span.ToArray());
        right = Matrix<T>.Build.Dense(N, N, b.Span.ToArray());
        product = Matrix<T>.Build.Dense(N, N);
    }

    [Benchmark]
    public void Ours() =>
        Gemm.Multiply<T>(Transpose.No, Transpose.No, N, N, N, T.One, a.Span, N, b.Span, N, T.Zero, c.Span, N, scratch.Scratch);

    [Benchmark]
    public void OpenBlas() => Peers.OpenBlas.Multiply(Transpose.No, Transpose.No, N, N, N, a, b, c);

    [Benchmark]
    public void MathNet() => left.Multiply(right, product);
}

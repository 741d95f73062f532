using System.Numerics;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.Bench.Measuring;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>The products of a training step with 300 neurons: states times packed weights, a few rows or a batch, and the same
/// with plain or transposed operands.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class GemmFormsBench<T> : IRated
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int N = 300;
    private AlignedBuffer<T> a = new(0);
    private AlignedBuffer<T> b = new(0);
    private AlignedBuffer<T> c = new(0);
    private AlignedBuffer<T> packed = new(0);
    private AlignedBuffer<T> scratch = new(0);

    [Params(1, 2, 4, 6, 7, 16, 64, 512)]
    public int Rows { get; set; }

    public Work Work => new(2.0 * Rows * N * N, WorkKind.Operations, typeof(T) == typeof(double));

    [GlobalSetup]
    public void Setup()
    {
        (a, b, c) = (BenchData.Aligned<T>(Rows * N, 1), BenchData.Aligned<T>(N * N, 2), new(Rows * N));
        scratch = Gemm.MultiplyScratch<T>(Rows, N, N).Allocate<T>();
        packed = new(Gemm.PackedLength<T>(N, N));
        Gemm.Pack<T>(Transpose.Yes, N, N, b.Span, N, packed.Span);
    }

    [Benchmark]
    public void Packed() => Gemm.MultiplyPacked<T>(Rows, N, N, T.One, a.Span, N, packed.Span, T.Zero, c.Span, N);

    [Benchmark]
    public void Plain() =>
        Gemm.Multiply<T>(Transpose.No, Transpose.No, Rows, N, N, T.One, a.Span, N, b.Span, N, T.Zero, c.Span, N, scratch.Scratch);

    [Benchmark]
    public void RightTransposed() =>
        Gemm.Multiply<T>(Transpose.No, Transpose.Yes, Rows, N, N, T.One, a.Span, N, b.Span, N, T.Zero, c.Span, N, scratch.Scratch);

    [Benchmark]
    public void LeftTransposed() =>
        Gemm.Multiply<T>(Transpose.Yes, Transpose.No, Rows, N, N, T.One, a.Span, Rows, b.Span, N, T.Zero, c.Span, N, scratch.Scratch);

    [Benchmark]
    public void OpenBlas() => Peers.OpenBlas.Multiply(Transpose.No, Transpose.Yes, Rows, N, N, a, b, c);
}

using System.Numerics;
using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.Bench.Measuring;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>y ← α x + y; the factor is so small that y stays bounded over any number of calls.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class AxpyBench<T> : IRated
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly T Factor = T.CreateTruncating(1e-12);
    private AlignedBuffer<T> x = new(0);
    private AlignedBuffer<T> y = new(0);

    [Params(64, 300, 4096)]
    public int N { get; set; }

    public Work Work => new(2.0 * N * Unsafe.SizeOf<T>(), WorkKind.Bytes, typeof(T) == typeof(double));

    [GlobalSetup]
    public void Setup() => (x, y) = (BenchData.Aligned<T>(N, 1), BenchData.Aligned<T>(N, 2));

    [Benchmark]
    public void Ours() => Axpy.Add<T>(Factor, x.Span, y.Span);

    [Benchmark]
    public void TensorPrimitives() => System.Numerics.Tensors.TensorPrimitives.MultiplyAdd<T>(x.Span, Factor, y.Span, y.Span);
}

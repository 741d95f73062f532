using System.Numerics;
using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.Bench.Measuring;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>The inner product.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class DotBench<T> : IRated
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private AlignedBuffer<T> x = new(0);
    private AlignedBuffer<T> y = new(0);

    [Params(64, 300, 4096)]
    public int N { get; set; }

    public Work Work => new(2.0 * N * Unsafe.SizeOf<T>(), WorkKind.Bytes, typeof(T) == typeof(double));

    [GlobalSetup]
    public void Setup() => (x, y) = (BenchData.Aligned<T>(N, 1), BenchData.Aligned<T>(N, 2));

    [Benchmark]
    public T Ours() => Dot.Product<T>(x.Span, y.Span);

    [Benchmark]
    public T TensorPrimitives() => System.Numerics.Tensors.TensorPrimitives.Dot<T>(x.Span, y.Span);
}

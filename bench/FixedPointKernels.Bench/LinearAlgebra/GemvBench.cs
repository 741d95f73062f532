using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.Bench.Measuring;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>y = A x and Aᵀ x; TensorPrimitives by one inner product per row, or one multiply-add per row where A is transposed.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class GemvBench<T> : IRated
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private AlignedBuffer<T> a = new(0);
    private AlignedBuffer<T> x = new(0);
    private AlignedBuffer<T> y = new(0);

    [Params(64, 256, 300)]
    public int N { get; set; }

    [Params(Transpose.No, Transpose.Yes)]
    public Transpose Form { get; set; }

    public Work Work => new((double)N * N * Unsafe.SizeOf<T>(), WorkKind.Bytes, typeof(T) == typeof(double));

    [GlobalSetup]
    public void Setup() => (a, x, y) = (BenchData.Aligned<T>(N * N, 1), BenchData.Aligned<T>(N, 2), new(N));

    [Benchmark]
    public void Ours() => Gemv.Multiply<T>(Form, N, N, T.One, a.Span, N, x.Span, T.Zero, y.Span);

    [Benchmark]
    public void OpenBlas() => Peers.OpenBlas.MultiplyVector(Form, N, N, a, x, y);

    [Benchmark]
    public void TensorPrimitives()
    {
        Span<T> result = y.Span;
        ReadOnlySpan<T> rows = a.Span, vector = x.Span;
        result.Clear();
        for (int i = 0; i < N; i++)
        {
            ReadOnlySpan<T> row = rows.Slice(i * N, N);
            if (Form == Transpose.No) result[i] = System.Numerics.Tensors.TensorPrimitives.Dot(row, vector);
            else System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(row, vector[i], result, result);
        }
    }
}

using System;
using System.Numerics;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.Bench.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Weights;
using MathNet.Numerics.LinearAlgebra;

namespace FixedPointKernels.Bench.Weights;

/// <summary>
/// W v of sparse weights, 20 in each row, for some vectors; beside the dense product of the same matrix and MathNet's sparse one.
/// </summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class SparseProductBench<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int PerRow = 20;

    private Sparse<T> sparse;
    private Dense<T> dense;
    private Matrix<double> peer = Matrix<double>.Build.Sparse(1, 1);
    private Matrix<double> peerVectors = Matrix<double>.Build.Dense(1, 1);
    private T[] vectors = [];
    private T[] products = [];
    private AlignedBuffer<T> scratch = new(0);

    [Params(1000)]
    public int N { get; set; }

    [Params(1, 64)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Random random = new(1);
        T[] w = new T[N * N], drawn = BenchData.Skewed<T>(N * PerRow, 1);
        for (int i = 0; i < N; i++)
        {
            for (int k = 0; k < PerRow; k++) w[(i * N) + (k * (N / PerRow)) + random.Next(N / PerRow)] = drawn[(i * PerRow) + k];
        }

        (sparse, dense) = (SparseWeights<T>.Of(w, N, N), new PackedWeights<T>(w, N, N));
        peer = Matrix<double>.Build.SparseOfRowMajor(N, N, Array.ConvertAll(w, double.CreateTruncating));
        (vectors, products) = (BenchData.Skewed<T>(Rows * N, 2), new T[Rows * N]);
        peerVectors = Matrix<double>.Build.DenseOfRowMajor(Rows, N, Array.ConvertAll(vectors, double.CreateTruncating)).Transpose();
        scratch = sparse.Scratch(Rows).Allocate<T>();
    }

    [Benchmark(Baseline = true)]
    public void Ours() => sparse.Multiply(Rows, vectors, products, scratch.Scratch);

    [Benchmark]
    public void Transposed() => sparse.MultiplyTransposed(Rows, vectors, products, scratch.Scratch);

    [Benchmark]
    public void Packed() => dense.Multiply(Rows, vectors, products, default);

    // In double, for either type.
    [Benchmark]
    public Matrix<double> MathNetSparse() => peer.Multiply(peerVectors);
}

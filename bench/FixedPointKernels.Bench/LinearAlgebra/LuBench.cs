using System;
using System.Numerics;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>Factor, factor and solve, and invert, in float and double, against MathNet's managed LU in double on one thread.</summary>
[MemoryDiagnoser]
public class LuBench
{
    private readonly LuSubject<float> single = new();
    private readonly LuSubject<double> twice = new();
    private Matrix<double> matrix = Matrix<double>.Build.Dense(1, 1);
    private MathNet.Numerics.LinearAlgebra.Vector<double> side = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(1);

    [Params(16, 32, 64, 128, 300, 512)]
    public int N { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Control.UseSingleThread();
        single.Prepare(N);
        twice.Prepare(N);
        matrix = Matrix<double>.Build.DenseOfRowMajor(N, N, twice.A);
        side = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(N, 1);
    }

    [Benchmark]
    public int FactorFloat() => single.Factor();

    [Benchmark]
    public int FactorDouble() => twice.Factor();

    [Benchmark]
    public object FactorMathNet() => matrix.LU();

    [Benchmark]
    public float FactorAndSolveFloat() => single.FactorAndSolve();

    [Benchmark]
    public double FactorAndSolveDouble() => twice.FactorAndSolve();

    [Benchmark]
    public object FactorAndSolveMathNet() => matrix.LU().Solve(side);

    [Benchmark]
    public float SolveTransposedFloat() => single.SolveTransposed();

    [Benchmark]
    public float InvertFloat() => single.Invert();

    [Benchmark]
    public double InvertDouble() => twice.Invert();
}

/// <summary>512 small systems: interleaved against one after the other.</summary>
[MemoryDiagnoser]
public class BatchedLuBench
{
    private const int Systems = 512;
    private readonly LuSubject<float> one = new();
    private float[] interleaved = [];
    private float[] work = [];
    private int[] pivots = [];
    private readonly int[] singular = new int[Systems];

    [Params(4, 8, 16, 32)]
    public int N { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        one.Prepare(N);
        float[] all = new float[Systems * N * N];
        for (int s = 0; s < Systems; s++) one.A.CopyTo(all, s * N * N);
        interleaved = new float[BatchedLu.InterleavedLength(N * N, Systems)];
        work = new float[interleaved.Length];
        pivots = new int[BatchedLu.InterleavedLength(N, Systems)];
        BatchedLu.Interleave<float>(N * N, Systems, all, interleaved);
    }

    [Benchmark(OperationsPerInvoke = Systems)]
    public int FactorInterleaved()
    {
        interleaved.CopyTo(work, 0);
        return BatchedLu.Factor<float>(N, Systems, work, pivots, singular);
    }

    [Benchmark]
    public int FactorAlone() => one.Factor();
}

/// <summary>One matrix with everything that its factorization and solution need.</summary>
internal sealed class LuSubject<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private AlignedBuffer<T> factors = new(0);
    private AlignedBuffer<T> inverse = new(0);
    private AlignedBuffer<T> scratch = new(0);
    private T[] x = [];
    private int[] pivots = [];
    private int n;

    internal T[] A { get; private set; } = [];

    internal void Prepare(int order)
    {
        n = order;
        Random random = new(1);
        A = new T[n * n];
        for (int i = 0; i < A.Length; i++) A[i] = T.CreateChecked(random.NextDouble() - 0.5);
        factors = new AlignedBuffer<T>(n * n);
        inverse = new AlignedBuffer<T>(n * n);
        scratch = ScratchSize.Max(Lu.FactorScratch<T>(n), Lu.InvertScratch<T>(n)).Allocate<T>();
        pivots = new int[n];
        x = new T[n];
        Factor();
    }

    internal int Factor()
    {
        A.CopyTo(factors.Span);
        return Lu.Factor(n, factors.Span, n, pivots, scratch.Scratch);
    }

    internal T FactorAndSolve()
    {
        Factor();
        x.AsSpan().Fill(T.One);
        Lu.Solve<T>(Transpose.No, n, factors.Span, n, pivots, x);
        return x[0];
    }

    internal T SolveTransposed()
    {
        x.AsSpan().Fill(T.One);
        Lu.Solve<T>(Transpose.Yes, n, factors.Span, n, pivots, x);
        return x[0];
    }

    internal T Invert()
    {
        Lu.Invert<T>(n, factors.Span, n, pivots, inverse.Span, n, scratch.Scratch);
        return inverse.Span[0];
    }
}

using System.Numerics;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.Bench.Measuring;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>P A = L U. Ours and OpenBLAS's copy A first, MathNet copies by itself.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class LuFactorBench<T> : IRated
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private LuSubject<T> subject = new(1);
    private Matrix<T> matrix = Matrix<T>.Build.Dense(1, 1);

    [Params(16, 32, 64, 100, 128, 300, 512)]
    public int N { get; set; }

    public Work Work => new(2.0 / 3 * N * N * N, WorkKind.Operations, typeof(T) == typeof(double));

    [GlobalSetup]
    public void Setup()
    {
        Control.UseSingleThread();
        subject = new(N);
        matrix = Matrix<T>.Build.DenseOfRowMajor(N, N, subject.A);
    }

    [Benchmark]
    public void Ours() => subject.Factor();

    [Benchmark]
    public void OpenBlas() => subject.FactorByOpenBlas();

    [Benchmark]
    public object MathNet() => matrix.LU();
}

/// <summary>LU and one solve; the twin is Gaussian elimination in double.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class LuSolveBench<T> : IRated
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private LuSubject<T> subject = new(1);
    private Matrix<T> matrix = Matrix<T>.Build.Dense(1, 1);
    private global::MathNet.Numerics.LinearAlgebra.Vector<T> side = global::MathNet.Numerics.LinearAlgebra.Vector<T>.Build.Dense(1);
    private double[][] rows = [];
    private double[] ones = [];

    [Params(32, 64, 100)]
    public int N { get; set; }

    public Work Work => new((2.0 / 3 * N * N * N) + (2.0 * N * N), WorkKind.Operations, typeof(T) == typeof(double));

    [GlobalSetup]
    public void Setup()
    {
        Control.UseSingleThread();
        subject = new(N);
        matrix = Matrix<T>.Build.DenseOfRowMajor(N, N, subject.A);
        side = global::MathNet.Numerics.LinearAlgebra.Vector<T>.Build.Dense(N, T.One);
        (rows, ones) = (subject.Rows(), new double[N]);
        System.Array.Fill(ones, 1);
    }

    [Benchmark]
    public void Ours() => subject.FactorAndSolve();

    [Benchmark]
    public void OpenBlas() => subject.FactorAndSolveByOpenBlas();

    [Benchmark]
    public object MathNet() => matrix.LU().Solve(side);

    [Benchmark]
    public double[] Twin() => Reference.GaussianElimination.Solve(rows, ones);
}

/// <summary>What else is made of the factors: the solve with Aᵀ, and the inverse.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class LuUsesBench<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private LuSubject<T> subject = new(1);

    [Params(64, 300)]
    public int N { get; set; }

    [GlobalSetup]
    public void Setup() => subject = new(N);

    [Benchmark]
    public void SolveTransposed() => subject.SolveTransposed();

    [Benchmark]
    public void Invert() => subject.Invert();
}

using BenchmarkDotNet.Attributes;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>Factor, factor and solve, and invert, in float and double, against MathNet's managed LU in double on one thread.</summary>
[MemoryDiagnoser]
public class LuBench
{
    private LuSubject<float> single = new(1);
    private LuSubject<double> twice = new(1);
    private Matrix<double> matrix = Matrix<double>.Build.Dense(1, 1);
    private MathNet.Numerics.LinearAlgebra.Vector<double> side = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(1);

    [Params(16, 32, 64, 128, 300, 512)]
    public int N { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Control.UseSingleThread();
        (single, twice) = (new(N), new(N));
        matrix = Matrix<double>.Build.DenseOfRowMajor(N, N, twice.A);
        side = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(N, 1);
    }

    [Benchmark]
    public void FactorFloat() => single.Factor();

    [Benchmark]
    public void FactorDouble() => twice.Factor();

    [Benchmark]
    public object FactorMathNet() => matrix.LU();

    [Benchmark]
    public void FactorAndSolveFloat() => single.FactorAndSolve();

    [Benchmark]
    public void FactorAndSolveDouble() => twice.FactorAndSolve();

    [Benchmark]
    public object FactorAndSolveMathNet() => matrix.LU().Solve(side);

    [Benchmark]
    public void SolveTransposedFloat() => single.SolveTransposed();

    [Benchmark]
    public void InvertFloat() => single.Invert();

    [Benchmark]
    public void InvertDouble() => twice.Invert();
}

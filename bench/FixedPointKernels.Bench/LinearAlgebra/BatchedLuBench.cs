using System.Numerics;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.Bench.Measuring;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>256 small LUs: interleaved, our own kernel one after the other, and OpenBLAS; each restores the matrices first.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class BatchedLuBench<T> : IRated
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private BatchedLuSubject<T> systems = new(1);

    [Params(4, 8, 13, 16, 32)]
    public int N { get; set; }

    public Work Work => new(2.0 / 3 * N * N * N * BatchedLuSubject<T>.Systems, WorkKind.Operations, typeof(T) == typeof(double));

    [GlobalSetup]
    public void Setup() => systems = new(N);

    [Benchmark]
    public void Ours() => systems.FactorInterleaved();

    [Benchmark]
    public void OneByOne() => systems.FactorInTurn();

    [Benchmark]
    public void OpenBlas() => systems.FactorInTurnByOpenBlas();
}

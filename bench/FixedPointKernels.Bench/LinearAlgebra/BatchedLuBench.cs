using BenchmarkDotNet.Attributes;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>256 small systems: interleaved, one after the other, and by OpenBLAS; each restores them first.</summary>
[MemoryDiagnoser]
public class BatchedLuBench
{
    private BatchedLuSubject<float> systems = new(1);

    [Params(8, 13, 16, 32)]
    public int N { get; set; }

    [GlobalSetup]
    public void Setup() => systems = new(N);

    [Benchmark]
    public void Interleaved() => systems.FactorInterleaved();

    [Benchmark]
    public void InTurn() => systems.FactorInTurn();
}

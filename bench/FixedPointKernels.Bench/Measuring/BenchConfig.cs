using System;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Running;
using FixedPointKernels.Bench.Peers;

namespace FixedPointKernels.Bench.Measuring;

/// <summary>What every benchmark's table has: allocations, rates, ratios to the peers; and no row
/// of a peer that is not installed.</summary>
internal static class BenchConfig
{
    internal static IConfig Create()
    {
        if (!OpenBlas.IsInstalled) Console.WriteLine($"OpenBLAS is skipped: {OpenBlas.NotInstalled}.");
        ManualConfig config = ManualConfig.Create(DefaultConfig.Instance)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumn(new RateColumn(), new LimitColumn())
            .AddFilter(new SimpleFilter(Runs));
        foreach (string peer in (string[])["OpenBlas", "MathNet", "TensorPrimitives", "Twin"]) config.AddColumn(new PeerColumn(peer));
        return config;
    }

    private static bool Runs(BenchmarkCase benchmarkCase) =>
        OpenBlas.IsInstalled || benchmarkCase.Descriptor.WorkloadMethod.Name != "OpenBlas";
}

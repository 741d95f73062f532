using System;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FixedPointKernels.Bench.Peers;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Bench.Quick;

/// <summary>What a run of the table depends on: processor, widths, peaks, runtime, peers.</summary>
internal static class Machine
{
    /// <summary>The float peak, GFLOP/s, of the machine on which the absolute goals were set.</summary>
    private const double GoalPeak = 142;

    private static readonly Lazy<double> Single = new(MultiplyAdd<float>);

    /// <summary>How much faster than there this machine may be asked to be.</summary>
    internal static double Scale => Single.Value / GoalPeak;

    /// <summary>The multiply-add peak now, GFLOP/s: measured beside the row that uses it, because the clock changes.</summary>
    internal static double MultiplyAdd<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => MultiplyAddPeak.Measure<T>(Dispatch.Width);

    internal static string Processor => Named("model name") ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>Bits that TensorPrimitives uses: it asks the runtime, which may decline registers that are there (Cascade Lake).</summary>
    internal static int TensorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>The environment as name and value, in the order in which it is printed.</summary>
    internal static (string Name, string Value)[] Facts() =>
    [
        ("cpu", Processor),
        ("processors", $"{Environment.ProcessorCount}"),
        ("width", $"{Dispatch.Width}"),
        ("peakFloat", Line.Number(Single.Value)),
        ("peakDouble", Line.Number(MultiplyAdd<double>())),
        ("tensorPrimitivesBits", $"{TensorBits}"),
        ("runtime", $"{RuntimeInformation.FrameworkDescription} ({RuntimeInformation.RuntimeIdentifier})"),
        ("system", RuntimeInformation.OSDescription),
        ("openBlasCore", OpenBlas.Core),
        ("time", DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm'Z'")),
    ];

    private static string? Named(string key)
    {
        const string file = "/proc/cpuinfo";
        if (!File.Exists(file)) return null;
        string? line = File.ReadLines(file).FirstOrDefault(one => one.StartsWith(key, StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}

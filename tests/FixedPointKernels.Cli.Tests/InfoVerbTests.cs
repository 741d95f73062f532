using System;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Simd;
using Xunit;

namespace FixedPointKernels.Cli.Tests;

public sealed class InfoVerbTests
{
    [Fact]
    public void It_names_the_runtime_the_processor_and_a_peak_for_every_width()
    {
        string output = Fpk.Run("info").Succeeds();
        Assert.All(
            (string[])[
                "runtime", ".NET 10", "CPU", "cores", "garbage collector", "width chosen", "multiply-add", "512 bits", "256 bits",
                "128 bits", "native", "1 (one element)"],
            word => Assert.Contains(word, output, StringComparison.Ordinal));
        string chosen =
            Dispatch.Width switch { SimdWidth.Native => "native", SimdWidth.Scalar => "1 (one", _ => $"{(int)Dispatch.Width} bits" };
        Assert.Contains(
            output.Split('\n'),
            line => line.StartsWith(chosen, StringComparison.Ordinal) && line.TrimEnd().EndsWith("<-", StringComparison.Ordinal));
    }
}

using System;
using System.Globalization;
using System.Numerics;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Cli;

/// <summary>fpk info: what this process runs on, and how fast a core multiplies and adds at every register width.</summary>
internal static class InfoVerb
{
    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "info",
            "Runtime, CPU, register widths available and chosen, and the measured multiply-add peak of each.",
            "The peaks are of one core, in GFLOP/s (a multiply-add counts two), the best of many short runs: half a second in all.\n"
            + "FPK_SIMD=512|256|128|native|1 forces a width; without it the widest is taken.",
            "fpk info",
            "FPK_SIMD=256 fpk info");
        verb.SetAction(_ => Run(here));
        return verb;
    }

    private static int Run(Surroundings here)
    {
        string? forced = Environment.GetEnvironmentVariable(Dispatch.WidthVariable);
        ReportTable facts = new("", "value") { LeftColumns = 2 };
        facts.Add("fpk", typeof(InfoVerb).Assembly.GetName().Version!.ToString(3));
        facts.Add("runtime", $"{RuntimeInformation.FrameworkDescription} ({RuntimeInformation.RuntimeIdentifier})");
        facts.Add("system", RuntimeInformation.OSDescription);
        facts.Add("CPU", Machine.Processor());
        facts.Add("cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        facts.Add(
            "garbage collector", (GCSettings.IsServerGC ? "server, " : "workstation, ") + (
                GCSettings.LatencyMode == GCLatencyMode.Batch ? "not concurrent" : "concurrent"));
        facts.Add(
            "width chosen",
            $"{Machine.Name(Dispatch.Width)} "
                + $"({(string.IsNullOrWhiteSpace(forced) ? "the widest" : $"{Dispatch.WidthVariable}={forced.Trim()}")})");
        facts.Add(
            "multiply-add", Dispatch.MultiplyAddsInSoftware
                ? $"in software, about a hundred times as slow: {Reason()}"
                : "in hardware");
        facts.Write(here);
        here.Output.WriteLine();

        ReportTable peaks = new("width", "available", "float GFLOP/s", "double GFLOP/s", "chosen");
        foreach (SimdWidth width in new[] { SimdWidth.Bits512, SimdWidth.Bits256, SimdWidth.Bits128, SimdWidth.Native, SimdWidth.Scalar })
        {
            here.Cancellation.ThrowIfCancellationRequested();
            bool there = Dispatch.IsAvailable(width);
            bool chosen = width == Dispatch.Width;
            peaks.Add(
                chosen ? ReportTable.Mood.Good : ReportTable.Mood.Neutral,
                Machine.Name(width), there
                    ? "yes"
                    : "no", there
                    ? Peak<float>(width)
                    : "-", there
                    ? Peak<double>(width)
                    : "-", chosen
                    ? "<-"
                    : "");
        }

        peaks.Write(here);
        return ExitCode.Done;
    }

    private static string Reason() => RuntimeFeature.IsDynamicCodeCompiled
        ? "this processor, or a setting, has no FMA"
        : "this program was compiled ahead of time without it; IlcInstructionSet=x86-64-v3 has it";

    private static string Peak<T>(SimdWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            MultiplyAddPeak.Measure<T>(width).ToString("0.0", CultureInfo.InvariantCulture);
}

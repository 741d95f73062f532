using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using FixedPointKernels.Bench.Gate;
using FixedPointKernels.Bench.Measuring;

namespace FixedPointKernels.Bench.FirstCall;

/// <summary>What an application pays that calls the library once: wall time of whole processes, with
/// and without the call, in turns.</summary>
internal static class FirstCallCost
{
    private const int Pairs = 15;

    // What an application can choose in its runtimeconfig; the first is what it gets without choosing.
    private static readonly (string Name, string Value)[] Settings =
        [("", ""), ("DOTNET_TieredPGO", "0"), ("DOTNET_TieredCompilation", "0"), ("DOTNET_TC_QuickJitForLoops", "0")];

    /// <summary>Where the application is when the bench program was built.</summary>
    internal static string Built => Path.Combine(BaseBuild.Root, "bench", "FirstCall", "bin", "Release", "net10.0");

    /// <summary>Prints one line for the application as it is and one for each setting that it may choose, measured in turns.</summary>
    /// <param name="folder">Where it is: <see cref="Built"/>, or where it was published.</param>
    internal static void Print(string folder)
    {
        Console.WriteLine($"{"setting",-36} {"empty ms",9} {"solve ms",9} {"first call ms",14}");
        foreach (((string name, string value), (double empty, double solve, double extra)) in Settings.Zip(Measure(folder, Settings)))
            Console.WriteLine(FormattableString.Invariant(
                $"{(name.Length == 0 ? "as it is" : $"{name}={value}"),-36} {empty * 1e3,9:F1} {solve * 1e3,9:F1} {extra * 1e3,14:F1}"));
    }

    /// <summary>Seconds that the first call costs an application that sets nothing: the median over pairs of processes.</summary>
    internal static double Measure() => Measure(Built, Settings[..1])[0].Extra;

    private static (double Empty, double Solve, double Extra)[] Measure(string folder, (string Name, string Value)[] settings)
    {
        double[][] empty = [.. settings.Select(_ => new double[Pairs])], solve = [.. settings.Select(_ => new double[Pairs])];

        // Pair −1 brings the files into the system's cache.
        for (int pair = -1; pair < Pairs; pair++)
        {
            for (int i = 0; i < settings.Length; i++)
            {
                (double without, double with) = (Start(folder, "empty", settings[i]), Start(folder, "solve", settings[i]));
                if (pair >= 0) (empty[i][pair], solve[i][pair]) = (without, with);
            }
        }

        return
        [
            .. empty.Zip(solve, (without, with) =>
                (Sampler.Median(without), Sampler.Median(with), Sampler.Median([.. with.Zip(without, (more, less) => more - less)]))),
        ];
    }

    private static double Start(string folder, string verb, (string Name, string Value) setting)
    {
        string program = Path.Combine(folder, "FirstCall.dll");
        ProcessStartInfo start = new(ChildProcess.Dotnet, [program, verb]);
        if (setting.Name.Length > 0) start.Environment[setting.Name] = setting.Value;
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(began).TotalSeconds : throw new GateException($"{program} {verb} failed.");
    }
}

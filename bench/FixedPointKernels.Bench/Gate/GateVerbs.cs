using System;

namespace FixedPointKernels.Bench.Gate;

/// <summary>The gate's verbs: <c>compare BASE [--only PATTERN] [--counters]</c>, <c>counters FILE</c>,
/// <c>baseline FILE</c>, <c>serve</c>.</summary>
internal static class GateVerbs
{
    private const int Quiet = 0;
    private const int Found = 1;
    private const int Failed = 2;

    private static string OwnProgram => typeof(GateVerbs).Assembly.Location;

    /// <summary>Whether the gate knows the verb.</summary>
    internal static bool Knows(string[] args) => args is ["compare" or "counters" or "baseline" or "serve", ..];

    /// <summary>0: nothing found; 1: one line per finding was printed; 2: no comparison could be made, and one line says why.</summary>
    internal static int Run(string[] args)
    {
        try
        {
            switch (args)
            {
                case ["serve"]:
                    new Server(Console.In, Console.Out).Run();
                    return Quiet;
                case ["baseline", var file]:
                    Baseline.Measure(OwnProgram).Write(file);
                    return Quiet;
                case ["counters", var file]:
                    return Baseline.Read(file).Check(GateCases.All, Console.Out) ? Quiet : Found;
                case ["compare", var revision, .. var options]:
                    return Compare(revision, options);
                default:
                    throw new GateException("Usage: compare BASE [--only PATTERN] [--counters] | counters FILE | baseline FILE | serve");
            }
        }
        catch (GateException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return Failed;
        }
    }

    private static int Compare(string revision, ReadOnlySpan<string> options)
    {
        string pattern = "";
        bool countersOnly = false;
        for (int i = 0; i < options.Length; i++)
        {
            if (options[i] == "--counters") countersOnly = true;
            else if (options[i] == "--only" && i + 1 < options.Length) pattern = options[++i];
            else throw new GateException($"'{options[i]}' is not an option of compare: --only PATTERN, --counters.");
        }

        Comparison comparison = new(BaseBuild.Of(revision), OwnProgram, Console.Out);
        return comparison.Run(pattern, countersOnly) ? Quiet : Found;
    }
}

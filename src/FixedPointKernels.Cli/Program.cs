using System;
using FixedPointKernels.Cli.Shell;

namespace FixedPointKernels.Cli;

/// <summary>The process: streams, signals and the exit code. Everything else is <see cref="Application"/>, which tests call directly.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        using Interruption interruption = new();
        return Application.Run(args, new Surroundings(Console.Out, Console.Error, interruption.Token)
        {
            OutputIsTerminal = !Console.IsOutputRedirected,
        });
    }
}

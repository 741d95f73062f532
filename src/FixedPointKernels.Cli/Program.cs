using System;
using FixedPointKernels.Cli.Shell;

namespace FixedPointKernels.Cli;

/// <summary>The process: streams, signals and the exit code. Everything else is <see cref="Application"/>, which tests call
/// directly.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        using Interruption interruption = new();
        using GuardedWriter output = new(() => Console.Out), error = new(() => Console.Error);

        // A terminal is written to as it is: the tables and bars ask Console.Out how wide it is.
        bool terminal = !Console.IsOutputRedirected;
        Surroundings here = new(terminal ? Console.Out : output, error, interruption.Token)
        {
            OutputIsTerminal = terminal,
            InputIsTerminal = !Console.IsInputRedirected,
            InputIsClosed = ClosedInput.IsSo(),
            OpenInput = Console.OpenStandardInput,
            OpenOutput = Console.OpenStandardOutput,
        };
        int code = Application.Run(args, here);
        if (code == ExitCode.Interrupted) return interruption.ExitCode;
        if (output.Failure is not { } failure) return code;
        here.Complain($"standard output cannot be written: {failure}; all else was done");
        return code == ExitCode.Done ? ExitCode.BadInput : code;
    }
}

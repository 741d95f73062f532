using System;
using System.IO;

namespace FixedPointKernels.Cli.Shell;

/// <summary>Every exception as one line on the error stream and an exit code; a stack trace only on request.</summary>
internal static class FailureReport
{
    /// <summary>Set to 1 to see where an exception came from.</summary>
    internal const string TraceVariable = "FPK_TRACE";

    internal static int Write(Exception failure, Surroundings here)
    {
        (int code, string line) = failure switch
        {
            CommandFailure known => (known.ExitCode, known.Message),
            IOException or UnauthorizedAccessException => (ExitCode.BadInput, failure.Message.TrimEnd('.') + WorkingFolder()),
            OperationCanceledException => (ExitCode.Interrupted, "interrupted; nothing was written"),
            ArgumentException misuse and not ArgumentNullException => (ExitCode.BadInput, misuse.Message),
            OutOfMemoryException or OverflowException => (
                ExitCode.BadInput, "the problem is too large for this machine's memory; bring fewer samples at a time or use --precision float"),
            _ => (
                ExitCode.Internal, $"internal error: {failure.GetType().Name}: {failure.Message} (a fault of fpk; {TraceVariable}=1 shows where)"),
        };
        here.Complain(line);
        if (Environment.GetEnvironmentVariable(TraceVariable) == "1") here.Error.WriteLine(failure);
        return code;
    }

    // Where the shell stands in a folder that was removed, every relative name leads nowhere.
    private static string WorkingFolder()
    {
        try
        {
            Directory.GetCurrentDirectory();
            return "";
        }
        catch (IOException)
        {
            return " (the working folder was removed: go to another, or name files from the root)";
        }
    }
}

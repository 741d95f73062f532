using System;
using System.IO;
using System.Linq;

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
            ArgumentException misuse and not ArgumentNullException => (ExitCode.BadInput, Plain(misuse)),
            OutOfMemoryException or OverflowException => (
                ExitCode.BadInput,
                "the problem is too large for this machine's memory; bring fewer samples at a time or use --precision float"),
            _ => (
                ExitCode.Internal,
                $"internal error: {failure.GetType().Name}: {failure.Message} (a fault of fpk; {TraceVariable}=1 shows where)"),
        };
        here.Complain(line);
        if (Environment.GetEnvironmentVariable(TraceVariable) == "1") here.Error.WriteLine(failure);
        return code;
    }

    // What the library says of a property, said of the option of that name, without what the framework adds for programmers.
    private static string Plain(ArgumentException misuse)
    {
        string message = misuse.Message.Split(Environment.NewLine)[0], parameter = misuse.ParamName ?? "";
        message = message.Replace($" (Parameter '{parameter}')", "", StringComparison.Ordinal);
        if (parameter.Length == 0 || !char.IsUpper(parameter[0]) || !message.StartsWith($"{parameter} =", StringComparison.Ordinal))
            return message;
        string option = string.Concat(parameter.Select(letter => char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{letter}"));
        return $"-{option}{message[(parameter.Length + 2)..]}";
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

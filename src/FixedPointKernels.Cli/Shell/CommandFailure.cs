using System;

namespace FixedPointKernels.Cli.Shell;

/// <summary>The end of a verb in one line for the error stream and an exit code.</summary>
internal sealed class CommandFailure : Exception
{
    /// <summary>Bad input (exit 2) unless another code is given.</summary>
    internal CommandFailure(string message, int exitCode = Shell.ExitCode.BadInput)
        : base(message) => ExitCode = exitCode;

    /// <summary>Bad input that another exception found.</summary>
    internal CommandFailure(string message, Exception cause)
        : base(message, cause) => ExitCode = Shell.ExitCode.BadInput;

    internal int ExitCode { get; }
}

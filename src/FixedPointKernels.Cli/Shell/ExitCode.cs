namespace FixedPointKernels.Cli.Shell;

/// <summary>What the process says to its caller.</summary>
internal static class ExitCode
{
    internal const int Done = 0;
    internal const int VerificationFailed = 1;
    internal const int BadInput = 2;

    /// <summary>Some samples did not converge; results are written all the same.</summary>
    internal const int NotConverged = 3;

    /// <summary>A fault of the program itself (EX_SOFTWARE of sysexits.h).</summary>
    internal const int Internal = 70;

    /// <summary>Ctrl-C: 128 + SIGINT, as shells count.</summary>
    internal const int Interrupted = 130;

    /// <summary>SIGTERM, counted the same way.</summary>
    internal const int Terminated = 143;
}

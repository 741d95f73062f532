using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace FixedPointKernels.Cli.Shell;

/// <summary>Ctrl-C and SIGTERM as cancellation: the first asks the verb to stop with nothing half-written, the second ends the
/// process.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    internal Interruption()
    {
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
    }

    internal CancellationToken Token => source.Token;

    /// <summary>130 after Ctrl-C, 143 after SIGTERM: of the signal that came first.</summary>
    internal int ExitCode { get; private set; } = Shell.ExitCode.Interrupted;

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        source.Dispose();
    }

    private void Ask(PosixSignalContext context)
    {
        context.Cancel = !source.IsCancellationRequested;
        if (context.Cancel && context.Signal == PosixSignal.SIGTERM) ExitCode = Shell.ExitCode.Terminated;
        source.Cancel();
    }
}

using System;
using System.Threading;

namespace FixedPointKernels.Tests.Support;

/// <summary>Asks for cancellation during the evaluation whose number is given; its <see cref="Watch"/> goes into a
/// <see cref="WatchedMap{T, TMap}"/>.</summary>
internal sealed class Cancelling(int evaluations) : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private int left = evaluations;

    internal CancellationToken Token => source.Token;

    public void Dispose() => source.Dispose();

    internal void Watch(double[] states)
    {
        if (--left == 0) source.Cancel();
    }
}

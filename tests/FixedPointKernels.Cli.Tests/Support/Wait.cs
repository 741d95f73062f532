using System;
using System.Threading;

namespace FixedPointKernels.Cli.Tests.Support;

/// <summary>Waits for something that passes by.</summary>
internal static class Wait
{
    /// <summary>Looks every millisecond, on the caller's thread: what follows an await would queue for the pool, whose few threads other
    /// tests hold for seconds.</summary>
    internal static void Until(Func<bool> isSo)
    {
        while (!isSo()) Thread.Sleep(1);
    }
}

using System;

namespace FixedPointKernels.Cli.Files;

/// <summary>A folder of results that gets its name when all is there.</summary>
internal interface IResultFolder : IDisposable
{
    /// <summary>Where to write for now.</summary>
    string Path(params ReadOnlySpan<string> parts);

    /// <summary>Writes something.</summary>
    /// <exception cref="Shell.CommandFailure">It cannot be written; the line says what stays.</exception>
    void Write(Action write);

    /// <summary>Everything that there will be was written.</summary>
    /// <param name="interrupted">Whether more was asked for.</param>
    /// <returns>Where it is, and how to go on, to be put behind a sentence; empty where there is no way to.</returns>
    (string Place, string Onward) Conclude(bool interrupted);
}

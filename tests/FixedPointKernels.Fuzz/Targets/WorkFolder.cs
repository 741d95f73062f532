using System;
using System.IO;

namespace FixedPointKernels.Fuzz.Targets;

/// <summary>A folder of a target's own, made when it is first asked for: most targets of the table are only looked at.</summary>
/// <param name="mark">What its name holds.</param>
internal sealed class WorkFolder(string mark) : IDisposable
{
    private string? path;

    internal string Path => path ??= Directory.CreateTempSubdirectory($"fpk-fuzz-{mark}-").FullName;

    public void Dispose()
    {
        if (path is not null) Directory.Delete(path, recursive: true);
    }
}

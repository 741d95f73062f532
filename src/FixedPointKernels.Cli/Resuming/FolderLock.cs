using System.Collections.Generic;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Shell;

namespace FixedPointKernels.Cli.Resuming;

/// <summary>Keeps a folder to one process, by an open file in it that the system gives back when the process ends, however it
/// ends.</summary>
internal sealed class FolderLock : System.IDisposable
{
    /// <summary>The file.</summary>
    internal const string Name = "lock";

    private readonly string file;
    private readonly FileStream open;

    private FolderLock(string file, FileStream open) => (this.file, this.open) = (file, open);

    /// <summary>Takes the folder, and removes what a process that ended while it wrote left under a temporary name.</summary>
    /// <param name="folder">A folder that is there.</param>
    /// <param name="refusal">What to say where another process has it.</param>
    /// <exception cref="CommandFailure">Another process has it.</exception>
    internal static FolderLock Take(string folder, string refusal)
    {
        string file = Path.Combine(folder, Name);
        FolderLock taken;
        try
        {
            taken = new(file, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException failure) when (File.Exists(file))
        {
            throw new CommandFailure(refusal, failure);
        }

        IEnumerable<string> leftovers = Directory.EnumerateFiles(
            folder, ".fpk-*.tmp", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None });
        foreach (string leftover in leftovers.ToList()) File.Delete(leftover);
        return taken;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        open.Dispose();
        if (Directory.Exists(Path.GetDirectoryName(file))) File.Delete(file);
    }
}

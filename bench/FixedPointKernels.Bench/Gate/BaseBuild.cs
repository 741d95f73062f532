using System;
using System.IO;

namespace FixedPointKernels.Bench.Gate;

/// <summary>The bench program of another revision: built once in a temporary worktree and kept under artifacts/gate/REVISION.</summary>
internal static class BaseBuild
{
    private const string Project = "bench/FixedPointKernels.Bench";
    private const string Program = "FixedPointKernels.Bench.dll";

    /// <summary>The repository this program was built in.</summary>
    internal static string Root => FindRoot();

    /// <summary>The dll to start.</summary>
    /// <param name="revision">A git revision, or a folder with a checkout.</param>
    /// <exception cref="GateException">There is no such revision, or it does not build.</exception>
    internal static string Of(string revision)
    {
        if (Directory.Exists(Path.Combine(revision, Project)))
            return Publish(revision, Path.Combine(Root, "artifacts", "gate", "checkout"));
        string commit = ChildProcess.Run("git", "-C", Root, "rev-parse", "--verify", $"{revision}^{{commit}}");
        string kept = Path.Combine(Root, "artifacts", "gate", commit);
        if (File.Exists(Path.Combine(kept, Program))) return Path.Combine(kept, Program);
        string worktree = Path.Combine(Path.GetTempPath(), $"fpk-gate-{commit[..12]}-{Environment.ProcessId}");
        ChildProcess.Run("git", "-C", Root, "worktree", "add", "--detach", worktree, commit);
        try
        {
            return Publish(worktree, kept);
        }
        finally
        {
            ChildProcess.Run("git", "-C", Root, "worktree", "remove", "--force", worktree);
        }
    }

    // The finished folder is moved into place, so an interrupted build is never taken for a whole one.
    private static string Publish(string checkout, string target)
    {
        string fresh = $"{target}-{Environment.ProcessId}";
        ChildProcess.Run(ChildProcess.Dotnet, "publish", Path.Combine(checkout, Project), "-c", "Release", "-v", "q",
            "-p:RunAnalyzers=false", "-o", fresh);
        if (Directory.Exists(target)) Directory.Delete(target, recursive: true);
        Directory.Move(fresh, target);
        return Path.Combine(target, Program);
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FixedPointKernels.sln"))) return folder.FullName;
        }

        throw new GateException($"{AppContext.BaseDirectory} is not inside the repository: run the bench program where it was built.");
    }
}

using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace FixedPointKernels.Bench.Gate;

/// <summary>Runs a tool to its end.</summary>
internal static class ChildProcess
{
    /// <summary>The host this program runs under.</summary>
    internal static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>What the tool wrote, trimmed.</summary>
    /// <exception cref="GateException">It failed; the message holds what it said.</exception>
    internal static string Run(string tool, params string[] arguments)
    {
        ProcessStartInfo start = new(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Trim()
            : throw new GateException($"{tool} {string.Join(' ', arguments)} failed:\n{output}{errors.GetAwaiter().GetResult()}".TrimEnd());
    }
}

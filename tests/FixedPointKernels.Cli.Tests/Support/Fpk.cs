using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using FixedPointKernels.Cli.Shell;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Support;

/// <summary>Runs fpk: inside this process where speed counts, as a process of its own where that is what is tested.</summary>
internal static class Fpk
{
    internal static Outcome Run(params string[] args) => Run(CancellationToken.None, args);

    internal static Outcome Run(CancellationToken cancellation, params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = Application.Run(args, new Surroundings(output, error, cancellation));
        return new Outcome(code, output.ToString(), error.ToString());
    }

    internal static async Task<Outcome> RunProcess(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        using Process process = Start(environment, args);
        return await Finish(process);
    }

    internal static Process Start(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "fpk.dll"));
        foreach (string arg in args) start.ArgumentList.Add(arg);
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>A line of the shell, in a folder, where fpk is the program: for redirections, pipes and what else a shell does to a
    /// process.</summary>
    internal static async Task<Outcome> Shell(string folder, string line)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", "fpk() { \"$DOTNET\" \"$FPK\" \"$@\"; }; " + line])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["DOTNET"] = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        start.Environment["FPK"] = Path.Combine(AppContext.BaseDirectory, "fpk.dll");
        using Process process = Process.Start(start)!;
        return await Finish(process);
    }

    internal static async Task<Outcome> Finish(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        return new Outcome(process.ExitCode, await output, await error);
    }
}

/// <summary>What a run left on its streams.</summary>
internal sealed record Outcome(int Code, string Output, string Error)
{
    /// <summary>Asserts the exit code and that the error stream holds exactly one line of ours, without a stack trace; returns
    /// it.</summary>
    internal string FailsWith(int code)
    {
        Assert.True(Code == code, $"exit {Code} instead of {code}; stdout: {Output}; stderr: {Error}");
        Assert.StartsWith("fpk: ", Error, StringComparison.Ordinal);
        Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", Error, StringComparison.Ordinal);
        return Error;
    }

    internal string Succeeds()
    {
        Assert.True(Code == 0, $"exit {Code}; stdout: {Output}; stderr: {Error}");
        Assert.Equal("", Error);
        return Output;
    }
}

using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace FixedPointKernels.Bench.Peers;

/// <summary>A script of bench/peers in a process of its own that takes a step when asked and says how long it took.</summary>
internal sealed class PythonPeer : IDisposable
{
    internal const string NotInstalled = "python3 with torch not installed";
    private readonly Process process;

    private PythonPeer(Process process, string version) => (this.process, Version) = (process, version);

    /// <summary>What the script runs on: "torch 1.13.0".</summary>
    internal string Version { get; }

    /// <summary>Starts a script with the folder that holds its inputs; null where no Python has what it imports.</summary>
    /// <remarks>Tried in turn: FPK_PYTHON, the system's own python3, the first of the path. The child gets the BLAS kernels that this
    /// process gives its own peer.</remarks>
    internal static PythonPeer? Start(string script, string folder)
    {
        foreach (string? python in (string?[])[Environment.GetEnvironmentVariable("FPK_PYTHON"), "/usr/bin/python3", "python3"])
        {
            if (python is null) continue;
            ProcessStartInfo info = new(python, [Path.Combine(AppContext.BaseDirectory, "peers", script), folder])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            };
            foreach ((string name, string? value) in OpenBlas.Settings()) info.Environment[name] = value;
            info.Environment["OMP_NUM_THREADS"] = "1";
            if (Begin(info) is not { } process) continue;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            if (process.StandardOutput.ReadLine() is { } line && line.StartsWith("ready ", StringComparison.Ordinal))
                return new(process, line[6..]);
            process.Dispose();
        }

        return null;
    }

    /// <summary>Has the change of the weights at rate 1 written to change.npy.</summary>
    internal void Check(string rule) => Ask($"check {rule}");

    /// <summary>Takes one step and returns its seconds.</summary>
    internal double Run(string rule) => double.Parse(Ask($"run {rule}"), CultureInfo.InvariantCulture);

    /// <summary>Ends the script: it stops when its input does.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private static Process? Begin(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private string Ask(string question)
    {
        process.StandardInput.WriteLine(question);
        process.StandardInput.Flush();
        return process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The peer ended when asked: {question}.");
    }
}

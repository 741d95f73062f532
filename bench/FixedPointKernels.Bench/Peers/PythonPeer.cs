using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using FixedPointKernels.Bench.Measuring;

namespace FixedPointKernels.Bench.Peers;

/// <summary>A script of bench/peers in a process of its own that takes a step when asked and says how long it took.</summary>
internal sealed class PythonPeer : IDisposable
{
    private readonly Process process;

    private PythonPeer(Process process, string version) => (this.process, Version) = (process, version);

    /// <summary>Why there is no peer.</summary>
    internal static string NotInstalled(string package) => $"python3 with {package} not installed";

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

    /// <summary>Has the answer of a work written into the folder.</summary>
    internal void Check(string work) => Ask($"check {work}");

    /// <summary>Does the work once and returns its seconds.</summary>
    internal double Run(string work) => double.Parse(Ask($"run {work}"), CultureInfo.InvariantCulture);

    /// <summary>Our call and the peer's in turn; of three of ours a round the last counts: the first finds its memory gone from the caches,
    /// and theirs is long enough not to notice.</summary>
    /// <returns>The median seconds of both, and the median of theirs over ours within a round.</returns>
    internal (double Ours, double Theirs, double Ratio) Alternate(Action call, string work, int rounds)
    {
        Sampler.WarmUp([call]);
        double[] ours = new double[rounds], theirs = new double[rounds], ratios = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            theirs[round] = Run(work);
            for (int i = 0; i < 3; i++)
            {
                long start = Stopwatch.GetTimestamp();
                call();
                ours[round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }

            ratios[round] = theirs[round] / ours[round];
        }

        return (Sampler.Median(ours), Sampler.Median(theirs), Sampler.Median(ratios));
    }

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

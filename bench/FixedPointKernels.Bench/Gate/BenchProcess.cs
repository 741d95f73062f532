using System;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace FixedPointKernels.Bench.Gate;

/// <summary>A bench program running as a child in its serving mode.</summary>
internal sealed class BenchProcess : IDisposable
{
    private readonly Process process;

    /// <summary>Starts the program.</summary>
    /// <param name="program">Path of its dll.</param>
    /// <exception cref="GateException">It does not serve.</exception>
    internal BenchProcess(string program)
    {
        ProcessStartInfo start = new(ChildProcess.Dotnet, [program, "serve"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };

        // Calls are counted from the start, not only after 100 ms without new methods: a case is warm in 50 ms instead of a second or two.
        // Without profiles the compiler makes the same code of the same source: with them equal processes
        // differed by 4.5 times (power law, float).
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";

        // A random length: the environment lies at the stack's start, and an alignment that all processes of one side
        // share would pass for a change of the code.
        start.Environment["FPK_GATE_PADDING"] = new string('x', Random.Shared.Next(4096));
        process = Process.Start(start)!;
        if (process.StandardOutput.ReadLine() == Server.Greeting) return;
        Dispose();
        throw new GateException($"{program} has no 'serve' verb: only revisions that contain the gate can be compared.");
    }

    internal string[] List() => Ask<string[]>("list");

    internal CaseCounters Count(string name) => Ask<CaseCounters>($"count {name}");

    internal double WarmUp(string name) => Ask<double>($"warm {name}");

    internal double Time(string name, int calls) => Ask<double>(string.Create(CultureInfo.InvariantCulture, $"time {name} {calls}"));

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(2000)) process.Kill();
        process.Dispose();
    }

    private T Ask<T>(string command)
    {
        process.StandardInput.WriteLine(command);
        process.StandardInput.Flush();
        string line = process.StandardOutput.ReadLine() ?? throw new GateException($"The bench program ended at '{command}'.");
        if (line.StartsWith("{\"Error\"", StringComparison.Ordinal)) throw new GateException($"'{command}' failed: {line}");
        return JsonSerializer.Deserialize<T>(line)!;
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace FixedPointKernels.Bench.Gate;

/// <summary>The serving side of the gate, <c>-- serve</c>: a line with a command in, one line of JSON out, until the input ends.</summary>
/// <remarks>
/// <c>list</c>: the names of the cases; <c>count NAME</c>: the exact counters; <c>warm NAME</c>: compiles for good, answers the seconds of
/// a call; <c>time NAME CALLS</c>: seconds per call over so many. The first line of output says that this is the gate's server. A command
/// that fails answers <c>{"Error": …}</c>.
/// </remarks>
internal sealed class Server(TextReader input, TextWriter output)
{
    internal const string Greeting = "{\"Gate\":1}";

    private readonly Dictionary<string, Func<CallCounts>> prepared = [];
    private readonly List<byte[]> padding = [];

    internal void Run()
    {
        Write(Greeting);
        while (input.ReadLine() is { } line) Write(Answer(line));
    }

    private string Answer(string line)
    {
        try
        {
            return line.Split(' ') switch
            {
                ["list"] => JsonSerializer.Serialize(GateCases.All.Select(one => one.Name)),
                ["count", var name] => JsonSerializer.Serialize(CaseCounters.Of(Call(name))),
                ["warm", var name] => JsonSerializer.Serialize(CaseClock.WarmUp(Call(name))),
                ["time", var name, var calls] =>
                    JsonSerializer.Serialize(CaseClock.Time(Call(name), int.Parse(calls, CultureInfo.InvariantCulture))),
                _ => throw new ArgumentException($"'{line}' is not a command of the gate's server."),
            };
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or FormatException)
        {
            return JsonSerializer.Serialize(new { Error = failure.Message });
        }
    }

    private Func<CallCounts> Call(string name)
    {
        if (prepared.TryGetValue(name, out Func<CallCounts>? call)) return call;

        // Where memory lies in its page is left to chance, process by process; else all processes of one build might share a bad place.
        padding.Add(GC.AllocateUninitializedArray<byte>(Random.Shared.Next(4096), pinned: true));
        return prepared[name] = GateCases.Find(name).Prepare();
    }

    private void Write(string line)
    {
        output.WriteLine(line);
        output.Flush();
    }
}

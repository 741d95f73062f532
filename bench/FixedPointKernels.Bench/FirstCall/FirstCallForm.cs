using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using FixedPointKernels.Bench.Gate;

namespace FixedPointKernels.Bench.FirstCall;

/// <summary>A form that an application can have on a disk, and the setting it starts with.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Command">The program that is started.</param>
/// <param name="Arguments">What stands before the verb.</param>
/// <param name="Setting">An environment variable and its value, or two empty texts.</param>
internal sealed record FirstCallForm(string Name, string Command, string[] Arguments, (string Name, string Value) Setting)
{
    // How each is published. Composite and instruction set go to the compiler that works ahead of the run-time one.
    private static readonly (string Name, string[] Options)[] Publishings =
    [
        ("application ReadyToRun", ["-p:PublishReadyToRun=true", "--self-contained", "false"]),
        ("self-contained composite", ["-p:PublishReadyToRun=true", "-p:PublishReadyToRunComposite=true", "--self-contained", "true"]),
        ("composite for x86-64-v3",
            [
                "-p:PublishReadyToRun=true", "-p:PublishReadyToRunComposite=true", "--self-contained", "true",
                "-p:PublishReadyToRunCrossgen2ExtraArgs=--instruction-set:x86-64-v3",
            ]),
        ("native for x86-64-v3", ["-p:PublishAot=true", "-p:IlcInstructionSet=x86-64-v3"]),
    ];

    /// <summary>The verb of a process that makes no call.</summary>
    internal string Without { get; init; } = "empty";

    /// <summary>The verb of one that makes the call.</summary>
    internal string With { get; init; } = "solve";

    /// <summary>What an application can choose in its runtimeconfig; the first is what it gets without choosing.</summary>
    /// <param name="folder">Where it was built or published.</param>
    internal static IReadOnlyList<FirstCallForm> Settings(string folder) =>
    [
        Managed("as it is", folder, ("", "")),
        Managed("DOTNET_TieredPGO=0", folder, ("DOTNET_TieredPGO", "0")),
        Managed("DOTNET_TieredCompilation=0", folder, ("DOTNET_TieredCompilation", "0")),
        Managed("DOTNET_TC_QuickJitForLoops=0", folder, ("DOTNET_TC_QuickJitForLoops", "0")),
    ];

    /// <summary>A host with 20 ms of its own to do, and a solve of two neurons on another thread beside them.</summary>
    internal static FirstCallForm Warmed(FirstCallForm form) =>
        form with { Name = "warm-up beside 20 ms of work", Without = "work", With = "warmed" };

    /// <summary>Publishes it in every form into artifacts/first-call; one that cannot be published here is left out, by name.</summary>
    internal static IReadOnlyList<FirstCallForm> Publish()
    {
        List<FirstCallForm> forms = [];
        foreach ((string name, string[] options) in Publishings)
        {
            string folder = Path.Combine(BaseBuild.Root, "artifacts", "first-call", name.Replace(' ', '-'));
            try
            {
                ChildProcess.Run(
                    ChildProcess.Dotnet,
                    [
                        "publish", Path.Combine(BaseBuild.Root, "bench", "FirstCall"), "-c", "Release", "-m:1", "-r", "linux-x64",
                        "-p:RunAnalyzers=false", "--artifacts-path", folder + "-made", "-o", folder, .. options,
                    ]);
            }
            catch (GateException failure)
            {
                Console.WriteLine($"left out: {name}: {failure.Message.Split('\n')[^1].Trim()}");
                continue;
            }

            string program = Path.Combine(folder, "FirstCall");
            forms.Add(new(name, program, [], ("", "")));
        }

        return forms;
    }

    /// <summary>Starts it and waits.</summary>
    /// <returns>Wall and processor seconds, of all its threads.</returns>
    internal (double Wall, double Processor) Start(string verb)
    {
        ProcessStartInfo start = new(Command, [.. Arguments, verb]);
        if (Setting.Name.Length > 0) start.Environment[Setting.Name] = Setting.Value;
        double before = ChildUsage.Seconds();
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        double wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return process.ExitCode == 0 ? (wall, ChildUsage.Seconds() - before) : throw new GateException($"{Command} {verb} failed.");
    }

    /// <summary>How many methods it compiles.</summary>
    internal int Compiled(string verb) => int.Parse(
        ChildProcess.Run(Command, [.. Arguments, verb, "tell"]), System.Globalization.CultureInfo.InvariantCulture);

    private static FirstCallForm Managed(string name, string folder, (string Name, string Value) setting) =>
        new(name, ChildProcess.Dotnet, [Path.Combine(folder, "FirstCall.dll")], setting);
}

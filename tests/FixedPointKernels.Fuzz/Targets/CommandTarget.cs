using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using FixedPointKernels.Cli;
using FixedPointKernels.Cli.Shell;

namespace FixedPointKernels.Fuzz.Targets;

/// <summary>A verb of fpk that reads the file, in this process: exit code 0, 1 or 3 with a result, or 2 with one line and every file as it
/// was.</summary>
internal sealed class CommandTarget : Target
{
    // Training and reports work in tens of megabytes whatever the file says; what a file claims and does not hold is gigabytes.
    private const long Working = 256L << 20;

    private readonly Func<string, string[]> arguments;
    private readonly string changed;
    private readonly WorkFolder folder = new("work");
    private readonly Lazy<SortedDictionary<string, byte[]>> whole;

    /// <param name="name">As typed, and the folder of the corpus.</param>
    /// <param name="changed">The file that is changed, within the work folder.</param>
    /// <param name="arguments">The command line, from the work folder.</param>
    /// <param name="prepare">Writes whole files into the work folder.</param>
    internal CommandTarget(string name, string changed, Func<string, string[]> arguments, Action<string> prepare)
        : base(name, $"{Path.GetFileName(changed)} of fpk {string.Join(' ', arguments("DIR"))}")
    {
        (this.changed, this.arguments) = (changed, arguments);
        whole = new(() =>
        {
            prepare(folder.Path);
            return Files();
        });
    }

    /// <summary>See <see cref="Target.Open"/>.</summary>
    internal Func<byte[], Inner?> Container { get; init; } = static _ => null;

    internal bool HoldsText { get; init; }

    /// <summary>The output whose numbers are all finite where the exit code is 0.</summary>
    internal string? Finite { get; init; }

    internal override bool IsText => HoldsText;

    internal override Inner? Open(byte[] bytes) => Container(bytes);

    internal override long Allowance(int length) => Working;

    internal override IEnumerable<byte[]> Seeds() => whole.Value.TryGetValue(changed, out byte[]? file) ? [file] : [];

    protected override void Release() => folder.Dispose();

    internal override string Read(byte[] bytes)
    {
        Restore();
        File.WriteAllBytes(Path.Combine(Work, changed), bytes);
        using StringWriter output = new(), error = new();
        int code = Run(arguments(Work), output, error);
        string[] lines = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        switch (code)
        {
            case ExitCode.BadInput:
                if (lines is not [var line] || !line.StartsWith("fpk: ", StringComparison.Ordinal))
                    throw new Fault($"exit code 2 and not one line, but {lines.Length}: {error}");
                RequireUnchanged(bytes);
                return Refused + line;
            case ExitCode.Done or ExitCode.VerificationFailed or ExitCode.NotConverged:
                if (code == ExitCode.Done && Finite is not null && !AllFinite(Path.Combine(Work, Finite)))
                    throw new Fault($"exit code 0, but {Finite} holds what is not finite");
                return $"exit code {code}: {lines.FirstOrDefault()}";
            default:
                throw new Fault($"exit code {code}: {error}");
        }
    }

    /// <summary>Runs a line that has to end with a code; for what is prepared.</summary>
    internal static void Prepare(string[] line, int code, TextWriter? output = null, CancellationToken cancellation = default)
    {
        using StringWriter own = new(), error = new();
        int ended = Application.Run(line, new Surroundings(output ?? own, error, cancellation));
        if (ended != code) throw new InvalidOperationException($"fpk {string.Join(' ', line)} ended with {ended}, not {code}: {error}");
    }

    private string Work => folder.Path;

    private static int Run(string[] line, TextWriter output, TextWriter error) => Application.Run(line, new Surroundings(output, error));

    private static bool AllFinite(string file) => Array.TrueForAll(Learning.Data.Npy.Read(file).ToDoubles(), double.IsFinite);

    private void Restore()
    {
        _ = whole.Value;
        foreach (string entry in Directory.GetDirectories(Work)) Directory.Delete(entry, recursive: true);
        foreach (string entry in Directory.GetFiles(Work)) File.Delete(entry);
        foreach ((string name, byte[] bytes) in whole.Value)
        {
            string path = Path.Combine(Work, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }
    }

    private void RequireUnchanged(byte[] bytes)
    {
        SortedDictionary<string, byte[]> after = Files();
        foreach ((string name, byte[] before) in whole.Value.Append(new(changed, bytes)))
        {
            byte[] expected = name == changed ? bytes : before;
            if (!after.TryGetValue(name, out byte[]? now) || !now.SequenceEqual(expected))
                throw new Fault($"refused, but {name} is not what it was");
        }

        if (after.Keys.Except(whole.Value.Keys).FirstOrDefault(name => name != changed) is { } left)
            throw new Fault($"refused, but {left} was written");
    }

    private SortedDictionary<string, byte[]> Files() => new(
        Directory.GetFiles(Work, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(Work, file), File.ReadAllBytes),
        StringComparer.Ordinal);
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Threading;
using FixedPointKernels.Fuzz.Mutations;
using FixedPointKernels.Fuzz.Targets;

namespace FixedPointKernels.Fuzz;

/// <summary>A target under changed files for a while.</summary>
/// <remarks>A file whose answer was not heard before, numbers and what it quotes aside, becomes a parent of others: every check of a reader
/// has words of its own, so new words are new ground. Before a file is read it is written down, so that one which ends the process stays;
/// one that takes more than <see cref="Patience"/> of processor time ends it.</remarks>
/// <param name="target">The reader.</param>
/// <param name="folder">Its folder of the corpus.</param>
/// <param name="seed">Of the changes.</param>
internal sealed partial class Session(Target target, string folder, int seed)
{
    // A refused file takes under a millisecond, the longest whole one a tenth of a second.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<byte[]> parents = [];
    private readonly HashSet<string> heard = [], faults = [];
    private byte[] current = [];
    private int found;
    private TimeSpan since = TimeSpan.MaxValue;

    // Outside the corpus, which a build may be copying.
    private string Last => Path.Combine(Path.GetTempPath(), $"fpk-fuzz-last-{target.Name}");

    /// <summary>Reads the corpus, then changes of it, for a time.</summary>
    /// <returns>How many promises were broken, told apart by the words that say so.</returns>
    internal int Run(TimeSpan time)
    {
        string[] files = Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Order()] : [];
        if (File.Exists(Last)) Keep("crash", File.ReadAllBytes(Last), "it ended the process of the session before");
        Console.CancelKeyPress += (_, _) => File.Delete(Last);
        using Timer watch = new(_ => EndIfStuck(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        foreach (byte[] file in target.Seeds().Concat(files.Select(File.ReadAllBytes)))
        {
            parents.Add(file);
            Try(file);
        }

        if (parents.Count == 0) throw new InvalidOperationException($"{folder} holds no file to begin with");
        int whole = parents.Count;
        Random random = new(seed);
        Stopwatch clock = Stopwatch.StartNew();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long runs = 0;
        for (; clock.Elapsed < time; runs++)
        {
            byte[] next = Mutator.Next(target, parents, whole, random);
            if (Try(next)) parents.Add(next);
        }

        File.Delete(Last);
        double used = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Name}: {runs} files in {clock.Elapsed.TotalSeconds:0.0} s ({used:0.0} s of processor time), {heard.Count} answers, "
                + $"{found} faults"));
        return found;
    }

    // Whether the answer is a new one.
    private bool Try(byte[] file)
    {
        File.WriteAllBytes(Last, file);
        (current, since) = (file, Environment.CpuUsage.TotalTime);
        Judge judge = Judge.Of(target, file);
        since = TimeSpan.MaxValue;
        if (judge.Fault is not { } fault) return heard.Add(Words(judge.Answer));
        if (faults.Add(Words(fault))) Keep("fault", file, fault);
        return false;
    }

    private void Keep(string what, byte[] file, string fault)
    {
        string path = Path.Combine(folder, $"{what}-{Convert.ToHexStringLower(SHA256.HashData(file))[..8]}");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(path, file);
        found++;
        Console.WriteLine($"FOUND {target.Name}: {fault.ReplaceLineEndings(" ")} ({path})");
    }

    private void EndIfStuck()
    {
        if (since == TimeSpan.MaxValue || Environment.CpuUsage.TotalTime - since < Patience) return;
        Keep("slow", current, $"it takes more than {Patience.TotalSeconds} s");
        File.Delete(Last);
        Environment.Exit(1);
    }

    // What a line says before it quotes the file, without paths and numbers.
    private static string Words(string line)
    {
        string words = Paths().Replace(line, "");
        int quote = words.AsSpan().IndexOfAny('\'', '"');
        return NoLetters().Replace(quote < 0 ? words : words[..quote], " ");
    }

    [GeneratedRegex("""/[^\s:]*""")]
    private static partial Regex Paths();

    [GeneratedRegex("""[^A-Za-z]+""")]
    private static partial Regex NoLetters();
}

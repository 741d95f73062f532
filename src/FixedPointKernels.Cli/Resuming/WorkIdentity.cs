using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Cli.Resuming;

/// <summary>What decides a result beside the state: texts that must be the same where work goes on, and the register width, which should
/// be.</summary>
/// <param name="texts">Names and texts; a text may be a list such as "Rate = 0.1, Seed = 0".</param>
internal sealed class WorkIdentity(IEnumerable<(string Name, string Text)> texts)
{
    private const string WidthName = "register width";
    private readonly (string Name, string Text)[] texts = [.. texts];

    private static string Width => Dispatch.Width.ToString();

    /// <summary>SHA-256 of the texts, for files that belong to this work.</summary>
    internal string Fingerprint =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(texts.Select(one => $"{one.Name}\0{one.Text}\0")))));

    internal void Save(Checkpoint into)
    {
        foreach ((string name, string text) in texts) into.Add(name, text);
        into.Add(WidthName, Width);
    }

    /// <summary>Refuses a checkpoint of other work.</summary>
    /// <exception cref="DataFileException">It lacks something.</exception>
    /// <exception cref="CommandFailure">It belongs to other data, or to an fpk that computes differently.</exception>
    internal void Require(Checkpoint from)
    {
        foreach ((string name, string text) in texts)
        {
            string kept = from.Text(name);
            if (kept == text) continue;

            // The part that differs, of a list.
            (string before, string now) = kept.Split(", ").Zip(text.Split(", ")).FirstOrDefault(
                pair => pair.First != pair.Second, (First: kept, Second: text));
            throw new CommandFailure(
                $"{from.File}: it was begun with another {name} and cannot be continued with this one: '{before}' then, '{now}' now");
        }
    }

    /// <summary>What a person should know of the register widths; null for nothing.</summary>
    /// <exception cref="DataFileException">The checkpoint does not say its width.</exception>
    internal static string? Note(Checkpoint from)
    {
        string width = from.Text(WidthName);
        return width == Width
            ? null
            : $"begun at register width {width} and continued at {Width}: the last bits may differ from those of an uninterrupted run";
    }
}

using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Checkpoints;

namespace FixedPointKernels.Cli.Training;

/// <summary>--checkpoint-every and --resume, and the way of all other options into a checkpoint and back.</summary>
internal sealed class ResumeOptions
{
    /// <summary>What the names of options begin with among a checkpoint's texts.</summary>
    private const string Prefix = "option ";

    private readonly Option<string?> resume = new("--resume")
    {
        HelpName = "DIR",
        Description = "Continue what --out DIR began and did not finish, with its settings; only --threads, --data and --checkpoint-every may be said anew.",
    };

    private readonly Option<string?> every = new("--checkpoint-every")
    {
        HelpName = "WHEN",
        Description = $"Save in DIR.unfinished every so many seconds (30) or steps (200steps) [default: {CheckpointClock.Default}].",
    };

    /// <summary>Options that a continued run may be told anew: none of them changes what it computes (of the data, their checksum decides).</summary>
    private string[] Free => [resume.Name, every.Name, "--threads", "--data"];

    internal void AddTo(Command command)
    {
        command.Add(resume);
        command.Add(every);
    }

    /// <summary>The folder to continue; null where a new training is asked for.</summary>
    internal string? Folder(ParseResult parsed) => parsed.GetValue(resume);

    internal CheckpointClock? Clock(ParseResult parsed, UnfinishedFolder? folder)
    {
        string? when = parsed.GetValue(every);
        if (folder is null && when is not null) throw new CommandFailure($"{every.Name} {when} needs --out DIR: there is no place to save");
        return folder is null ? null : CheckpointClock.Of(every.Name, when ?? CheckpointClock.Default);
    }

    /// <summary>The options as they were given, for a checkpoint.</summary>
    internal Dictionary<string, string> Keep(ParseResult parsed) =>
        Given(parsed).Where(one => one.Name != resume.Name && one.Name != every.Name && one.Name != "--out").ToDictionary(one => Prefix + one.Name, one => one.Text);

    /// <summary>The command line of a checkpoint, with what may be said anew.</summary>
    /// <exception cref="CommandFailure">An option was given that says something else, or the checkpoint's cannot be understood.</exception>
    internal ParseResult Restore(ParseResult parsed, Checkpoint from)
    {
        Dictionary<string, string> options = from.Texts.Where(text => text.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(text => text.Key[Prefix.Length..], text => text.Value);
        foreach ((string name, string text) in Given(parsed))
        {
            string? kept = options.GetValueOrDefault(name);
            if (!Free.Contains(name) && kept != text)
            {
                throw new CommandFailure(
                    $"{name} {text} contradicts the training that {resume.Name} continues, which was begun {(kept is null ? "without it" : $"with {name} {kept}")}; leave {name} away, or begin another with --out");
            }

            if (name != resume.Name) options[name] = text;
        }

        HashSet<string> flags = [.. parsed.CommandResult.Command.Options.Where(option => option.Arity.MinimumNumberOfValues == 0).Select(option => option.Name)];
        IEnumerable<string> words = options.SelectMany(option => (string[])(option.Value.Length == 0 && flags.Contains(option.Key) ? [option.Key] : [option.Key, option.Value]));
        ParseResult restored = parsed.RootCommandResult.Command.Parse([parsed.CommandResult.Command.Name, .. words], parsed.Configuration);
        return restored.Errors.Count == 0 ? restored : throw new CommandFailure($"{from.File}: {ParseFailure.Of(restored).Message}");
    }

    private static IEnumerable<(string Name, string Text)> Given(ParseResult parsed)
    {
        foreach (Option option in parsed.CommandResult.Command.Options)
        {
            if (parsed.GetResult(option) is { Implicit: false } given) yield return (option.Name, string.Join(' ', given.Tokens.Select(token => token.Value)));
        }
    }
}

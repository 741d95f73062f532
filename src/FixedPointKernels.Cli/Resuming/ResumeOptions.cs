using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Checkpoints;

namespace FixedPointKernels.Cli.Resuming;

/// <summary>--resume, and the way of all other options into a checkpoint and back.</summary>
/// <param name="work">What is continued.</param>
/// <param name="free">Options that a continued run may be told anew: none of them changes what it computes (of the data, their checksum
/// decides).</param>
internal sealed class ResumeOptions(ResumableWork work, params string[] free)
{
    /// <summary>What the names of options begin with among a checkpoint's texts.</summary>
    private const string Prefix = "option ";

    private readonly Option<string?> resume = new("--resume")
    {
        HelpName = "DIR",
        Description = $"Continue what --out DIR began and did not finish, with its settings; only "
            + $"{(free.Length > 1 ? $"{string.Join(", ", free[..^1])} and " : "")}{free[^1]} may be said anew.",
    };

    internal void AddTo(Command command) => command.Add(resume);

    /// <summary>Begins the work, or goes on where --resume says it ended.</summary>
    /// <param name="here">Told where there is nothing left to do.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="output">--out.</param>
    /// <param name="run">The work: of which options, in which folder (made or handed out when asked for; null where none is wanted), and
    /// from which checkpoint.</param>
    /// <returns>The exit code.</returns>
    internal int Act(
        Surroundings here, ParseResult parsed, Option<string?> output, Func<ParseResult, Func<UnfinishedFolder?>, Checkpoint?, int> run)
    {
        if (parsed.GetValue(resume) is not { } name)
            return run(parsed, () => parsed.GetValue(output) is { } path ? UnfinishedFolder.Begin(path, work) : null, null);
        if (parsed.GetValue(output) is { } other)
            throw new CommandFailure($"--resume {name} writes its results where they belong; leave --out {other} away");
        using UnfinishedFolder? folder = UnfinishedFolder.Reopen(name, work);
        if (folder is null)
        {
            string finished = UnfinishedFolder.FinishedName(name);
            foreach ((string option, string text) in GivenOptions.Of(parsed))
            {
                if (option != resume.Name && !free.Contains(option))
                    throw new CommandFailure(
                        $"{finished} is finished, and {Said(option, text)} would not change it; leave {option} away, or begin another with "
                            + "--out");
            }

            here.Say($"{finished} is finished: there is nothing to continue; {work.Afterwards(finished)}");
            return ExitCode.Done;
        }

        Checkpoint checkpoint = here.Await(() => Checkpoint.Read(folder.Checkpoint, work.Command));
        return run(Restore(parsed, checkpoint), () => folder, checkpoint);
    }

    /// <summary>That an option is missing which only a continued run does without.</summary>
    internal CommandFailure Missing(Option option)
    {
        string verb = work.Command[(work.Command.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return new(
            $"{verb}: {option.Name} is required, unless {resume.Name} says what to continue; '{work.Command} --help' lists everything");
    }

    /// <summary>The options as they were given, as a command line that begins anew.</summary>
    /// <param name="parsed">The command line, restored where it is continued.</param>
    /// <param name="output">Where the results go: the option, and the folder's name.</param>
    internal string CommandLine(ParseResult parsed, (string Option, string Name)? output) => GivenOptions.CommandLine(
        work.Command,
        [
            .. GivenOptions.Of(parsed).Where(one => one.Name != resume.Name && one.Name != output?.Option),
            .. output is { } folder ? [folder] : ((string, string)[])[],
        ]);

    /// <summary>The options as they were given, for a checkpoint.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="onlyNow">Options that hold for this process alone.</param>
    internal Dictionary<string, string> Keep(ParseResult parsed, params string[] onlyNow) =>
        GivenOptions.Of(parsed).Where(
            one =>
                one.Name != resume.Name && one.Name != "--out" && !onlyNow.Contains(one.Name)).ToDictionary(one =>
                    Prefix + one.Name, one => one.Text);

    // A switch has no text.
    private static string Said(string option, string text) => text.Length == 0 ? option : $"{option} {text}";

    /// <summary>The command line of a checkpoint, with what may be said anew.</summary>
    /// <exception cref="CommandFailure">An option was given that says something else, or the checkpoint's cannot be understood.</exception>
    private ParseResult Restore(ParseResult parsed, Checkpoint from)
    {
        Dictionary<string, string> options = from.Texts.Where(text => text.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(text => text.Key[Prefix.Length..], text => text.Value);
        foreach ((string name, string text) in GivenOptions.Of(parsed))
        {
            string? kept = options.GetValueOrDefault(name);
            if (name != resume.Name && !free.Contains(name) && kept != text)
            {
                throw new CommandFailure(
                    $"{Said(name, text)} contradicts the {work.Noun} that {resume.Name} continues, which was begun "
                        + $"{(kept is null ? "without it" : $"with {Said(name, kept)}")}; leave {name} away, or begin another with --out");
            }

            if (name != resume.Name) options[name] = text;
        }

        HashSet<string> flags =
        [
            .. parsed.CommandResult.Command.Options.Where(option => option.Arity.MinimumNumberOfValues == 0).Select(option => option.Name),
        ];
        IEnumerable<string> words = options.SelectMany(
            option => (string[])(option.Value.Length == 0 && flags.Contains(option.Key) ? [option.Key] : [option.Key, option.Value]));
        ParseResult restored = parsed.RootCommandResult.Command.Parse(
            [.. ParseFailure.Name(parsed.CommandResult).Split(' '), .. words], parsed.Configuration);
        return restored.Errors.Count == 0 ? restored : throw new CommandFailure($"{from.File}: {ParseFailure.Of(restored).Message}");
    }
}

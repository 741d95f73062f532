using System;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;

namespace FixedPointKernels.Cli.Training;

/// <summary>When a training is saved: every so many seconds, or steps of all runs together.</summary>
internal sealed class CheckpointClock
{
    /// <summary>A minute of work is what a kill costs; a checkpoint of three networks of 300 neurons (2.2 MB) takes 4 to 8 ms.</summary>
    internal const string Default = "60";

    private const string StepsUnit = "steps";
    private readonly TimeSpan time = TimeSpan.MaxValue;
    private readonly int steps = int.MaxValue;
    private long saved = Stopwatch.GetTimestamp();
    private int since;

    private CheckpointClock(TimeSpan time) => this.time = time;

    private CheckpointClock(int steps) => this.steps = steps;

    internal static Option<string?> Option() => new("--checkpoint-every")
    {
        HelpName = "WHEN",
        Description = $"Save in DIR.unfinished every so many seconds (30) or steps (200steps) [default: {Default}].",
    };

    /// <summary>The clock asked for; null where nothing is kept.</summary>
    /// <exception cref="CommandFailure">One is asked for, but nothing is kept.</exception>
    internal static CheckpointClock? Read(ParseResult parsed, Option<string?> option, bool kept)
    {
        string? when = parsed.GetValue(option);
        if (!kept && when is not null) throw new CommandFailure($"{option.Name} {when} needs --out DIR: there is no place to save");
        return kept ? Of(option.Name, when ?? Default) : null;
    }

    /// <summary>Reads 30, 30s or 200steps.</summary>
    /// <exception cref="CommandFailure">It is none of these.</exception>
    internal static CheckpointClock Of(string option, string when)
    {
        if (when.EndsWith(StepsUnit, StringComparison.Ordinal))
        {
            ReadOnlySpan<char> digits = when.AsSpan(0, when.Length - StepsUnit.Length);
            if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0) return new(count);
        }
        else if (double.TryParse(
            when.EndsWith('s') ? when[..^1] : when, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            && seconds is > 0 and <= 1e6)
        {
            return new(TimeSpan.FromSeconds(seconds));
        }

        throw new CommandFailure(
            $"{option} is '{when}', but it must be seconds (30, or 0.5) up to 1000000, or steps (200steps), and "
                + $"positive{Numbers.CommaHint(when)}");
    }

    /// <summary>A step was made.</summary>
    /// <returns>Whether it is time to save.</returns>
    internal bool Step() => ++since >= steps || Stopwatch.GetElapsedTime(saved) >= time;

    /// <summary>It was saved.</summary>
    internal void Restart() => (since, saved) = (0, Stopwatch.GetTimestamp());
}

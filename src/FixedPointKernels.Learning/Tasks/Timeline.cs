using System;
using System.Collections.Generic;
using System.Linq;

namespace FixedPointKernels.Learning.Tasks;

/// <summary>The periods of a trial one after the other, in steps: each is round(ms/dt) long, and says so where that is not what was
/// asked for.</summary>
internal sealed class Timeline
{
    // More than anybody trains on, and few enough that sums of periods stay far from the end of int.
    private const int Most = 1_000_000;

    // Of a time that is a whole number of steps the quotient is off by one unit in the last place.
    private const double Whole = 1e-12;
    private readonly Dictionary<string, Period> periods = [];
    private readonly List<string> rounded = [];

    internal Timeline(string task, double timeStep)
    {
        if (!(timeStep > 0) || !double.IsFinite(timeStep))
            throw new ArgumentOutOfRangeException(
                nameof(timeStep), $"{task}: dt is {timeStep} ms, but it must be positive and finite.");
        (Task, Step) = (task, timeStep);
    }

    internal string Task { get; }

    /// <summary>dt in milliseconds.</summary>
    internal double Step { get; }

    internal int Steps { get; private set; }

    /// <summary>In words: "40 steps of 20 ms: sample 5, delay 25, test 5, decision 5".</summary>
    internal string Words
    {
        get
        {
            IEnumerable<string> lengths = periods.OrderBy(one => one.Value.Start).Select(one => $"{one.Key} {one.Value.Length}");
            return $"{Steps} steps of {Step} ms: {string.Join(", ", lengths)}";
        }
    }

    /// <summary>What was asked for and is not there, since steps are whole: "the delay of 510 ms is 26 steps of 20 ms, 520 ms"; empty where
    /// all is.</summary>
    internal string Rounding => string.Join("; ", rounded);

    internal Period this[string name] => periods[name];

    /// <summary>A period that may have no step.</summary>
    internal Timeline Add(string name, double milliseconds)
    {
        if (!(milliseconds >= 0) || !double.IsFinite(milliseconds))
            throw new ArgumentOutOfRangeException(
                name, $"{Task}: the {name} is {milliseconds} ms, but it must be finite and not negative.");
        double steps = Math.Round(milliseconds / Step);
        if (steps > Most - Steps)
            throw new ArgumentOutOfRangeException(
                name, $"{Task}: the {name} of {milliseconds} ms is {steps} steps of {Step} ms; a trial may have {Most} in all.");
        if (Math.Abs(steps - (milliseconds / Step)) > Whole * Math.Max(1, steps))
            rounded.Add($"the {name} of {milliseconds} ms is {steps} steps of {Step} ms, {steps * Step:G6} ms");
        periods[name] = new(Steps, Steps + (int)steps);
        Steps += (int)steps;
        return this;
    }

    /// <summary>A period without which there is nothing to see, or to score.</summary>
    internal Timeline Needs(string name, double milliseconds, string what) => Add(name, milliseconds)[name].Length > 0
        ? this
        : throw new ArgumentException(
            $"{Task}: with dt = {Step} ms the {name} of {milliseconds} ms has no step, which leaves nothing to {what}; "
            + $"dt must be below {2 * milliseconds} ms.");
}

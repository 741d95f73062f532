using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Tasks;

namespace FixedPointKernels.Cli.Verification;

/// <summary>Trials of decisions without noise: {task (2AF, DMS, CXT), args, dt, x (T × D), target (T)}.</summary>
internal static class DecisionTrials
{
    internal static TaskCase Read(JsonFields one, string name)
    {
        TrialSet set = Written(one);
        Dictionary<string, double[]> expected = [];
        if (one.Holds("x")) expected[TaskCase.DecisionInput] = one.Matrix("x", set.Steps, set.Columns);
        if (one.Holds("target")) expected[TaskCase.DecisionTarget] = one.Vector("target", set.Steps);
        return new(name, TaskCase.OfDecisions, expected, precision => new Dictionary<string, double[]>
        {
            [TaskCase.DecisionInput] = TaskCase.Inputs(set, precision),
            [TaskCase.DecisionTarget] = [.. set.Classes(0).ToArray().Select(label => (double)label)],
        });
    }

    private static TrialSet Written(JsonFields one)
    {
        string task = one.Text("task");
        JsonFields conditions = one.Part("args");
        double dt = one.Number("dt");

        // Nothing is drawn: there is no noise.
        SeededRandom none = new(0);
        try
        {
            switch (task)
            {
                case "2AF":
                    PerceptualDecision two = new(dt, noise: 0);
                    TrialSet set = two.NewSet(1);
                    two.Write(set[0], Which(conditions, "gt", 0), conditions.Number("coh"), none);
                    return set;
                case "DMS":
                    MatchToSample match = new(dt, noise: 0);
                    set = match.NewSet(1);
                    match.Write(set[0], Which(conditions, "sample", 0), Which(conditions, "gt", 1) == 0, none);
                    return set;
                case "CXT":
                    ContextDecision context = new(dt, noise: 0);
                    set = context.NewSet(1);
                    context.Write(
                        set[0], Which(conditions, "context", 0), Which(conditions, "gt", 1), Which(conditions, "other", 1),
                        conditions.Number("coh0"), conditions.Number("coh1"), none);
                    return set;
                default:
                    throw one.Refuse("task", $"is '{task}', but 2AF, DMS, CXT are the ones known");
            }
        }
        catch (ArgumentException failure)
        {
            throw one.Refuse("dt", $"is {dt}: {failure.Message}");
        }
    }

    // 0 or 1 of a condition that files count from some number on.
    private static int Which(JsonFields from, string field, int first)
    {
        int value = from.Whole(field, first);
        return value <= first + 1 ? value - first : throw from.Refuse(field, $"is {value}, but it is {first} or {first + 1}");
    }
}

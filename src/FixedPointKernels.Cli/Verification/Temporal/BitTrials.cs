using System;
using System.Collections.Generic;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Tasks;

namespace FixedPointKernels.Cli.Verification;

/// <summary>Trials of copy and exclusive or: {task (0, or minus the depth), delay, raw_bits, input, target, three first steps counted from
/// 1}.</summary>
internal static class BitTrials
{
    private const int MostDepth = 20;

    internal static TaskCase Read(JsonFields one, string name)
    {
        double task = one.Number("task");
        if (task > 0 || task != (int)task || task < -MostDepth)
            throw one.Refuse("task", $"is {task}, but 0 is copy and -h is exclusive or of depth h, up to {MostDepth}");
        int delay = one.Whole("delay", 1), steps = one.Length("raw_bits") - delay;
        double[] bits = one.Vector("raw_bits", one.Length("raw_bits"));
        if (Array.Exists(bits, bit => bit is not (0 or 1))) throw one.Refuse("raw_bits", "holds what is no bit");
        if ((long)delay << -(int)task >= steps) throw one.Refuse("delay", $"is {delay}, which leaves no step to score");
        Dictionary<string, double[]> expected = [];
        Add(TaskCase.BitInput, "input", field => one.Vector(field, steps));
        Add(TaskCase.BitTarget, "target", field => one.Vector(field, steps));
        Add(TaskCase.FirstDefined, "first_step_with_defined_target_1based", field => [one.Number(field)]);
        Add(TaskCase.FirstPredictable, "first_step_predictable_from_presented_input_1based", field => [one.Number(field)]);
        Add(TaskCase.FirstPublished, "first_loss_step_1based_in_published_example", field => [one.Number(field)]);
        return new(name, TaskCase.OfBits, expected, precision => Found(-(int)task, delay, bits, precision));

        void Add(string quantity, string field, Func<string, double[]> read)
        {
            if (one.Holds(field)) expected[quantity] = read(field);
        }
    }

    private static Dictionary<string, double[]> Found(int depth, int delay, double[] bits, Precision precision)
    {
        TrialSet plain = Written(depth, delay, bits, isPublished: false), published = Written(depth, delay, bits, isPublished: true);

        // The first target that has all its bits is the first that the very first bit changes.
        double[] changed = [.. bits];
        changed[0] = 1 - changed[0];
        Span<double> targets = plain.Targets(0), others = Written(depth, delay, changed, isPublished: false).Targets(0);
        return new()
        {
            [TaskCase.BitInput] = TaskCase.Inputs(plain, precision),
            [TaskCase.BitTarget] = targets.ToArray(),
            [TaskCase.FirstDefined] = [1 + targets.CommonPrefixLength(others)],
            [TaskCase.FirstPredictable] = [1 + plain.Mask(0).IndexOf(1)],
            [TaskCase.FirstPublished] = [1 + published.Mask(0).IndexOf(1)],
        };
    }

    private static TrialSet Written(int depth, int delay, double[] bits, bool isPublished)
    {
        DelayedXor task = new(depth, delay, bits.Length - delay, isPublished);
        TrialSet set = task.NewSet(1);
        task.Write(set[0], bits);
        return set;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Cli.Verification;

/// <summary>The quantities of a case of learning through time, in the order of the report: their names, where they stand, and which a case
/// must have.</summary>
internal static class TemporalQuantities
{
    internal const string Loss = "loss", Outputs = "y", Last = "final_state", States = "states", Arguments = "phi_args";
    internal const string Means = "Wab", LastTrace = "last_trace_W";
    internal const string Start = "s0";
    internal const string Gradients = "grads";

    /// <summary>Of traces that are N × N a file has all samples' up to here, and the first's above.</summary>
    internal const int FewUnits = 6;

    /// <summary>What every rule changes.</summary>
    internal static IReadOnlyList<string> Learned { get; } = ["W", "U", "b"];

    /// <summary>What the exact gradient has beside, whatever the rule.</summary>
    internal static IReadOnlyList<string> OfReadout { get; } = ["V", "c"];

    /// <summary>The rules by their names in files.</summary>
    internal static IReadOnlyDictionary<string, TemporalRuleEntry> Rules { get; } = new Dictionary<string, TemporalRuleEntry>
    {
        ["bptt"] = TemporalRules.Bptt, ["eprop"] = TemporalRules.Eprop, ["rflo"] = TemporalRules.Rflo,
        ["fa_bptt"] = TemporalRules.FeedbackAlignment, ["snap1"] = TemporalRules.Snap1, ["mdgl"] = TemporalRules.Mdgl,
        ["mdgl_celltype"] = TemporalRules.MdglByType, ["modprop"] = TemporalRules.ModpropByType,
        ["modprop_fullW"] = TemporalRules.Modprop,
    };

    internal static IReadOnlyList<string> All { get; } =
    [
        Loss, Outputs, Last, States, Arguments, Means, LastTrace,
        .. Rules.SelectMany(rule => PartsOf(rule.Value).Select(part => GradientName(rule.Key, part))),
    ];

    internal static string GradientName(string rule, string part) => $"{Gradients}.{rule}.{part}";

    /// <summary>The parameters of which a rule's gradients stand in a file.</summary>
    internal static IEnumerable<string> PartsOf(TemporalRuleEntry rule) =>
        rule == TemporalRules.Bptt ? [.. Learned, .. OfReadout, Start] : Learned;

    /// <summary>Whether a form has a rule; others are refused.</summary>
    internal static bool Fits(TemporalRuleEntry rule, TemporalCase one) => rule.Path().Fits(one.Options.Placement);

    /// <summary>Whether a case without the quantity lacks it: all states need not stand there, nor rules of one form where the voltage is
    /// read.</summary>
    internal static bool IsNeeded(TemporalCase one, string quantity)
    {
        string[] steps = quantity.Split('.');
        if (steps.Length == 1) return quantity is not (States or Arguments);
        TemporalRuleEntry rule = Rules[steps[1]];
        bool isOfAllForms = rule.Path().Fits(LeakPlacement.Rate);
        return isOfAllForms || (one.IsOnVoltage && one.Options.Readout == LeakyReadout.Activity);
    }

    /// <summary>A quantity's numbers, row-major; null where the case does not have it.</summary>
    internal static double[]? Read(JsonFields fields, TemporalCase one, string quantity)
    {
        string[] steps = quantity.Split('.');
        if (steps.Length == 1) return fields.Holds(quantity) ? ReadPlain(fields, one, quantity) : null;
        if (!fields.Holds(Gradients) || !fields.Part(Gradients).Holds(steps[1])) return null;
        JsonFields rule = fields.Part(Gradients).Part(steps[1]);
        if (!rule.Holds(steps[2])) return null;
        return steps[2] == Start ? rule.Matrix(Start, one.Batch, one.Shape.Units) : ReadParameter(rule, one, steps[2]);
    }

    /// <summary>A parameter, or its gradient, row-major.</summary>
    internal static double[] ReadParameter(JsonFields from, TemporalCase one, string name)
    {
        (int n, int m, int outputs) = (one.Shape.Units, one.Shape.Inputs, one.Shape.Outputs);
        return name switch
        {
            "W" => from.Matrix(name, n, n),
            "U" => from.Matrix(name, n, m),
            "V" => from.Matrix(name, outputs, n),
            "F" => from.Matrix(name, n, outputs),
            "c" => from.Vector(name, outputs),
            "b" or Start => from.Vector(name, n),
            _ => throw new ArgumentException($"There is no parameter {name}.", nameof(name)),
        };
    }

    private static double[] ReadPlain(JsonFields fields, TemporalCase one, string quantity)
    {
        (int n, int steps) = (one.Shape.Units, one.Shape.Steps);
        return quantity switch
        {
            Loss => [fields.Number(quantity)],
            Outputs => fields.Blocks(quantity, steps, one.Batch, one.Shape.Outputs),
            Last => fields.Matrix(quantity, one.Batch, n),
            States => fields.Blocks(quantity, steps + 1, one.Batch, n),
            Arguments => fields.Blocks(quantity, steps, one.Batch, n),
            Means => fields.Matrix(quantity, n, n),
            _ when one.IsOnVoltage => fields.Matrix(quantity, one.Batch, n),
            _ => n <= FewUnits ? fields.Blocks(quantity, one.Batch, n, n) : fields.Matrix(quantity, n, n),
        };
    }
}

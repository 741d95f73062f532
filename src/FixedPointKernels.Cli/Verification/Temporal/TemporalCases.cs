using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Choices;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;

namespace FixedPointKernels.Cli.Verification;

/// <summary>Reads the cases of a file of learning through time.</summary>
internal static class TemporalCases
{
    private static readonly Dictionary<string, LeakPlacement> Forms = CellTable.Forms.ToDictionary(form => form, CellTable.Placement);

    private static readonly Dictionary<string, LeakyReadout> Readouts =
        new() { ["act"] = LeakyReadout.Activity, ["pre"] = LeakyReadout.State };

    private static readonly Dictionary<string, TrialTarget> Losses =
        new() { ["mse"] = TrialTarget.Values, ["ce"] = TrialTarget.Classes, ["bce"] = TrialTarget.Bits };

    private static readonly Dictionary<string, string> Activations = ActivationTable.Names.ToDictionary(name => name);

    /// <summary>All of them.</summary>
    /// <exception cref="DataFileException">One cannot be computed.</exception>
    internal static IEnumerable<TemporalCase> Read(JsonFields whole) => whole.Parts("cases").Select(Named);

    private static TemporalCase Named(JsonFields one, int index) =>
        Case(one.Has("id") && one.IsText("id") ? one.As("case", $"case {one.Text("id")}: ") : one, index);

    private static TemporalCase Case(JsonFields one, int index)
    {
        SequenceShape shape = new(one.Whole("N", 1), one.Whole("D", 1), one.Whole("T", 1), one.Whole("K", 1));
        int batch = one.Whole("B", 1);
        LeakPlacement placement = Of(one, "form", Forms);
        LeakyReadout readout = Of(one, "readout", Readouts);
        if (readout == LeakyReadout.State && placement != LeakPlacement.Voltage)
            throw one.Refuse("readout", $"is 'pre', but in form {one.Text("form")} the state is the activity");
        double alpha = one.Number("alpha");
        if (!(alpha is > 0 and <= 1)) throw one.Refuse("alpha", $"is {alpha}, but a step must be in (0, 1]");
        TemporalCase read = new()
        {
            Name = one.Has("id") && one.IsText("id") ? one.Text("id") : $"number {index}",
            Shape = shape,
            Batch = batch,
            Activation = new(Of(one, "phi", Activations)),
            Target = Of(one, "loss_type", Losses),
            Options = new()
            {
                Placement = placement, Readout = readout, Alpha = alpha, Modulation = one.Number("mu"),
                Types = TemporalOptions.Halves(shape.Units),
            },
            Parameters = new Dictionary<string, double[]>(),
            Inputs = one.Blocks("x", shape.Steps, batch, shape.Inputs),
            Mask = Mask(one, shape.Steps, batch),
            Wanted = [],
            Expected = new Dictionary<string, double[]>(),
        };
        RefuseRules(one, read);
        JsonFields given = one.Part("params");
        return read with
        {
            Parameters = ((string[])["W", "U", "b", "V", "c", "F"]).Select(name => (Name: name, From: given))
                .Append((Name: TemporalQuantities.Start, From: one))
                .ToDictionary(pair => pair.Name, pair => TemporalQuantities.ReadParameter(pair.From, read, pair.Name)),
            Wanted = Wanted(one, read),
            Expected = TemporalQuantities.All.Select(quantity => (Name: quantity, Values: TemporalQuantities.Read(one, read, quantity)))
                .Where(pair => pair.Values is not null).ToDictionary(pair => pair.Name, pair => pair.Values!),
        };
    }

    private static TValue Of<TValue>(JsonFields one, string field, Dictionary<string, TValue> known)
    {
        string word = one.Text(field);
        return known.TryGetValue(word, out TValue? value)
            ? value
            : throw one.Refuse(field, $"is '{word}', but {string.Join(", ", known.Keys)} are the ones known");
    }

    private static double[] Mask(JsonFields one, int steps, int batch)
    {
        double[] mask = one.Matrix("mask", steps, batch);
        if (mask.Any(weight => weight < 0)) throw one.Refuse("mask", $"holds {mask.Min()}, but a weight must not be negative");
        return mask.Any(weight => weight > 0) ? mask : throw one.Refuse("mask", "is all zero: no step would be scored");
    }

    private static double[] Wanted(JsonFields one, TemporalCase read)
    {
        (int steps, int outputs) = (read.Shape.Steps, read.Shape.Outputs);
        if (read.Target != TrialTarget.Classes)
        {
            double[] targets = one.Blocks("target", steps, read.Batch, outputs);
            if (read.Target == TrialTarget.Bits && targets.Any(bit => bit is < 0 or > 1))
                throw one.Refuse("target", "holds a number outside 0..1, but a bit or its probability is needed");
            return targets;
        }

        double[] classes = one.Matrix("target", steps, read.Batch);
        foreach (double label in classes)
        {
            if (label != (int)label || label < 0 || label >= outputs)
                throw one.Refuse("target", $"holds {label}, but classes are whole numbers in 0..{outputs - 1}");
        }

        return classes;
    }

    private static void RefuseRules(JsonFields one, TemporalCase read)
    {
        if (!one.Holds(TemporalQuantities.Gradients)) return;
        JsonFields gradients = one.Part(TemporalQuantities.Gradients);
        foreach (string name in gradients.Names)
        {
            if (!TemporalQuantities.Rules.TryGetValue(name, out Rules.TemporalRuleEntry? rule))
                throw gradients.Refuse(name, $"is no rule: there are {string.Join(", ", TemporalQuantities.Rules.Keys)}");
            if (!TemporalQuantities.Fits(rule, read))
                throw gradients.Refuse(name, $"is given, but the rule is defined in form V only and this is form {one.Text("form")}");
        }
    }
}

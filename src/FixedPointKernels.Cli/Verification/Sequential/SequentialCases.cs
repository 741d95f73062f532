using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Circuits;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Verification;

/// <summary>Reads the sequential cases of an ORGaNICs file: the objects rnn_… of "torch_float64".</summary>
internal static class SequentialCases
{
    private const string Place = "torch_float64";
    private const string Prefix = "rnn_";

    // What each form is called in files.
    private static readonly Dictionary<string, SequentialForm> Forms = new()
    {
        ["rnn_paper_rectified"] = SequentialForm.Paper,
        ["rnn_head_rectified"] = SequentialForm.Head,
        ["rnn_head_unrectified"] = SequentialForm.HeadUnrectified,
    };

    /// <summary>All of them; none where the file has no such part.</summary>
    /// <exception cref="DataFileException">One cannot be computed.</exception>
    internal static IReadOnlyList<SequentialCase> Read(JsonFields whole)
    {
        if (!whole.Holds(Place)) return [];
        JsonFields part = whole.Part(Place);
        return [.. part.Names.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => Case(part, name))];
    }

    private static SequentialCase Case(JsonFields part, string name)
    {
        if (!Forms.TryGetValue(name, out SequentialForm form))
            throw part.Refuse(name, $"is no form of the sequential cell: there are {string.Join(", ", Forms.Keys)}");
        JsonFields one = part.Part(name), given = one.Part("params"), largest = one.Part("dt_tau_max");
        SequentialShape shape = new(one.Whole("n", 1), one.Whole("m", 1));
        (int steps, int classes, int batch, double sigma) =
            (one.Whole("T", 1), one.Whole("classes", 1), one.Whole("batch", 1), one.Number("sigma"));
        if (sigma < 0) throw one.Refuse("sigma", $"is {sigma}, but it must not be negative");
        double ofGains = Rate(largest, "b");
        double[] a = one.Vector("a0", shape.Units);
        foreach (double value in a)
        {
            if (!(value > 0)) throw one.Refuse("a0", $"holds {value}, but a starts positive");
        }

        return new()
        {
            Name = name,
            Form = form,
            Shape = shape,
            Steps = steps,
            Classes = classes,
            Sigma = sigma,
            LargestRates = [Rate(largest, "y"), Rate(largest, "a"), ofGains, ofGains],
            Parameters = SequentialQuantities.Parts.Concat(["fcW", "fcb"])
                .ToDictionary(parameter => parameter, parameter => SequentialQuantities.Read(given, parameter, shape, classes)),
            Start = [one.Vector("y0", shape.Units), a, one.Vector("b00", shape.Units), one.Vector("b10", shape.Units)],
            Inputs = one.Blocks("x", batch, steps, shape.Inputs),
            Labels = one.Labels("target", batch, classes),
            Expected = SequentialQuantities.All.Select(quantity => (quantity.Name, Values: quantity.Expected(one, shape, batch, classes)))
                .Where(quantity => quantity.Values is not null).ToDictionary(quantity => quantity.Name, quantity => quantity.Values!),
        };
    }

    private static double Rate(JsonFields from, string state)
    {
        double value = from.Number(state);
        return value is > 0 and <= 1 ? value : throw from.Refuse(state, $"is {value}, but a step must be in (0, 1]");
    }
}

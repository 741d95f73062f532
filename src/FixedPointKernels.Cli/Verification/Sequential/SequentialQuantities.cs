using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Circuits;
using FixedPointKernels.Cli.Files;

namespace FixedPointKernels.Cli.Verification;

/// <summary>The quantities of a sequential case, in the order of the report, and the parameters that have gradients.</summary>
internal static class SequentialQuantities
{
    // Relative: what independent codes in double agree to.
    private const double StateLimit = 1e-13;
    private const double LossLimit = 1e-12;
    private const double GradientLimit = 1e-11;

    /// <summary>Names of the states in files: y, a, b₀, b.</summary>
    internal static IReadOnlyList<string> States { get; } = ["y", "a", "b0", "b1"];

    /// <summary>Names of the cell's parameters in files, in the order of <see cref="SequentialPart"/>: W by its logarithm, a rate by its
    /// p.</summary>
    internal static IReadOnlyList<string> Parts { get; } =
        ["Wr", "log_Way", "Wzx", "Wbx0", "Wby0", "Wba0", "Wbx1", "Wby1", "Wba1", "p_ty", "p_ta", "p_tb0", "p_tb1"];

    internal static IReadOnlyList<SequentialQuantity> All { get; } =
    [
        .. States.Select(state => new SequentialQuantity(
            StateName(state), StateLimit, (one, shape, batch, _) => one.Holds("states")
                ? [.. one.Parts("states").SelectMany(step => step.Matrix(state, batch, shape.Units))] : null)),
        new("rnn.logits", LossLimit, (one, _, batch, classes) => one.Holds("logits") ? one.Matrix("logits", batch, classes) : null),
        new("rnn.loss", LossLimit, (one, _, _, _) => one.Holds("loss") ? [one.Number("loss")] : null),
        .. Parts.Concat(["fcW", "fcb"]).Select(parameter => new SequentialQuantity(
            GradientName(parameter), GradientLimit, (one, shape, _, classes) =>
                one.Holds("grads") && one.Part("grads").Holds(parameter) ? Read(one.Part("grads"), parameter, shape, classes) : null)),
    ];

    internal static string StateName(string state) => $"rnn.{state}";

    internal static string GradientName(string parameter) => $"rnn.grads.{parameter}";

    /// <summary>A parameter, or its gradient, row-major.</summary>
    internal static double[] Read(JsonFields from, string parameter, SequentialShape shape, int classes)
    {
        if (parameter == "fcW") return from.Matrix(parameter, classes, shape.Units);
        if (parameter == "fcb") return from.Vector(parameter, classes);
        int columns = shape.Columns(Part(parameter));
        return parameter.StartsWith("p_", System.StringComparison.Ordinal)
            ? from.Vector(parameter, shape.Units)
            : from.Matrix(parameter, shape.Units, columns);
    }

    private static SequentialPart Part(string parameter)
    {
        SequentialPart part = 0;
        while (Parts[(int)part] != parameter) part++;
        return part;
    }
}

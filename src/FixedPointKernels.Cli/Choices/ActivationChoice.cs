using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Choices;

namespace FixedPointKernels.Cli.Choices;

/// <summary>An activation by name, with its parameters: the way from a word on the command line to a struct type argument.</summary>
/// <param name="Name">One of <see cref="ActivationTable.Names"/>.</param>
/// <param name="Gain">Of linear (any but 0) and power (positive); null takes 1.</param>
/// <param name="Exponent">Of power (positive); null takes 2.</param>
internal sealed record ActivationChoice(string Name, double? Gain = null, double? Exponent = null)
{
    internal bool IsLinear => Name == ActivationTable.LinearName;

    /// <summary>As it is said on the command line.</summary>
    internal string Said =>
        $"--activation {Name}{(Gain is { } k ? $" --gain {k:R}" : "")}{(Exponent is { } p ? $" --exponent {p:R}" : "")}";

    /// <summary>Refuses what does not apply or is out of range.</summary>
    /// <exception cref="CommandFailure">One line that names the option and its value.</exception>
    internal static ActivationChoice Of(string name, double? gain, double? exponent)
    {
        Words.Require("--activation", name, ActivationTable.Names);
        ActivationEntry row = ActivationTable.Find(name);
        if (gain is not null && !row.TakesGain)
            throw Words.DoesNotApply("--gain", gain, $"--activation {name}", ActivationTable.That(one => one.TakesGain));
        if (exponent is not null && !row.TakesExponent)
            throw Words.DoesNotApply("--exponent", exponent, $"--activation {name}", ActivationTable.That(one => one.TakesExponent));
        if (row.GainIsPositive && !(gain ?? 1).IsPositiveFinite()) throw Words.OutOfRange("--gain", gain, "positive and finite");
        if (!double.IsFinite(gain ?? 1)) throw Words.OutOfRange("--gain", gain, "finite");
        if (!(exponent ?? 1).IsPositiveFinite()) throw Words.OutOfRange("--exponent", exponent, "positive and finite");
        return new ActivationChoice(name, gain, exponent);
    }

    /// <summary>Runs the action with the types that the names stand for.</summary>
    internal TResult Run<TAction, TResult>(Precision precision, TAction action)
        where TAction : INetworkAction<TResult> =>
        precision == Precision.Float
            ? ActivationTable.Find(Name).Run<float, TAction, TResult>(Gain, Exponent, action)
            : ActivationTable.Find(Name).Run<double, TAction, TResult>(Gain, Exponent, action);
}

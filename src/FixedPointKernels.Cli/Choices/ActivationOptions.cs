using System.CommandLine;
using System.Linq;
using FixedPointKernels.Learning.Choices;

namespace FixedPointKernels.Cli.Choices;

/// <summary>--activation, --gain, --exponent.</summary>
internal sealed class ActivationOptions
{
    private readonly Option<string> name;

    private readonly Option<double?> gain = CommonOptions.Number("--gain", "K", "Gain of linear and power [default: 1].");
    private readonly Option<double?> exponent = CommonOptions.Number("--exponent", "P", "Exponent of power [default: 2].");

    /// <summary>The options.</summary>
    /// <param name="required">Whether the name has to be said.</param>
    internal ActivationOptions(bool required = false) => name = required
        ? CommonOptions.File("--activation", "A", Description, required: true)
        : CommonOptions.Word("--activation", "A", Description, "tanh");

    // With formulas where a name does not say it.
    private static string Description => $"f: {Words.Alternatives([.. ActivationTable.All.Select(row => row.Name + row.Formula)])}.";

    internal void AddTo(Command command)
    {
        command.Add(name);
        command.Add(gain);
        command.Add(exponent);
    }

    internal ActivationChoice Read(ParseResult parsed) =>
        ActivationChoice.Of(parsed.GetValue(name)!, parsed.GetValue(gain), parsed.GetValue(exponent));
}

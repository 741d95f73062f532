using System.CommandLine;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Choices;

namespace FixedPointKernels.Cli.Temporal;

/// <summary>--form and --alpha of the verbs that take a cell of one's own: where its leak is, and dt / tau.</summary>
internal sealed class CellOptions
{
    private const double UsualAlpha = 0.2;

    internal Option<string> Form { get; } = CommonOptions.Word(
        "--form", string.Join('|', CellTable.Forms), $"{CellTable.FormsMean}.", CellTable.UsualForm);

    internal Option<double?> Alpha { get; } = CommonOptions.Number("--alpha", "A", "dt / tau in (0, 1] [default: 0.2].");

    /// <summary>Where the leak is, and α.</summary>
    /// <exception cref="Shell.CommandFailure">A form that is unknown, or an α that is no step.</exception>
    internal (LeakPlacement Placement, double Alpha) Read(ParseResult parsed)
    {
        string form = parsed.GetValue(Form)!;
        Words.Require(Form.Name, form, CellTable.Forms);
        double alpha = parsed.GetValue(Alpha) ?? UsualAlpha;
        return alpha is > 0 and <= 1 ? (CellTable.Placement(form), alpha) : throw Words.OutOfRange(Alpha.Name, alpha, "in (0, 1]");
    }
}

using System.CommandLine;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Cli.Training;

/// <summary>--momentum, --beta1, --beta2, --epsilon: the constants of the optimizers that have some; refused where no trained part's
/// optimizer uses them.</summary>
internal sealed class OptimizerConstants
{
    private readonly Option<double?> momentum = CommonOptions.Number(
        "--momentum", "M", "mu of momentum, v <- mu v + D, W <- W - rate v (no Nesterov), in [0, 1) [default: 0.9].");
    private readonly Option<double?> beta1 = CommonOptions.Number("--beta1", "B", "Of adam's mean, in [0, 1) [default: 0.9].");
    private readonly Option<double?> beta2 = CommonOptions.Number("--beta2", "B", "Of adam's mean square, in [0, 1) [default: 0.999].");
    private readonly Option<double?> epsilon = CommonOptions.Number(
        "--epsilon", "E", "Of adam, added to the root, positive [default: 1e-8].");

    internal void AddTo(Command command)
    {
        command.Add(momentum);
        command.Add(beta1);
        command.Add(beta2);
        command.Add(epsilon);
    }

    /// <summary>The settings with what was said.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="settings">With the parts and both optimizers.</param>
    internal TrainingSettings Read(ParseResult parsed, TrainingSettings settings) => settings with
    {
        Momentum = Fraction(parsed, momentum, settings, OptimizerKind.Momentum),
        Beta1 = Fraction(parsed, beta1, settings, OptimizerKind.Adam),
        Beta2 = Fraction(parsed, beta2, settings, OptimizerKind.Adam),
        Epsilon = Used(parsed, epsilon, settings, OptimizerKind.Adam) is not { } small || small.IsPositiveFinite()
            ? parsed.GetValue(epsilon)
            : throw Words.OutOfRange(epsilon.Name, small, "positive and finite"),
    };

    private static double? Fraction(ParseResult parsed, Option<double?> option, TrainingSettings settings, OptimizerKind user) =>
        Used(parsed, option, settings, user) is not { } value || value is >= 0 and < 1
            ? parsed.GetValue(option)
            : throw Words.OutOfRange(option.Name, value, "in [0, 1)");

    private static double? Used(ParseResult parsed, Option<double?> option, TrainingSettings settings, OptimizerKind user)
    {
        if (parsed.GetValue(option) is not { } value) return null;
        bool recurrent = settings.Parts.Contains(NetworkParameters.Recurrent), others = settings.Parts != NetworkParameters.Recurrent;
        if ((recurrent && settings.Optimizer == user) || (others && settings.GradientOptimizer == user)) return value;
        string chosen = (recurrent ? $"--optimizer {Word(settings.Optimizer)}" : "") + (recurrent && others ? " with " : "") + (
            others ? $"--gradient-optimizer {Word(settings.GradientOptimizer)}" : "");
        throw Words.DoesNotApply(option.Name, value, chosen, Word(user));
    }

    private static string Word(OptimizerKind kind) => kind.ToString().ToLowerInvariant();
}

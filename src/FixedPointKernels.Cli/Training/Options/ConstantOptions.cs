using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Cli.Training;

/// <summary>--momentum, --beta1, --beta2, --epsilon: the constants of the optimizers that have some; refused where no trained part's
/// optimizer uses them.</summary>
internal sealed class ConstantOptions
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
        Momentum = Used(parsed, momentum, settings, OptimizerConstant.Momentum),
        Beta1 = Used(parsed, beta1, settings, OptimizerConstant.Beta1),
        Beta2 = Used(parsed, beta2, settings, OptimizerConstant.Beta2),
        Epsilon = Used(parsed, epsilon, settings, OptimizerConstant.Epsilon),
    };

    private static double? Used(ParseResult parsed, Option<double?> option, TrainingSettings settings, OptimizerConstant constant)
    {
        if (parsed.GetValue(option) is not { } value) return null;
        bool recurrent = settings.Parts.Contains(NetworkParameters.Recurrent), others = settings.Parts != NetworkParameters.Recurrent;
        IEnumerable<OptimizerEntry> users = OptimizerTable.All.Where(entry => entry.Constants.Contains(constant));
        if (!users.Any(user => (recurrent && settings.Optimizer == user.Kind) || (others && settings.GradientOptimizer == user.Kind)))
        {
            string chosen = (recurrent ? $"--optimizer {Word(settings.Optimizer)}" : "") + (recurrent && others ? " with " : "") + (
                others ? $"--gradient-optimizer {Word(settings.GradientOptimizer)}" : "");
            throw Words.DoesNotApply(option.Name, value, chosen, string.Join(" or ", users.Select(user => user.Word)));
        }

        return constant.Holds(value) ? value : throw Words.OutOfRange(option.Name, value, constant.Range);
    }

    private static string Word(OptimizerKind kind) => OptimizerTable.Of(kind).Word;
}

using System.CommandLine;
using System.Linq;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Training;

/// <summary>How a training and its scores solve: the solver options, less what would do nothing there, and the Euler steps that some
/// choices imply.</summary>
internal static class ForwardPass
{
    /// <summary>The solver asked for. Euler steps are taken as they are in a training and a score, so a tolerance would do
    /// nothing.</summary>
    internal static SolverOptions Read(SolverChoices solver, ParseResult parsed, Precision type)
    {
        SolverOptions options = solver.Read(parsed, type);
        if (options.Method != SolverMethod.Euler) return options;
        if (options.Tolerance is { } absolute) throw Unused("--tolerance", absolute);
        return options.RelativeTolerance is { } relative ? throw Unused("--relative-tolerance", relative) : options;
    }

    private static CommandFailure Unused(string option, double value) =>
        Words.DoesNotApply(option, value, "--solver euler, whose steps count here wherever they end", "the other solvers");

    /// <summary>The solver in force: backpropagation through time and the published update go with Euler steps, the published ones where
    /// nothing is said.</summary>
    /// <param name="options">As read.</param>
    /// <param name="given">Whether anything was said about the solver.</param>
    /// <param name="values">The rules, and whether the update is the published one.</param>
    /// <param name="activation">f.</param>
    internal static SolverOptions For(SolverOptions options, bool given, TrainOptions.Values values, ActivationChoice activation)
    {
        int backwards = values.Plans.Count(plan => plan.Rule == RuleTable.ThroughTime);
        if (backwards > 0 && options.Method != SolverMethod.Euler)
        {
            if (given || backwards < values.Plans.Count)
                throw new CommandFailure(
                    "--rule through-time goes back through Euler steps: say --solver euler (all rules then use that forward pass)");
            options = SolverOptions.PublishedEuler;
        }

        if (!values.Watching.PublishedUpdate) return options;
        if (options.Method == SolverMethod.Auto && !given) options = SolverOptions.PublishedEuler;
        if (options.Method != SolverMethod.Euler)
            throw new CommandFailure("--published-update is made after Euler steps: say --solver euler, or nothing");
        if (activation.Name != "tanh")
            throw new CommandFailure(
                $"--published-update takes g = 1 - r^2, which is the slope of tanh only, not of --activation {activation.Name}");
        if (backwards > 0)
            throw Words.DoesNotApply("--published-update", "", $"--rule {RuleTable.ThroughTime.Name}", "the rules that use gains");
        return options;
    }
}

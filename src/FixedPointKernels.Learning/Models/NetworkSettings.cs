using System;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Models;

/// <summary>
/// Refuses settings of a rate network that contradict each other, that the others leave without effect, and optimizer constants out of
/// range: nothing is silently ignored.
/// </summary>
/// <remarks>
/// What has a default that is not null (the rates and the optimizer of Wx, b and R, the rule) cannot be told from what was asked for, and
/// passes.
/// </remarks>
internal static class NetworkSettings
{
    /// <exception cref="ArgumentException">Which setting, and what would use it.</exception>
    internal static void Refuse(TrainingSettings settings)
    {
        Contradictions(settings);
        GivenConstants.Refuse(settings, settings.Steps);
        bool recurrent = settings.Trains(NetworkParameters.Recurrent);
        if (settings.Rate is not null && !recurrent) throw Unused(nameof(settings.Rate), "it is the rate of W, which is not trained");
        if (settings.Optimizer != OptimizerKind.Sgd && !recurrent)
            throw Unused(nameof(settings.Optimizer), "it is the optimizer of W, which is not trained");
        if (settings.WeightDecay > 0 && settings.Parts == NetworkParameters.Bias)
            throw Unused(nameof(settings.WeightDecay), "a bias does not decay, and nothing else is trained");
        if (settings.Adjoint is not null && !settings.SolvesAdjoint)
            throw Unused(nameof(settings.Adjoint), "neither the rule nor a trained part needs the adjoint solver");
    }

    private static void Contradictions(TrainingSettings settings)
    {
        string rule = settings.Rule.Name;
        bool throughTime = settings.Rule == RuleTable.ThroughTime;
        if (settings.Optimizer != OptimizerKind.Sgd && settings.Rule.RateInside)
            throw Refused(
                nameof(settings.Optimizer),
                $"The rule {rule} has its rate inside the step and cannot be combined with {settings.Optimizer}.");
        if (throughTime && settings.Solver is { } solver && solver.Method != SolverMethod.Euler)
            throw Refused(
                nameof(settings.Solver),
                $"The rule {rule} goes back through Euler steps and cannot be combined with the solver {solver.Method}.");
        if (settings.KeepFailedSamples && throughTime)
            throw Refused(
                nameof(settings.KeepFailedSamples),
                $"The rule {rule} solves for nothing, so no sample of it fails: there is none to keep.");
        if (settings.KeepStable is { } margin && !(margin > 0 && margin < 1))
            throw Outside(nameof(settings.KeepStable), margin, $"The margin is {margin}; it must lie between 0 and 1.");
        if (settings.KeepStable is not null && !settings.Trains(NetworkParameters.Recurrent))
            throw Refused(nameof(settings.KeepStable), "Stability is kept by scaling W, which is not trained here.");
        if (settings.GainsFromRates && settings.Solver?.Method != SolverMethod.Euler)
            throw Refused(nameof(settings.Solver), "Gains are taken from the rates after Euler steps: the solver must be Euler.");
        if (settings.GainsFromRates && throughTime)
            throw Refused(
                nameof(settings.GainsFromRates),
                $"Gains from the rates, g = 1 − r², are nothing that the rule {rule} uses.");
    }

    private static ArgumentException Refused(string name, string message) => new(message, name);

    private static ArgumentOutOfRangeException Outside(string name, double value, string message) => new(name, value, message);

    private static ArgumentException Unused(string name, string why) => new($"{name} is set, but {why}.", name);
}

using System;

namespace FixedPointKernels.Learning.Training;

/// <summary>Refuses settings that the others leave without effect, and optimizer constants out of range: nothing is silently ignored.</summary>
/// <remarks>What has a default that is not null (the rates and the optimizer of Wx, b and R, the rule) cannot be told from what was asked for, and passes.</remarks>
internal static class UnusedSettings
{
    /// <exception cref="ArgumentException">Which setting, and what would use it.</exception>
    internal static void Refuse(TrainingSettings settings)
    {
        Constant(settings.Momentum, nameof(settings.Momentum), settings.Steps(OptimizerKind.Momentum), static value => value is >= 0 and < 1, "in [0, 1)");
        Constant(settings.Beta1, nameof(settings.Beta1), settings.Steps(OptimizerKind.Adam), static value => value is >= 0 and < 1, "in [0, 1)");
        Constant(settings.Beta2, nameof(settings.Beta2), settings.Steps(OptimizerKind.Adam), static value => value is >= 0 and < 1, "in [0, 1)");
        Constant(settings.Epsilon, nameof(settings.Epsilon), settings.Steps(OptimizerKind.Adam), static value => value > 0 && double.IsFinite(value), "positive and finite");
        bool recurrent = settings.Trains(TrainedParts.Recurrent);
        if (settings.Rate is not null && !recurrent) throw Unused(nameof(settings.Rate), "it is the rate of W, which is not trained");
        if (settings.Optimizer != OptimizerKind.Sgd && !recurrent) throw Unused(nameof(settings.Optimizer), "it is the optimizer of W, which is not trained");
        if (settings.WeightDecay > 0 && settings.Parts == TrainedParts.Bias) throw Unused(nameof(settings.WeightDecay), "a bias does not decay, and nothing else is trained");
        if (settings.Adjoint is not null && !settings.SolvesAdjoint) throw Unused(nameof(settings.Adjoint), "neither the rule nor a trained part needs the adjoint solver");
    }

    private static void Constant(double? given, string name, bool used, Func<double, bool> inRange, string range)
    {
        if (given is not { } value) return;
        if (!inRange(value)) throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must be {range}.");
        if (!used) throw Unused(name, "no trained part has an optimizer that uses it");
    }

    private static ArgumentException Unused(string name, string why) => new($"{name} is set, but {why}.", name);
}

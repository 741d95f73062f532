using System;

namespace FixedPointKernels.Learning.Training;

/// <summary>Refuses constants of optimizers that are out of range, or that no trained parameter's optimizer uses.</summary>
internal static class OptimizerConstants
{
    /// <param name="settings">The settings.</param>
    /// <param name="used">Whether a trained parameter has an optimizer of this kind.</param>
    /// <exception cref="ArgumentException">Which constant, and why.</exception>
    internal static void Refuse(TrainingSettings settings, Func<OptimizerKind, bool> used)
    {
        Refuse(
            settings.Momentum, nameof(settings.Momentum), used(OptimizerKind.Momentum), static value => value is >= 0 and < 1,
            "in [0, 1)");
        Refuse(settings.Beta1, nameof(settings.Beta1), used(OptimizerKind.Adam), static value => value is >= 0 and < 1, "in [0, 1)");
        Refuse(settings.Beta2, nameof(settings.Beta2), used(OptimizerKind.Adam), static value => value is >= 0 and < 1, "in [0, 1)");
        Refuse(
            settings.Epsilon, nameof(settings.Epsilon), used(OptimizerKind.Adam), static value => value > 0 && double.IsFinite(value),
            "positive and finite");
    }

    private static void Refuse(double? given, string name, bool used, Func<double, bool> inRange, string range)
    {
        if (given is not { } value) return;
        if (!inRange(value)) throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must be {range}.");
        if (!used) throw new ArgumentException($"{name} is set, but no trained part has an optimizer that uses it.", name);
    }
}

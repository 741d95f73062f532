using System;
using System.Linq;
using FixedPointKernels.Learning.Optimizers;

namespace FixedPointKernels.Learning.Training;

/// <summary>Refuses constants of optimizers that are out of range, or that no trained parameter's optimizer has.</summary>
internal static class GivenConstants
{
    /// <param name="settings">The settings.</param>
    /// <param name="used">Whether a trained parameter has an optimizer of this kind.</param>
    /// <exception cref="ArgumentException">Which constant, and why.</exception>
    internal static void Refuse(TrainingSettings settings, Func<OptimizerKind, bool> used)
    {
        foreach (OptimizerConstant constant in OptimizerTable.All.SelectMany(entry => entry.Constants).Distinct())
        {
            if (settings.Given(constant) is not { } value) continue;
            string name = constant.Name;
            if (!constant.Holds(value))
                throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must be {constant.Range}.");
            if (!OptimizerTable.All.Any(entry => used(entry.Kind) && entry.Constants.Contains(constant)))
                throw new ArgumentException($"{name} is set, but no trained part has an optimizer that uses it.", name);
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;

namespace FixedPointKernels.Learning.Training;

/// <summary>The learning rules a trainer knows.</summary>
public enum TrainingRule
{
    /// <summary>Gradient descent with the exact implicit gradient.</summary>
    Euclidean,

    /// <summary>The linearized reparameterized rule.</summary>
    Linearized,

    /// <summary>The gain variant of the linearized rule.</summary>
    Variant,

    /// <summary>The exact finite reparameterized step of every sample.</summary>
    FiniteStep,

    /// <summary>The finite step divided by 1 + |s|.</summary>
    FiniteStepDamped,

    /// <summary>Backpropagation through the 500 published Euler steps.</summary>
    ThroughTime,
}

/// <summary>The rules' names on the command line and in files, and the rates that suit them.</summary>
public static class TrainingRules
{
    private static readonly (TrainingRule Rule, string Name, double Rate)[] Table =
    [
        (TrainingRule.Euclidean, "euclidean", 0.01),
        (TrainingRule.Linearized, "linearized", 0.25),
        (TrainingRule.Variant, "variant", 0.1),
        (TrainingRule.FiniteStep, "finite-step", 0.25),
        (TrainingRule.FiniteStepDamped, "finite-step-damped", 0.25),
        (TrainingRule.ThroughTime, "through-time", 0.01),
    ];

    /// <summary>All names, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(row => row.Name)];

    /// <summary>The rule's name.</summary>
    public static string Name(this TrainingRule rule) => Table[(int)rule].Name;

    /// <summary>The learning rate taken when none is given: near the best of the published rates on MNIST at N = 300.</summary>
    public static double DefaultRate(this TrainingRule rule) => Table[(int)rule].Rate;

    /// <summary>The rule of a name; false when there is none.</summary>
    public static bool TryParse(string name, out TrainingRule rule)
    {
        int index = Array.FindIndex(Table, row => string.Equals(row.Name, name, StringComparison.OrdinalIgnoreCase));
        rule = (TrainingRule)Math.Max(index, 0);
        return index >= 0;
    }
}

using System;

namespace FixedPointKernels.Learning.Optimizers;

/// <summary>A constant that some optimizers have.</summary>
internal sealed class OptimizerConstant
{
    private readonly Func<double, bool> holds;

    private OptimizerConstant(string name, double usual, string range, Func<double, bool> holds) =>
        (Name, Default, Range, this.holds) = (name, usual, range, holds);

    /// <summary>μ of <see cref="Momentum{T}"/>.</summary>
    public static OptimizerConstant Momentum { get; } = Fraction("Momentum", 0.9);

    /// <summary>β₁ of <see cref="Adam{T}"/>.</summary>
    public static OptimizerConstant Beta1 { get; } = Fraction("Beta1", 0.9);

    /// <summary>β₂ of <see cref="Adam{T}"/>.</summary>
    public static OptimizerConstant Beta2 { get; } = Fraction("Beta2", 0.999);

    /// <summary>ε of <see cref="Adam{T}"/>.</summary>
    public static OptimizerConstant Epsilon { get; } =
        new("Epsilon", 1e-8, "positive and finite", static value => value > 0 && double.IsFinite(value));

    /// <summary>What settings call it.</summary>
    public string Name { get; }

    /// <summary>Its value where nothing else is said.</summary>
    public double Default { get; }

    /// <summary>Which values it may have, as words after "must be".</summary>
    public string Range { get; }

    /// <summary>Whether it may have this value.</summary>
    public bool Holds(double value) => holds(value);

    private static OptimizerConstant Fraction(string name, double usual) =>
        new(name, usual, "in [0, 1)", static value => value is >= 0 and < 1);
}

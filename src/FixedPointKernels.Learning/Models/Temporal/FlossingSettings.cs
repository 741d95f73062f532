using System;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;

namespace FixedPointKernels.Learning.Models;

/// <summary>How Lyapunov exponents are driven towards a target; the defaults are the published example's.</summary>
/// <remarks>Source: R. Engelken, "Gradient flossing: improving gradient descent through dynamic control of Jacobians", 2023.</remarks>
public sealed record FlossingSettings
{
    /// <summary>k, how many of the first exponents.</summary>
    public required int Exponents { get; init; }

    /// <summary>Steps, interval and warm-up of a trajectory.</summary>
    public required SpectrumSchedule Schedule { get; init; }

    /// <summary>λ*, of all of them, per step.</summary>
    public double Target { get; init; }

    /// <summary>Whether the loss is the mean of the squares, as published, and not their sum.</summary>
    public bool IsMean { get; init; } = true;

    /// <summary>What of the gradient is taken.</summary>
    public FlossingPath Path { get; init; }

    /// <summary>What is changed: some of W, U, b and s0.</summary>
    public ParameterSet Parts { get; init; } = new("W", "U", "b");

    /// <summary>How gradients become steps; with a memory of its own.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>η.</summary>
    public double Rate { get; init; } = 1e-3;

    /// <summary>The largest norm of a gradient; null clips nothing, as published.</summary>
    public double? ClipNorm { get; init; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Parts);
        if (!double.IsFinite(Target)) throw new ArgumentOutOfRangeException(nameof(Target), Target, "The target must be finite.");
        if (!(Rate >= 0 && double.IsFinite(Rate)))
            throw new ArgumentOutOfRangeException(nameof(Rate), Rate, $"The rate is {Rate}; it must be finite and not negative.");
        if (ClipNorm is { } most && !(most > 0 && double.IsFinite(most)))
            throw new ArgumentOutOfRangeException(nameof(ClipNorm), most, $"The largest norm is {most}; it must be positive and finite.");
    }
}

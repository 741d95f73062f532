using System;

namespace FixedPointKernels.Circuits;

/// <summary>How a <see cref="CircuitSolver{T}"/> goes about it.</summary>
public sealed record CircuitOptions
{
    /// <summary>Largest max|F(s) − s| of a fixed point; null takes the solvers' own, 1e-10 in double and 1e-5 in float.</summary>
    public double? Tolerance { get; init; }

    /// <summary>The most steps of the published iteration before Newton takes over.</summary>
    /// <remarks>Of 600 random circuits with ‖z‖ = 1 and a largest singular value of 1 half need 12 for 1e-10, the slowest 102.</remarks>
    public int IterationLimit { get; init; } = 50;

    /// <summary>So many steps of the published iteration and nothing else, as published (10); null goes on until it has
    /// converged.</summary>
    /// <remarks>What they lead to is never called Converged: ten leave a residual of about 1e-8.</remarks>
    public int? Iterations { get; init; }

    /// <summary>Newton steps after the tolerance is reached, for the last digits: 2n × 2n systems; the iteration's are n × n.</summary>
    public int PolishSteps { get; init; }

    /// <summary>How long the dynamics are followed, in units of <see cref="Circuit{T}.TimeUnit"/>; null takes 2,000 of
    /// the largest time constant.</summary>
    public double? TimeLimit { get; init; }

    /// <summary>Throws unless every setting is in range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Which, and its value.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(IterationLimit);
        if (Iterations is < 0) throw new ArgumentOutOfRangeException(nameof(Iterations), Iterations, "Not negative.");
    }
}

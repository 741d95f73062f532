using System;
using System.Numerics;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Circuits;

/// <summary>What a <see cref="CircuitSolver{T}"/> did, sample by sample: a view of its own memory that its next call overwrites.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct CircuitSummary<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool solved;

    internal CircuitSummary(
        ReadOnlySpan<SolveStatus> statuses, ReadOnlySpan<T> residuals, ReadOnlySpan<T> amplitudes, ReadOnlySpan<int> iterations,
        ReadOnlySpan<CircuitMethod> methods)
    {
        Statuses = statuses;
        Residuals = residuals;
        Amplitudes = amplitudes;
        Iterations = iterations;
        Methods = methods;
        solved = true;
    }

    /// <summary>One status per sample.</summary>
    public ReadOnlySpan<SolveStatus> Statuses { get; }

    /// <summary>max|F(s) − s| of what was returned; NaN where it is not finite.</summary>
    public ReadOnlySpan<T> Residuals { get; }

    /// <summary>Of an Unsettled sample the largest max − min of an element of its state over the last tenth of the time; NaN for every
    /// other.</summary>
    public ReadOnlySpan<T> Amplitudes { get; }

    /// <summary>Linear systems solved by the iteration, and evaluations of Newton's steps or of the integration, summed; 0 for the closed
    /// form.</summary>
    public ReadOnlySpan<int> Iterations { get; }

    /// <summary>What found the point; None where the status is not Converged.</summary>
    public ReadOnlySpan<CircuitMethod> Methods { get; }

    /// <summary>Whether every sample converged; true for a solve of no samples, false for the default.</summary>
    public bool AllConverged => solved && !Statuses.ContainsAnyExcept(SolveStatus.Converged);
}

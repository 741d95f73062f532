using System;
using System.Numerics;

namespace FixedPointKernels.Solving;

/// <summary>What a solve did, sample by sample: a view of the solver's own memory that its next call of the same kind overwrites.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly ref struct SolveSummary<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A default is no solve that went well.
    private readonly bool solved;

    internal SolveSummary(
        ReadOnlySpan<SolveStatus> statuses, ReadOnlySpan<T> residuals, ReadOnlySpan<T> amplitudes, ReadOnlySpan<int> steps,
        long evaluations, long factorizations)
    {
        Statuses = statuses;
        Residuals = residuals;
        Amplitudes = amplitudes;
        Steps = steps;
        Evaluations = evaluations;
        Factorizations = factorizations;
        solved = true;
    }

    /// <summary>One status per sample.</summary>
    public ReadOnlySpan<SolveStatus> Statuses { get; }

    /// <summary>max|F(s) − s| of what was returned, per sample; NaN where the status is NonFinite.</summary>
    public ReadOnlySpan<T> Residuals { get; }

    /// <summary>
    /// What an Unsettled sample was doing: the largest max − min of an element of its state over the last tenth of the time limit; near 0
    /// where it only creeps, or rests at a point that the smallest push would leave. NaN for every other status.
    /// </summary>
    public ReadOnlySpan<T> Amplitudes { get; }

    /// <summary>Evaluations of the map spent on each sample.</summary>
    public ReadOnlySpan<int> Steps { get; }

    /// <summary>Evaluations of the map, summed over samples.</summary>
    public long Evaluations { get; }

    /// <summary>LU factorizations.</summary>
    public long Factorizations { get; }

    /// <summary>Samples that converged.</summary>
    public int Converged => Statuses.Count(SolveStatus.Converged);

    /// <summary>Whether every sample converged; true for a solve of no samples, false for the default.</summary>
    public bool AllConverged => solved && !Statuses.ContainsAnyExcept(SolveStatus.Converged);

    /// <summary>The status of sample <paramref name="k"/>.</summary>
    public SolveStatus Status(int k) => Statuses[k];

    /// <summary>The residual of sample <paramref name="k"/>.</summary>
    public T Residual(int k) => Residuals[k];

    /// <summary>The amplitude of sample <paramref name="k"/>.</summary>
    public T Amplitude(int k) => Amplitudes[k];
}

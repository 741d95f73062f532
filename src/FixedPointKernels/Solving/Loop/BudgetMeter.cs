using System;
using System.Diagnostics;

namespace FixedPointKernels.Solving;

/// <summary>Watches over a <see cref="SolveBudget"/>: what every sample has spent in this call, and the time.</summary>
internal sealed class BudgetMeter
{
    private readonly int most;
    private readonly long ticks;
    private readonly int[] factorizations;
    private readonly bool[] refused;
    private long deadline;

    /// <param name="maxBatch">The most samples one call may bring.</param>
    /// <param name="budget">Null limits nothing.</param>
    internal BudgetMeter(int maxBatch, SolveBudget? budget)
    {
        Evaluations = budget?.Evaluations ?? int.MaxValue;
        most = budget?.Factorizations ?? int.MaxValue;
        ticks = budget?.Time is { } time ? (long)Math.Min(time.TotalSeconds * Stopwatch.Frequency, long.MaxValue / 2) : 0;
        factorizations = new int[maxBatch];
        refused = new bool[maxBatch];
    }

    /// <summary>Most evaluations per sample.</summary>
    internal int Evaluations { get; }

    /// <summary>Whether the call's time is over.</summary>
    internal bool IsLate => ticks > 0 && Stopwatch.GetTimestamp() >= deadline;

    /// <summary>A call begins.</summary>
    internal void Start(int batch)
    {
        for (int k = 0; k < batch; k++) (factorizations[k], refused[k]) = (0, false);
        if (ticks > 0) deadline = Stopwatch.GetTimestamp() + ticks;
    }

    /// <summary>Takes one factorization from the sample's budget.</summary>
    /// <returns>Whether there was one; a sample that was refused and does not converge ends as StepLimit.</returns>
    internal bool TryFactor(int sample)
    {
        if (factorizations[sample] >= most || IsLate)
        {
            refused[sample] = true;
            return false;
        }

        factorizations[sample]++;
        return true;
    }

    /// <summary>Takes one that these samples share, from the budget of each.</summary>
    internal bool TryShare(ReadOnlySpan<int> samples)
    {
        if (IsLate) return false;
        foreach (int sample in samples)
        {
            if (factorizations[sample] >= most) return false;
        }

        foreach (int sample in samples) factorizations[sample]++;
        return true;
    }

    /// <summary>Takes one that samples 0..count−1 share, from the budget of each.</summary>
    internal bool TryShare(int count)
    {
        if (IsLate || factorizations.AsSpan(0, count).ContainsAnyInRange(most, int.MaxValue)) return false;
        for (int k = 0; k < count; k++) factorizations[k]++;
        return true;
    }

    /// <summary>How a sample stands after so many evaluations: as its method says, unless the budget has the last word.</summary>
    internal SolveStatus Judge(int sample, int evaluations, SolveStatus status) => status switch
    {
        SolveStatus.Unsolved => evaluations >= Evaluations ? SolveStatus.StepLimit : SolveStatus.Unsolved,
        SolveStatus.Converged or SolveStatus.NonFinite => status,
        _ => refused[sample] ? SolveStatus.StepLimit : status,
    };
}

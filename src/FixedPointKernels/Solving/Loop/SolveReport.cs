using System;
using System.Numerics;
using System.Threading;

namespace FixedPointKernels.Solving;

/// <summary>The memory behind a <see cref="SolveSummary{T}"/>: one entry per sample and the exact counters.</summary>
internal sealed class SolveReport<T>(int maxBatch, SolveBudget? budget = null)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private int done;

    internal SolveStatus[] Statuses { get; } = new SolveStatus[maxBatch];

    internal T[] Residuals { get; } = new T[maxBatch];

    internal T[] Amplitudes { get; } = new T[maxBatch];

    internal int[] Steps { get; } = new int[maxBatch];

    /// <summary>What the call may still cost.</summary>
    internal BudgetMeter Meter { get; } = new(maxBatch, budget);

    internal long Evaluations { get; set; }

    internal long Factorizations { get; set; }

    /// <summary>Samples that have left the loop; another thread may read it.</summary>
    internal int Done
    {
        get => Volatile.Read(ref done);
        set => Volatile.Write(ref done, value);
    }

    internal void Clear(int batch)
    {
        // Not Span.Fill: its three instantiations are 2 ms of a first call.
        for (int k = 0; k < batch; k++) (Statuses[k], Residuals[k], Amplitudes[k], Steps[k]) = (SolveStatus.Unsolved, T.NaN, T.NaN, 0);
        Evaluations = 0;
        Factorizations = 0;
        Done = 0;
        Meter.Start(batch);
    }

    internal SolveSummary<T> Summary(int batch) =>
        new(Statuses.AsSpan(0, batch), Residuals.AsSpan(0, batch), Amplitudes.AsSpan(0, batch), Steps.AsSpan(0, batch),
            Evaluations, Factorizations);
}

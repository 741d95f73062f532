using System;
using System.Numerics;
using System.Threading;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>The one loop of every solver: evaluate all active rows, let finished samples leave, let the method move the rest.</summary>
/// <remarks>
/// Samples meet nowhere but in the evaluation, whose rows are independent bit for bit. With steps that keep to a sample's own home,
/// sample k of any batch therefore ends in the same bits as a batch of one, wherever its row lies and whenever it enters.
/// </remarks>
internal static class SolveLoop
{
    /// <summary>Solves the listed samples.</summary>
    /// <param name="map">The map.</param>
    /// <param name="steps">The method.</param>
    /// <param name="slots">Working rows.</param>
    /// <param name="report">Receives status, residual, steps and counters; steps and counters are added to.</param>
    /// <param name="batch">What is solved, all samples.</param>
    /// <param name="samples">The samples to solve.</param>
    /// <param name="scratch">What the map and the method need, one after the other.</param>
    /// <param name="cancellation">Looked at between evaluations.</param>
    internal static void Run<T, TMap, TSteps>(
        in TMap map, in TSteps steps, Slots<T> slots, SolveReport<T> report, SampleBatch<T> batch, ReadOnlySpan<int> samples,
        Scratch<T> scratch, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<T>
        where TSteps : struct, ISteps<T>
    {
        bool linearize = steps.NeedsLinearization || !batch.Linearizations.IsEmpty;
        int next = 0;
        slots.Clear();
        while (true)
        {
            while (slots.Active < slots.Capacity && next < samples.Length) Admit(steps, slots, report, batch, samples[next++]);
            if (slots.Active == 0) return;
            if (cancellation.IsCancellationRequested || report.Meter.IsLate)
            {
                Cancel(slots, report, batch, samples[next..]);
                return;
            }

            int active = slots.Active;
            map.Evaluate(active, slots.States, slots.Drives, slots.Images, linearize ? slots.Linearizations : default, slots.Residual.AsSpan(0, active), scratch);
            report.Evaluations += active;
            for (int row = active - 1; row >= 0; row--)
            {
                slots.Step[row]++;
                int sample = slots.Sample[row];
                SolveStatus status = report.Meter.Judge(sample, report.Steps[sample] + slots.Step[row], Judge(map, steps, slots, row, linearize));
                if (status == SolveStatus.Unsolved) continue;
                Finish(slots, report, batch, row, status);
                slots.Close(row);
            }

            if (slots.Active > 0) steps.Advance(map, slots, report, scratch);
        }
    }

    private static SolveStatus Judge<T, TMap, TSteps>(in TMap map, in TSteps steps, Slots<T> slots, int row, bool linearize)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<T>
        where TSteps : struct, ISteps<T>
    {
        T residual = slots.Residual[row];
        if (!T.IsFinite(residual)) return slots.Step[row] == 1 ? SolveStatus.NonFinite : steps.Recover(slots, row);
        if (residual < slots.BestResidual[row]) slots.RememberBest(row, linearize);
        return steps.Judge(map, slots, row);
    }

    private static void Admit<T, TSteps>(in TSteps steps, Slots<T> slots, SolveReport<T> report, SampleBatch<T> batch, int sample)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSteps : struct, ISteps<T>
    {
        // An earlier stage spent all evaluations: it stays as that left it.
        if (report.Steps[sample] >= report.Meter.Evaluations)
        {
            report.Done++;
            return;
        }

        ReadOnlySpan<T> drive = batch.Drive(sample);
        Span<T> state = batch.State(sample);
        if (!Finite.All(drive) || !Finite.All<T>(state))
        {
            batch.FillNaN(sample);
            report.Statuses[sample] = SolveStatus.NonFinite;
            report.Residuals[sample] = T.NaN;
            report.Done++;
            return;
        }

        int row = slots.Open(sample, batch.Tolerance(sample));
        drive.CopyTo(slots.Drive(row));
        state.CopyTo(slots.State(row));
        steps.Start(slots, row);
    }

    private static void Finish<T>(Slots<T> slots, SolveReport<T> report, SampleBatch<T> batch, int row, SolveStatus status)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int sample = slots.Sample[row];
        slots.RecallBest(row);
        report.Statuses[sample] = status;
        report.Done++;
        report.Steps[sample] += slots.Step[row];
        if (!T.IsFinite(slots.BestResidual[row]))
        {
            batch.FillNaN(sample);
            report.Residuals[sample] = T.NaN;
            return;
        }

        report.Residuals[sample] = slots.BestResidual[row];
        slots.BestState(row).CopyTo(batch.State(sample));
        if (!batch.Linearizations.IsEmpty) slots.BestLinearization(row).CopyTo(batch.Linearization(sample));
    }

    private static void Cancel<T>(Slots<T> slots, SolveReport<T> report, SampleBatch<T> batch, ReadOnlySpan<int> waiting)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int row = 0; row < slots.Active; row++)
        {
            bool untouched = slots.Step[row] == 0;
            if (!untouched) Finish(slots, report, batch, row, SolveStatus.Cancelled);
            else Untouched(report, batch, slots.Sample[row]);
        }

        foreach (int sample in waiting) Untouched(report, batch, sample);
    }

    // The state is still the start, or what an earlier stage left; without such a stage the linearization was never written.
    private static void Untouched<T>(SolveReport<T> report, SampleBatch<T> batch, int sample)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        report.Statuses[sample] = SolveStatus.Cancelled;
        if (T.IsNaN(report.Residuals[sample]) && !batch.Linearizations.IsEmpty) batch.Linearization(sample).Fill(T.NaN);
    }
}

using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Threading;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>The one loop of every solver: evaluate all active rows, let finished samples leave, let the method move the rest.</summary>
/// <remarks>
/// Samples share nothing but the evaluation, whose rows are independent bit for bit. If a method's steps use the sample's own data only,
/// sample k of any batch therefore ends in the same bits as a batch of one, whichever row it has and whenever it enters.
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
    /// <param name="acceptance">What Converged promises; null where the method's own verdict is enough.</param>
    /// <param name="scratch">What the map and the method need, one after the other.</param>
    /// <param name="cancellation">Checked between evaluations.</param>
    internal static void Run<T, TMap, TSteps>(
        in TMap map, in TSteps steps, Slots<T> slots, SolveReport<T> report, SampleBatch<T> batch, ReadOnlySpan<int> samples,
        Acceptance<T>? acceptance, Scratch<T> scratch, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<TMap, T>
        where TSteps : struct, ISteps<T>
    {
        // The compiler copies what `in` lends before it calls a method of it through a type parameter: 300 bytes and more of references for
        // AutoSteps, at each of four calls per row and evaluation. Through ref it does not, and no method of either changes its struct.
        RunInPlace(ref Unsafe.AsRef(in map), ref Unsafe.AsRef(in steps), slots, report, batch, samples, acceptance, scratch, cancellation);
    }

    private static void RunInPlace<T, TMap, TSteps>(
        ref TMap map, ref TSteps steps, Slots<T> slots, SolveReport<T> report, SampleBatch<T> batch, ReadOnlySpan<int> samples,
        Acceptance<T>? acceptance, Scratch<T> scratch, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<TMap, T>
        where TSteps : struct, ISteps<T>
    {
        bool linearize = TMap.LinearizationIsGiven || steps.NeedsLinearization || !batch.Linearizations.IsEmpty;
        int next = 0;
        slots.Clear();
        while (true)
        {
            while (slots.Active < slots.Capacity && next < samples.Length)
                Admit<T, TMap, TSteps>(ref steps, slots, report, batch, samples[next++]);
            if (slots.Active == 0) return;
            if (cancellation.IsCancellationRequested || report.Meter.IsLate)
            {
                Cancel(slots, report, batch, samples[next..]);
                return;
            }

            int active = slots.Active;
            map.Evaluate(active, slots.States, slots.Drives, slots.Images, linearize ? slots.Linearizations : default,
                slots.Residual.AsSpan(0, active), scratch);
            report.Evaluations += active;
            for (int row = active - 1; row >= 0; row--)
            {
                slots.Step[row]++;
                int sample = slots.Sample[row];
                SolveStatus judged = Judge(map, ref steps, slots, row, linearize, acceptance, report, scratch);
                SolveStatus status = report.Meter.Judge(sample, report.Steps[sample] + slots.Step[row], judged);
                if (status == SolveStatus.Unsolved) continue;
                Finish(slots, report, batch, row, status);
                slots.Close(row);
            }

            if (slots.Active > 0) steps.Advance(map, slots, report, scratch);
        }
    }

    private static SolveStatus Judge<T, TMap, TSteps>(
        in TMap map, ref TSteps steps, Slots<T> slots, int row, bool linearize, Acceptance<T>? acceptance,
        SolveReport<T> report, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<TMap, T>
        where TSteps : struct, ISteps<T>
    {
        T residual = slots.Residual[row];
        int step = slots.Step[row];
        if (!T.IsFinite(residual)) return step == 1 ? SolveStatus.NonFinite : steps.Recover(slots, row);

        // max|s| mostly changes slowly: it is computed at steps 1, 4, 8, 16, …, and where a method has moved the state far.
        bool milestone = acceptance is not null && ((BitOperations.IsPow2(step) && step != 2) || slots.Moved[row]);
        if (milestone) slots.Tolerance[row] = acceptance!.Reach(slots.State(row), slots.Absolute[row]);
        slots.Moved[row] = false;
        bool near = residual <= slots.Tolerance[row], low = residual < slots.BestResidual[row];
        if (!near && low && steps.AnyPointCounts) slots.RememberBest(row, linearize && !TMap.LinearizationIsGiven);
        SolveStatus status = steps.Judge(map, slots, row);
        bool stuck = milestone && step >= Settled && !low && !slots.IsDirection[row] && steps.AnyPointCounts
            && status == SolveStatus.Unsolved;
        if (acceptance is not null && (status == SolveStatus.Converged || (stuck && IsNoise(map, slots, row, linearize, scratch))))
            return Accept(map, ref steps, slots, row, linearize, acceptance, status, report, scratch);
        if (near && (status == SolveStatus.Converged || (low && steps.AnyPointCounts)))
            slots.RememberBest(row, linearize && !TMap.LinearizationIsGiven);
        return status;
    }

    // Before that, a state far from any fixed point may have a residual that is small compared with itself.
    private const int Settled = 8;

    // Whether the residual is within its own rounding error, so that iterating hardly reduces it; asked
    // only where it is not the smallest so far.
    private static bool IsNoise<T, TMap>(in TMap map, Slots<T> slots, int row, bool linearize, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<TMap, T> =>
        slots.Residual[row] <= TMap.ResidualError(map, slots.State(row), slots.Drive(row),
            linearize ? slots.Linearization(row) : default, scratch);

    private static SolveStatus Accept<T, TMap, TSteps>(
        in TMap map, ref TSteps steps, Slots<T> slots, int row, bool linearize, Acceptance<T> acceptance, SolveStatus status,
        SolveReport<T> report, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<TMap, T>
        where TSteps : struct, ISteps<T>
    {
        T computed = slots.Residual[row];
        Acceptance<T>.Verdict verdict = acceptance.Judge(
            map, slots.State(row), slots.Drive(row), slots.Image(row), linearize ? slots.Linearization(row) : default, computed,
            slots.Absolute[row], regular: false, report, scratch,
            out slots.Residual[row]);
        bool best = verdict == Acceptance<T>.Verdict.Singular
            ? T.IsPositiveInfinity(slots.BestResidual[row])
            : slots.Residual[row] < slots.BestResidual[row];
        if ((best && steps.AnyPointCounts) || verdict is Acceptance<T>.Verdict.Within or Acceptance<T>.Verdict.Floor)
            slots.RememberBest(row, linearize && !TMap.LinearizationIsGiven);
        switch (verdict)
        {
            case Acceptance<T>.Verdict.Within: return SolveStatus.Converged;
            case Acceptance<T>.Verdict.Floor: return SolveStatus.Stalled;
            case Acceptance<T>.Verdict.Singular: return steps.Refuse(slots, row, singular: true);
            default:
                if (status == SolveStatus.Unsolved) return status;

                // The method goes on as if the tolerance had been lower, or says how the sample ends.
                slots.Tolerance[row] = T.Min(computed, slots.Residual[row]) / T.CreateTruncating(2);
                return steps.Refuse(slots, row, singular: false);
        }
    }

    private static void Admit<T, TMap, TSteps>(ref TSteps steps, Slots<T> slots, SolveReport<T> report, SampleBatch<T> batch, int sample)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<TMap, T>
        where TSteps : struct, ISteps<T>
    {
        // An earlier stage has spent all evaluations: the sample stays as that stage left it.
        if (report.Steps[sample] >= report.Meter.Evaluations)
        {
            report.Done++;
            return;
        }

        ReadOnlySpan<T> drive = batch.Drive(sample);
        Span<T> state = batch.State(sample);
        if (!Finite.All(drive) || !Finite.All<T>(state) || (TMap.LinearizationIsGiven && !Finite.All(batch.Given(sample))))
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
        if (TMap.LinearizationIsGiven) batch.Given(sample).CopyTo(slots.Linearization(row));
        steps.Start(slots, row);
    }

    private static void Finish<T>(Slots<T> slots, SolveReport<T> report, SampleBatch<T> batch, int row, SolveStatus status)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int sample = slots.Sample[row];

        // The point that was accepted is returned, even if another had a smaller residual but was refused because its scale is smaller.
        if (status != SolveStatus.Converged) slots.RecallBest(row);
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

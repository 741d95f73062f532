using System;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Networks;

/// <summary>The chord method in one product a step, y ← Q (f(y + x) − ḡ∘y) from y = 0, for a batch and
/// the mean gains ḡ of the last one.</summary>
/// <remarks>
/// The iterates are those of y − (I − W Ḡ)⁻¹ (y − W f(y + x)), which takes two products. No residual is measured here: a
/// sample leaves when its last change times the contraction seen is below the tolerance, and the chord method evaluates it
/// with W itself. As in <see cref="SolveLoop"/> a bounded number of rows is worked on, samples leave and enter. Source: C. T.
/// Kelley 2003, as <see cref="ChordSteps{T}"/>.
/// </remarks>
internal sealed class ShiftedStart<T, TForm> : IChordStart<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TForm : struct, ShiftForm.IShiftForm
{
    // Four arrays of 60 × 300 floats beside Q are 0.65 MB: the second-level cache. 60 are ten tiles of the product.
    private const int MostRows = 60;

    private const int MostSteps = 100;

    // Where the iteration contracts more slowly than this, the chord method, which measures every step and
    // can take another linearization, is better.
    private static readonly T Slow = T.CreateTruncating(0.9);

    private readonly MeanShift<T> shift;
    private readonly TForm form;
    private readonly int size;
    private readonly int capacity;
    private readonly int limit;
    private readonly T relative;
    private readonly AlignedBuffer<T> states;
    private readonly AlignedBuffer<T> factors;
    private readonly int[] samples;
    private readonly int[] steps;
    private readonly T[] changes;
    private readonly T[] last;
    private readonly T[] first;
    private AlignedBuffer<T> here;
    private AlignedBuffer<T> before;
    private int active;

    /// <param name="shift">Q, shared with whoever solves on the same weights in the same thread.</param>
    /// <param name="form">Which equation.</param>
    /// <param name="size">N.</param>
    /// <param name="maxBatch">The most samples one call may bring.</param>
    /// <param name="relative">The relative tolerance of the solve that follows.</param>
    /// <param name="stepLimit">The caller's own limit, if any.</param>
    internal ShiftedStart(MeanShift<T> shift, TForm form, int size, int maxBatch, T relative = default, int? stepLimit = null)
    {
        (this.shift, this.form, this.size, this.relative) = (shift, form, size, relative);
        capacity = Math.Min(maxBatch, MostRows);
        limit = Math.Min(stepLimit ?? MostSteps, MostSteps);
        (states, factors, here, before) = (new(capacity * size), new(capacity * size), new(capacity * size), new(capacity * size));
        (samples, steps) = (new int[capacity], new int[capacity]);
        (changes, last, first) = (new T[capacity], new T[capacity], new T[capacity]);
    }

    private enum Verdict : byte
    {
        Running,
        Near,
        Nearer,
        Lost,
    }

    public void Observe(ReadOnlySpan<T> linearizations, ReadOnlySpan<SolveStatus> statuses)
    {
        if (!linearizations.IsEmpty) shift.Observe(linearizations, statuses);
    }

    public void Run(SampleBatch<T> batch, int count, SolveReport<T> report, CancellationToken cancellation)
    {
        // One evaluation is left to the chord method, to measure the residual of the result.
        int most = Math.Min(limit, report.Meter.Evaluations - 1);
        if (most < 1 || !shift.Prepare(count, report)) return;
        active = 0;
        int next = 0, slow = 0;
        while (!cancellation.IsCancellationRequested && !report.Meter.IsLate)
        {
            int opened = active;
            while (active < capacity && next < count) Open(next++);
            if (active == 0) break;
            Pass(batch, opened);
            shift.Multiply(TForm.Products, active, factors.Span[..(active * size)], before.Span[..(active * size)]);
            (here, before) = (before, here);
            report.Evaluations += active;
            Pass(batch, 0);
            for (int row = active - 1; row >= 0; row--)
            {
                Verdict verdict = Judge(row, batch.Tolerance(samples[row]), most);
                if (verdict == Verdict.Running) continue;
                report.Steps[samples[row]] += steps[row];
                if (verdict != Verdict.Lost) Row(states, row).CopyTo(batch.State(samples[row]));
                if (verdict != Verdict.Near) slow++;
                Close(row);
            }
        }

        if (4 * slow > count) shift.Disappoint();
    }

    private void Pass(SampleBatch<T> batch, int from)
    {
        int start = from * size, length = (active - from) * size;
        var pass = new ShiftPass<TForm, T>(
            form, size, samples.AsSpan(from, active - from), batch.Drives, batch.AllGiven, shift.Gains,
            here.Span.Slice(start, length), before.Span.Slice(start, length),
            states.Span.Slice(start, length), factors.Span.Slice(start, length), changes.AsSpan(from));
        Dispatch.Run<ShiftPass<TForm, T>, T>(ref pass);
    }

    private Verdict Judge(int row, T tolerance, int most)
    {
        T change = changes[row];
        if (++steps[row] == 1) first[row] = last[row] = change;
        T contraction = steps[row] == 1 ? T.One : change / last[row];
        last[row] = change;

        // The first change, from y = 0, is the size of the currents.
        T own = relative * first[row];
        if (contraction * change <= (own > tolerance ? tolerance + own : tolerance)) return Verdict.Near;
        bool falls = steps[row] <= 2 ? T.IsFinite(change) : contraction <= Slow;
        if (falls && steps[row] < most) return Verdict.Running;
        return change < first[row] ? Verdict.Nearer : Verdict.Lost;
    }

    private void Open(int sample)
    {
        samples[active] = sample;
        steps[active] = 0;
        Row(here, active).Clear();
        active++;
    }

    // The last active row takes its place.
    private void Close(int row)
    {
        int end = --active;
        if (row == end) return;
        Row(here, end).CopyTo(Row(here, row));
        Row(factors, end).CopyTo(Row(factors, row));
        (samples[row], steps[row], last[row], first[row]) = (samples[end], steps[end], last[end], first[end]);
    }

    private Span<T> Row(AlignedBuffer<T> rows, int row) => rows.Span.Slice(row * size, size);
}

using System;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Dynamics;

/// <content>The loop over steps, and what happens within one.</content>
public sealed partial class TrajectoryIntegrator<T>
{
    // Of h k, near rest. Linear systems decay at every step of that error down to 5 degrees from the imaginary axis: |h λ| is at most 1.9
    // where it is real, with stability to 3.3, and 2.1 there, to 2.6.
    private const double AtRest = 0.02;

    private const double LastStretch = 0.9;
    private const int PointsPerStep = 4;

    private const double Roundings = 4 * 2.220446049250313e-16;

    private static readonly double StateRoundings = 4 * double.CreateTruncating(Precision<T>.Epsilon);

    private TrajectoryResult Follow<TSystem, TEvent>(
        ref TSystem system, Span<TEvent> events, ReadOnlySpan<double> times, Span<T> samples, Span<T> state)
        where TSystem : struct, IRightHandSide<T>, allows ref struct
        where TEvent : struct, ITrajectoryEvent<T>
    {
        double endTime = Options.EndTime, longest = Options.LargestStep ?? endTime;
        RestWatch rest = new(Options.RestOf<T>(), Options.RestTime ?? (endTime / 20));
        Progress progress = Begin(ref system, events, times, samples);
        bool explodedBefore = !(step.BeforeNorm < explosion) || double.IsNaN(step.Speed);
        if (explodedBefore) return Leave(TrajectoryOutcome.Exploded, progress, step.Before, state);
        rest.Holds(0, step.BeforeNorm, step.Speed);
        StepControl control = new(step.FirstLength(ref system, endTime, absolute, relative));
        progress.Evaluations++;
        while (progress.Steps + progress.Rejected < Options.StepLimit)
        {
            double left = endTime - progress.Time, length = Math.Min(control.Length, longest);
            bool last = left - length < Shortest(progress.Time);
            if (last) length = left;
            control.Length = length;
            step.Attempt(ref system, length);
            progress.Evaluations += DormandPrince.Stages - 1;
            double error = step.Error(length, absolute, relative, out double move);
            if (!(error <= 1))
            {
                progress.Rejected++;
                bool failed = double.IsNaN(error);
                if (failed) control.Fail();
                else control.Refuse(error);
                if (control.Length >= Shortest(progress.Time, failed)) continue;
                return Leave(TrajectoryOutcome.Exploded, progress, step.Before, state);
            }

            progress.Steps++;
            Stretch taken = new(progress.Time, length, last ? endTime : progress.Time + length);
            double stop = Interrupt(taken, events, ref progress, out bool exploded);
            progress.Time = taken.At(stop);
            WriteSamples(taken, times, samples, ref progress);
            Observe(taken, stop);
            if (exploded) return Leave(TrajectoryOutcome.Exploded, progress, step.At(stop, length), state);
            if (progress.StoppedBy is not null) return Leave(TrajectoryOutcome.Moving, progress, step.At(stop, length), state);
            double bound = Math.Max(Math.Min(1, RestBound(length, move, rest)), step.Rounding(absolute, relative));
            step.Accept();
            bool settled = rest.Holds(progress.Time, step.BeforeNorm, step.Speed) && progress.Samples == times.Length;
            if (settled) return Leave(TrajectoryOutcome.Settled, progress, step.Before, state);
            if (last) break;
            control.Accept(error / Math.Min(1, bound));
            control.Length = Math.Max(control.Length, 100 * Shortest(progress.Time));
        }

        return Leave(TrajectoryOutcome.Moving, progress, step.Before, state);
    }

    private Progress Begin<TSystem, TEvent>(ref TSystem system, Span<TEvent> events, ReadOnlySpan<double> times, Span<T> samples)
        where TSystem : struct, IRightHandSide<T>, allows ref struct
        where TEvent : struct, ITrajectoryEvent<T>
    {
        step.Begin(ref system);
        range.Restart();
        range.Observe(0, step.Before);
        for (int i = 0; i < events.Length; i++) values[i] = events[i].Value(0, step.Before);
        Progress progress = new() { Evaluations = 1 };
        for (; progress.Samples < times.Length && times[progress.Samples] == 0; progress.Samples++)
            step.Before.CopyTo(samples[(progress.Samples * Size)..]);
        return progress;
    }

    // A step that cannot be told from none; the start of a trajectory counts as a millionth of its end. Before slopes that are not finite
    // it is the state that no longer moves, in its own precision, while the time might go on in steps that lead nowhere.
    private double Shortest(double time, bool failed = false) =>
        (failed ? StateRoundings : Roundings) * Math.Max(time, 1e-6 * Options.EndTime);

    // What of the error near rest is allowed: a part of the move, or of what is slow enough.
    private double RestBound(double length, double move, in RestWatch rest) =>
        AtRest * Math.Max(move, length * rest.Slow(step.AfterNorm) / step.Allowed(absolute, relative));

    // θ of where the step ends early: at a terminal event, or where the bound is passed; 1 where it does not.
    private double Interrupt<TEvent>(in Stretch taken, Span<TEvent> events, ref Progress progress, out bool exploded)
        where TEvent : struct, ITrajectoryEvent<T>
    {
        double stop = 1;
        exploded = step.AfterNorm >= explosion;
        if (exploded)
        {
            CrossingSearch search = new(step.BeforeNorm - explosion, step.AfterNorm - explosion, taken.Tolerance);
            while (!search.Done)
            {
                double theta = search.Propose();
                search.Take(theta, DormandPrinceStep<T>.Norm(step.At(theta, taken.Length)) - explosion);
            }

            stop = search.High;
        }

        if (events.IsEmpty) return stop;
        for (int i = 0; i < events.Length; i++)
        {
            double value = events[i].Value(taken.End, step.After);
            crossings[i] = Counts(events[i].Direction, values[i], value) ? Locate(taken, ref events[i], values[i], value) : 2;
            values[i] = value;
        }

        while (true)
        {
            int next = crossings.AsSpan(0, events.Length).IndexOf(Least(crossings.AsSpan(0, events.Length)));
            double theta = crossings[next];
            if (!(theta <= stop)) return stop;
            crossings[next] = 2;
            events[next].Occurred(taken.At(theta), step.At(theta, taken.Length));
            if (!events[next].IsTerminal) continue;
            (progress.StoppedBy, exploded) = (next, false);
            return theta;
        }
    }

    private double Locate<TEvent>(in Stretch taken, ref TEvent what, double before, double after)
        where TEvent : struct, ITrajectoryEvent<T>
    {
        CrossingSearch search = new(before, after, taken.Tolerance);
        while (!search.Done)
        {
            double theta = search.Propose();
            search.Take(theta, what.Value(taken.At(theta), step.At(theta, taken.Length)));
        }

        return search.High;
    }

    private void WriteSamples(in Stretch taken, ReadOnlySpan<double> times, Span<T> samples, ref Progress progress)
    {
        for (; progress.Samples < times.Length && times[progress.Samples] <= progress.Time; progress.Samples++)
        {
            double theta = (times[progress.Samples] - taken.From) / taken.Length;
            if (times[progress.Samples] == taken.End) theta = 1;
            step.At(theta, taken.Length).CopyTo(samples.Slice(progress.Samples * Size, Size));
        }
    }

    // Ends of steps; in the last tenth of the time some points between too.
    private void Observe(in Stretch taken, double stop)
    {
        double lastTenth = LastStretch * Options.EndTime, end = taken.At(stop);
        if (end < lastTenth)
        {
            range.Observe(end, step.At(stop, taken.Length));
            return;
        }

        double from = Math.Max(taken.From, lastTenth);
        if (taken.From < lastTenth)
        {
            range.Last();
            range.Observe(from, step.At((from - taken.From) / taken.Length, taken.Length));
        }

        for (int j = 1; j <= PointsPerStep; j++)
        {
            double time = from + ((end - from) * j / PointsPerStep), theta = j < PointsPerStep ? (time - taken.From) / taken.Length : stop;
            range.Observe(time, step.At(theta, taken.Length));
        }
    }

    private TrajectoryResult Leave(TrajectoryOutcome outcome, in Progress progress, ReadOnlySpan<T> last, Span<T> state)
    {
        last.CopyTo(state);
        return new(
            outcome, progress.Time, progress.Steps, progress.Rejected, progress.Evaluations, range.Amplitude(), progress.Samples,
            progress.StoppedBy);
    }

    private static bool Counts(CrossingDirection direction, double before, double after) =>
        (before < 0 && after >= 0 && direction != CrossingDirection.Falling)
        || (before > 0 && after <= 0 && direction != CrossingDirection.Rising);

    private static double Least(ReadOnlySpan<double> values)
    {
        double least = double.PositiveInfinity;
        foreach (double value in values) least = Math.Min(least, value);
        return least;
    }

    private struct Progress
    {
        internal double Time;
        internal int Steps;
        internal int Rejected;
        internal long Evaluations;
        internal int Samples;
        internal int? StoppedBy;
    }

    // A step in time.
    private readonly record struct Stretch(double From, double Length, double End)
    {
        internal double Tolerance => Roundings * Math.Max(1, End / Length);

        internal double At(double theta) => theta >= 1 ? End : From + (theta * Length);
    }
}

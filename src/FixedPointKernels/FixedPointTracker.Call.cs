using System;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;

namespace FixedPointKernels;

/// <content>How a call spends its products: steps, the search, parts of a next inverse, one measurement.</content>
public sealed partial class FixedPointTracker<T, TActivation>
{
    // A search begins, or goes on, where steps with so many inverses in a row, or attempts at one, have not got there: mostly they do, and
    // sooner.
    private const int Patience = 3;

    // Up to so many products a call is a usual one, which makes one part of a next Q.
    private const int Usual = 8;

    // How much further steps reach whose end did not count.
    private static readonly T Further = T.CreateTruncating(0.25);

    private long seen;
    private bool hasFailed;
    private long failedSince;

    private TrackResult<T> TrackInside(ReadOnlySpan<T> drive, int budget, bool asksSearch)
    {
        ProductMeter meter = new(budget);
        report.Clear(1);
        long generation = steps.Shifted.Generation;
        drive.CopyTo(steps.Drive);
        (isTracked, hasGains) = (false, false);
        if (!asksSearch) search.Forget();
        T reach = acceptance.Reach(steps.Largest.Rate, Tolerance);

        // One product measures what was not. While a next Q is being made a part is for it, after a call that failed the most: that is
        // what such a call mostly lacks. The next Q of a small network fits into a call beside its steps: where they fail, it is made, and
        // steps go on with it. A first one is made before them.
        ShiftedWeights<T> shifted = steps.Shifted;
        bool small = size + (3 * Usual) <= budget;
        T residual = T.NaN;
        bool home = false;
        if (small && shifted.IsBare && Finite.All(drive)) Renew(home: false, ref meter);
        if (!search.IsUnderWay)
        {
            int most = !shifted.Building ? budget - 1 : Math.Max(3, budget * (hasFailed ? 2 : 3) / 5);
            if (small && meter.Spent == 0) most = budget - shifted.Rest - Usual;
            meter.Most = most;
            home = Follow(reach, ref meter, ref residual);
        }

        bool fellBack = false;
        meter.Most = budget;
        if (!home)
        {
            if (!Finite.All(drive)) return Refuse(meter);
            meter.Most = budget - 1;
            if (!hasFailed) failedSince = steps.Shifted.Attempts;
            if (asksSearch && steps.Shifted.Attempts - failedSince >= Patience) fellBack = Search(ref meter);
            else Renew(home: false, ref meter);
            if (small && !fellBack && !shifted.Building) home = Follow(reach, ref meter, ref residual);
            meter.Most = budget;
            if (!home) home = Measure(reach, ref meter, ref residual);
            if (!T.IsFinite(residual))
            {
                // The next call begins at the rates 0, not where nothing is finite.
                steps.Recurrent.Clear();
                return Refuse(meter);
            }
        }
        else
        {
            search.Forget();
            Renew(home: true, ref meter);
        }

        hasFailed = !home;
        isTracked = true;
        int finished = (int)(steps.Shifted.Generation - generation + report.Factorizations);
        return new(home ? SolveStatus.Converged : Failure, residual, meter.Spent, finished, fellBack);
    }

    // Steps until the point counts. One whose measured residual is within reach and whose enclosed one is not takes steps that reach
    // further.
    private bool Follow(T reach, ref ProductMeter meter, ref T residual)
    {
        while (true)
        {
            hasGains = false;
            T computed = residual = steps.Follow(reach, ref meter);
            if (!(computed <= reach)) return false;
            if (Accepts(ref residual, ref meter)) return true;
            if (verdict != Acceptance<T>.Verdict.Short || computed == T.Zero || !meter.Allows(3)) return false;
            reach = Further * computed;
        }
    }

    // The best point of a call, where steps did not get there.
    private bool Measure(T reach, ref ProductMeter meter, ref T residual)
    {
        hasGains = false;
        verdict = Acceptance<T>.Verdict.Short;
        residual = steps.Measure(reach, ref meter);
        return residual <= reach && Accepts(ref residual, ref meter);
    }

    private TrackResult<T> Refuse(ProductMeter meter)
    {
        steps.Rates.Fill(T.NaN);
        slopes.Span.Fill(T.NaN);
        hasGains = true;
        return new(SolveStatus.NonFinite, T.NaN, meter.Spent, (int)report.Factorizations, false);
    }

    // What is left of the call for the search. Whether there was any.
    private bool Search(ref ProductMeter meter)
    {
        if (!search.IsUnderWay) search.Begin(steps.Recurrent);
        int before = meter.Spent;
        search.Go(steps.Drive, ref meter);
        search.Point.CopyTo(steps.Recurrent);
        return meter.Spent > before;
    }

    // Parts of a next Q: one in a usual call, and beginning one is as much; in a slow one what is left.
    private void Renew(bool home, ref ProductMeter meter)
    {
        ShiftedWeights<T> shifted = steps.Shifted;
        bool usual = home && meter.Spent <= Usual, rests = seen == Network.Recurrent.Version;
        seen = Network.Recurrent.Version;
        if (!shifted.Building)
        {
            if (home && !steps.IsStale && (shifted.IsCurrent || !rests)) return;
            shifted.Begin(Gains());
            if (usual) return;
        }

        int parts = usual ? 1 : int.MaxValue;
        for (; parts > 0 && shifted.Building && meter.Allows(ProductMeter.Slice); parts--)
        {
            shifted.Advance();
            meter.Spent += ProductMeter.Slice;
        }
    }
}

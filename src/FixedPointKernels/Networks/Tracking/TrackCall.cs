using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Networks;

/// <summary>How a call of a tracker spends its products: steps, the search, parts of a next inverse, one measurement; the same for a rate
/// network, whose steps are its own, and for any map.</summary>
internal abstract class TrackCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A search begins, or goes on, where steps with so many inverses in a row, or attempts at one, have not got there: mostly they do, and
    // sooner.
    private const int Patience = 3;

    // Up to so many products a call is a usual one, which makes one part of a next Q.
    private const int Usual = 8;

    // Products kept back for the proof that the Jacobian is regular, where points are judged by their own scale.
    private const int Proof = 8;

    /// <summary>How much further steps reach whose end did not count.</summary>
    internal static readonly T Further = T.CreateTruncating(0.25);

    private long seen;
    private long failedSince;
    private bool isWanted;
    private Acceptance<T>.Verdict verdict;

    /// <summary>Whether the last call did not get there.</summary>
    internal bool HasFailed { get; private set; }

    /// <summary>Evaluations and factorizations of the call under way.</summary>
    internal SolveReport<T> Report { get; } = new(1);

    /// <summary>What steps are made with.</summary>
    internal abstract ITrackInverse<T> Inverse { get; }

    /// <summary>The search, with the same inverse.</summary>
    protected abstract TrackSearch<T> Search { get; }

    /// <summary>The point that is followed, which steps begin at: of a rate network y = W r.</summary>
    protected abstract Span<T> Point { get; }

    /// <summary>That of the call under way.</summary>
    protected abstract ReadOnlySpan<T> Drive { get; }

    /// <summary>The number of the weights, which changes when they do; always the same of a map.</summary>
    protected abstract long Version { get; }

    /// <summary>The absolute tolerance.</summary>
    protected abstract T Tolerance { get; }

    /// <summary>Whether the last steps would have been fewer with a Q of the present point.</summary>
    protected abstract bool IsStale { get; }

    /// <summary>Follows a drive, within a budget.</summary>
    internal TrackResult<T> Run(ReadOnlySpan<T> drive, int budget, bool asksSearch)
    {
        ProductMeter meter = new(budget);
        Report.Clear(1);
        ITrackInverse<T> inverse = Inverse;
        long generation = inverse.Generation;
        T reach = Take(drive);
        if (!asksSearch) Search.Forget();

        // One product measures what was not. While a next Q is being made a part is for it, after a call that failed the most: that is
        // what such a call mostly lacks. The next Q of a small network fits into a call beside its steps: where they fail, it is made, and
        // steps go on with it. A first one is made before them.
        bool small = inverse.Whole + (3 * Usual) <= budget;
        T residual = T.NaN;
        bool home = false;
        if (small && inverse.IsBare && Finite.All(drive)) Renew(home: false, ref meter);
        if (!Search.IsUnderWay)
        {
            int most = !inverse.Building ? budget - 1 : Math.Max(3, budget * (HasFailed ? 2 : 3) / 5);
            if (small && meter.Spent == 0) most = budget - inverse.Rest - Usual;
            meter.Most = most;
            home = FollowOn(reach, ref meter, ref residual);
        }

        bool fellBack = false;
        meter.Most = budget;
        if (!home)
        {
            if (!Finite.All(drive)) return Refuse(meter);
            meter.Most = budget - 1;
            if (!HasFailed) failedSince = inverse.Attempts;
            if (asksSearch && inverse.Attempts - failedSince >= Patience) fellBack = GoOnSearching(ref meter);
            else Renew(home: false, ref meter);
            if (small && !fellBack && !inverse.Building) home = FollowOn(reach, ref meter, ref residual);
            meter.Most = budget;
            if (!home) home = MeasureBest(reach, ref meter, ref residual);
            if (!T.IsFinite(residual))
            {
                // The next call begins where a new tracker does, not where nothing is finite.
                Restart();
                return Refuse(meter);
            }
        }
        else
        {
            Search.Forget();
            Renew(home: true, ref meter);
        }

        HasFailed = !home;
        int finished = (int)(inverse.Generation - generation + Report.Factorizations);
        return new(home ? SolveStatus.Converged : Failure, residual, meter.Spent, finished, fellBack);
    }

    /// <summary>Has a next Q begun in the next call, though its steps do without: an adjoint lacked one.</summary>
    internal void Want() => isWanted = true;

    /// <summary>As a call that got there leaves it: another point is followed from now on.</summary>
    protected void Settle()
    {
        Search.Forget();
        HasFailed = false;
    }

    /// <summary>As a new tracker.</summary>
    protected void Renounce()
    {
        Settle();
        (seen, isWanted) = (Version, false);
    }

    /// <summary>Keeps the drive of a call. The residual at which its steps may end.</summary>
    protected abstract T Take(ReadOnlySpan<T> drive);

    /// <summary>Steps from the point that is followed until a residual is at most reach, or no product is left; the residual, NaN where
    /// the point is the best of them.</summary>
    protected abstract T Follow(T reach, ref ProductMeter meter);

    /// <summary>The residual of the point that is followed; one product.</summary>
    protected abstract T Measure(T reach, ref ProductMeter meter);

    /// <summary>Whether the point measured last is what Converged promises.</summary>
    protected abstract Acceptance<T>.Verdict Judge(ref T residual, ref ProductMeter meter);

    /// <summary>Begins a next inverse of the point; one product at most.</summary>
    protected abstract void BeginInverse(ref ProductMeter meter);

    /// <summary>The point of a new tracker.</summary>
    protected abstract void Restart();

    /// <summary>NaN in what is returned.</summary>
    protected abstract void Spoil();

    // How a call ends whose last point does not count.
    private SolveStatus Failure => verdict switch
    {
        Acceptance<T>.Verdict.Floor => SolveStatus.Stalled,
        Acceptance<T>.Verdict.Singular => SolveStatus.Singular,
        _ => SolveStatus.StepLimit,
    };

    // Steps until the point counts. One whose measured residual is within reach and whose enclosed one is not takes steps that reach
    // further.
    private bool FollowOn(T reach, ref ProductMeter meter, ref T residual)
    {
        int most = meter.Most, kept = reach > Tolerance ? Proof : 0;
        while (true)
        {
            meter.Most = Math.Max(most - kept, Math.Min(most, meter.Spent + 3));
            T computed = residual = Follow(reach, ref meter);
            meter.Most = most;
            if (!(computed <= reach)) return false;
            if (Accepts(ref residual, ref meter)) return true;
            if (verdict != Acceptance<T>.Verdict.Short || computed == T.Zero || !meter.Allows(3)) return false;
            reach = Further * computed;
        }
    }

    // The best point of a call, where steps did not get there.
    private bool MeasureBest(T reach, ref ProductMeter meter, ref T residual)
    {
        verdict = Acceptance<T>.Verdict.Short;
        residual = Measure(reach, ref meter);
        return residual <= reach && Accepts(ref residual, ref meter);
    }

    private bool Accepts(ref T residual, ref ProductMeter meter)
    {
        verdict = Judge(ref residual, ref meter);
        return verdict == Acceptance<T>.Verdict.Within;
    }

    private TrackResult<T> Refuse(ProductMeter meter)
    {
        Spoil();
        return new(SolveStatus.NonFinite, T.NaN, meter.Spent, (int)Report.Factorizations, false);
    }

    // What is left of the call for the search. Whether there was any.
    private bool GoOnSearching(ref ProductMeter meter)
    {
        int before = meter.Spent;
        if (!Search.IsUnderWay) Search.Begin(Point);
        Search.Go(Drive, ref meter);
        Search.Point.CopyTo(Point);
        return meter.Spent > before;
    }

    // Parts of a next Q: one in a usual call, and beginning one is as much; in a slow one what is left.
    private void Renew(bool home, ref ProductMeter meter)
    {
        ITrackInverse<T> inverse = Inverse;
        bool usual = home && meter.Spent <= Usual, rests = seen == Version;
        seen = Version;
        if (!inverse.Building)
        {
            if (home && !isWanted && !IsStale && (inverse.IsCurrent || !rests)) return;
            BeginInverse(ref meter);
            isWanted = false;
            if (usual) return;
        }

        int parts = usual ? 1 : int.MaxValue;
        for (; parts > 0 && inverse.Building && meter.Allows(ProductMeter.Slice); parts--)
        {
            inverse.Advance();
            meter.Spent += ProductMeter.Slice;
        }
    }
}

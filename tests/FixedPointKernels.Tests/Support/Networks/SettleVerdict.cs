using System;
using System.Linq;
using FixedPointKernels.Reference;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Tests.Support;

/// <summary>What <see cref="SolverMethod.Settle"/> said of a network beside the twin's integration.</summary>
internal static class SettleVerdict
{
    internal const string Same = "both settle, in the same point";
    internal const string Restless = "neither settles";
    internal const string RanAway = "both run away";
    internal const string Slow = "settles in the point that the twin reaches later than T";
    internal const string Undecided = "settles elsewhere, but so does the twin at another tolerance";
    internal const string Elsewhere = "WRONG: settles elsewhere";
    internal const string Missed = "WRONG: the twin settles alone";
    internal const string False = "WRONG: settles alone";

    internal static bool IsWrong(string verdict) => verdict.StartsWith("WRONG", StringComparison.Ordinal);

    /// <summary>Points that are the same to what residuals of 1e-10 leave open beside the slowest mode.</summary>
    internal static bool Near(double[] left, double[] right) =>
        left.Zip(right).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-6 * (1 + Math.Abs(pair.Second)));

    internal static string Of(SettleCase network, SettleCase.Answer found, SettlingOutcome twin, bool potential)
    {
        bool rests = twin.Residual <= 1e-10;
        bool settles = found.Status == SolveStatus.Converged;
        if (double.IsInfinity(twin.Residual)) return found.Status == SolveStatus.Diverged ? RanAway : False;
        if (rests && settles && Near(found.State, twin.State)) return Same;
        if (!rests && !settles) return found.Status == SolveStatus.Unsettled ? Restless : Missed;
        if (rests)
        {
            // A trajectory that is magnified beyond the tolerance on its way is not decided by it.
            SettlingOutcome finer = SettlingDynamics.Follow(network.Map(potential), network.Start, 2000, 1e-12, 1e-12);
            if (!(finer.Residual <= 1e-10) || !Near(finer.State, twin.State)) return Undecided;
            return settles ? Elsewhere : Missed;
        }

        SettlingOutcome later = SettlingDynamics.Follow(network.Map(potential), twin.State, 50_000, 1e-10, 1e-12);
        return later.Residual <= 1e-9 && Near(found.State, later.State) ? Slow : False;
    }
}

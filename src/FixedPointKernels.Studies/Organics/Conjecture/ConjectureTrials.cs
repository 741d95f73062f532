using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Circuits;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Organics.Circuits;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Conjecture;

/// <summary>Where random circuits go from a small state, by the largest singular value of their recurrence.</summary>
/// <remarks>Settled: at rest (‖F‖ at most 1e-8) at a point whose Jacobian has negative real parts only. Source: S. Rawat, D. J. Heeger, S.
/// Martiniani 2024, conjecture 5.3.</remarks>
internal sealed class ConjectureTrials
{
    // The paper's T of 800 in units of its τ.
    private const double TimeLimit = 800 / CircuitDraw.Tau;
    private const double AtRest = 1e-8;

    private ConjectureTrials(IReadOnlyList<CircuitDraw> draws, IReadOnlyList<ConjectureRow> rows) => (Draws, Rows) = (draws, rows);

    /// <summary>The circuits.</summary>
    internal IReadOnlyList<CircuitDraw> Draws { get; }

    /// <summary>A row for every singular value.</summary>
    internal IReadOnlyList<ConjectureRow> Rows { get; }

    /// <summary>Draws circuits and follows each from 0.01 everywhere.</summary>
    /// <param name="seed">Of all random numbers.</param>
    /// <param name="units">n.</param>
    /// <param name="trials">Circuits for every singular value.</param>
    /// <param name="singularValues">The largest of Wr, in turn.</param>
    /// <param name="sweep">Threads, cancellation, progress: a step per circuit.</param>
    internal static ConjectureTrials Run(ulong seed, int units, int trials, IReadOnlyList<double> singularValues, Sweep sweep)
    {
        int jobs = trials * singularValues.Count;
        CircuitDraw?[] draws = new CircuitDraw?[jobs];
        SolveStatus[] ends = new SolveStatus[jobs];
        sweep.Run(jobs, job =>
        {
            CircuitDraw draw = draws[job] = CircuitDraw.Of(seed, job, units, singularValues[job / trials]);
            CircuitSolver<double> solver = new(draw.Circuit, options: new() { Tolerance = AtRest, TimeLimit = TimeLimit });
            ends[job] = solver.Settle(draw.Drive, new double[2 * units], cancellation: sweep.Cancellation).Statuses[0];
            sweep.Advanced?.Invoke();
        });
        return new(
            [.. draws.OfType<CircuitDraw>()],
            [.. singularValues.Select((value, k) => ConjectureRow.Of(value, ends.AsSpan(k * trials, trials)))]);
    }
}

/// <summary>How the circuits of one singular value ended.</summary>
/// <param name="SingularValue">The largest of Wr.</param>
/// <param name="Settled">At a stable fixed point.</param>
/// <param name="Moving">Still in motion when the time was over.</param>
/// <param name="Exploded">Ran away.</param>
internal sealed record ConjectureRow(double SingularValue, int Settled, int Moving, int Exploded)
{
    // The 97.5 % point of the normal distribution.
    private const double Z = 1.959963984540054;

    /// <summary>How many ran to their end.</summary>
    internal int Trials => Settled + Moving + Exploded;

    /// <summary>Settled / Trials.</summary>
    internal double Share => (double)Settled / Trials;

    /// <summary>The 95 % interval of the share.</summary>
    /// <remarks>Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.</remarks>
    internal (double Low, double High) Interval
    {
        get
        {
            double n = Trials, square = Z * Z, middle = (Share + (square / (2 * n))) / (1 + (square / n));
            double half = Z / (1 + (square / n)) * Math.Sqrt((Share * (1 - Share) / n) + (square / (4 * n * n)));
            return (Math.Clamp(middle - half, 0, Share), Math.Clamp(middle + half, Share, 1));
        }
    }

    internal static ConjectureRow Of(double singularValue, ReadOnlySpan<SolveStatus> ends)
    {
        int settled = 0, moving = 0, exploded = 0;
        foreach (SolveStatus end in ends)
        {
            if (end == SolveStatus.Converged) settled++;
            else if (end == SolveStatus.Diverged) exploded++;
            else if (end is not (SolveStatus.Cancelled or SolveStatus.Unsolved)) moving++;
        }

        return new(singularValue, settled, moving, exploded);
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Circuits;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Basin;

/// <summary>Where the starts of a plane go, for one circuit of one unit.</summary>
/// <param name="Panel">The circuit.</param>
/// <param name="Side">Starts along a side.</param>
/// <param name="Roots">All fixed points, by D from the largest.</param>
/// <param name="Starts">Row by row of a, Side × Side; null where the work was interrupted before.</param>
/// <param name="Portrait">Some of the ways there.</param>
internal sealed record BasinMap(
    BasinPanel Panel, int Side, IReadOnlyList<PlanarPoint> Roots, IReadOnlyList<BasinStart?> Starts, PhasePortrait Portrait)
{
    // The slowest point of the panels with room: what rest leaves is some 1e-6 of the state.
    private const double TimeConstants = 300;
    private const double Near = 1e-3;

    internal IEnumerable<BasinStart> Followed => Starts.OfType<BasinStart>();

    /// <summary>Roots that some start settled at.</summary>
    internal IReadOnlyList<int> Reached => [.. Followed.Select(start => start.Root).OfType<int>().Distinct().Order()];

    /// <summary>Follows all starts of all panels.</summary>
    /// <param name="panels">Which.</param>
    /// <param name="side">Starts along a side of each.</param>
    /// <param name="sweep">Threads, cancellation, progress: a step per row of a.</param>
    internal static IReadOnlyList<BasinMap> Run(IReadOnlyList<BasinPanel> panels, int side, Sweep sweep)
    {
        PlanarPoint[][] roots = [.. panels.Select(panel => PlanarCircuit.Points(panel.Circuit, BasinPanel.Drive))];
        BasinStart?[][] starts = [.. panels.Select(_ => new BasinStart?[side * side])];
        double[] ys = StartYs(side), all = StartAs(side);
        sweep.Run(panels.Count * side, job =>
        {
            (int panel, int row) = (job / side, job % side);
            CircuitPath path = new(panels[panel].Circuit, [BasinPanel.Drive], TimeConstants);
            for (int k = 0; k < side && !sweep.Cancellation.IsCancellationRequested; k++)
                starts[panel][(row * side) + k] = Follow(path, ys[k], all[row], roots[panel]);
            sweep.Advanced?.Invoke();
        });
        return [.. panels.Select((panel, k) => new BasinMap(panel, side, roots[k], starts[k], PhasePortrait.Of(panel)))];
    }

    /// <summary>y of the starts, evenly over the plane with both ends.</summary>
    internal static double[] StartYs(int side) => [.. Enumerable.Range(0, side).Select(k =>
        -PhasePortrait.Width + (2 * PhasePortrait.Width * k / (side - 1)))];

    /// <summary>a of the starts, evenly without 0.</summary>
    internal static double[] StartAs(int side) => [.. Enumerable.Range(1, side).Select(k => PhasePortrait.Height * k / side)];

    private static BasinStart Follow(CircuitPath path, double y, double a, PlanarPoint[] roots)
    {
        double[] state = [y, a];
        TrajectoryResult result = path.Follow(state);

        // At rest where there is no root is no rest.
        int root = result.Outcome != TrajectoryOutcome.Settled
            ? -1 : Array.FindIndex(roots, point => double.Hypot(point.Y - state[0], point.A - state[1]) < Near);
        return result.Outcome == TrajectoryOutcome.Exploded ? new(y, a, result.Outcome, null, result.Time, null)
            : root < 0 ? new(y, a, TrajectoryOutcome.Moving, null, result.Time, result.Amplitude)
            : new(y, a, result.Outcome, root, result.Time, null);
    }
}

/// <summary>How one start ended.</summary>
/// <param name="Y">y there.</param>
/// <param name="A">a there.</param>
/// <param name="Outcome">One of three.</param>
/// <param name="Root">Which it settled at; null where it did not.</param>
/// <param name="Time">When it settled, exploded, or was left.</param>
/// <param name="Amplitude">Of one that goes on moving, over the last tenth of its time; else null.</param>
internal sealed record BasinStart(double Y, double A, TrajectoryOutcome Outcome, int? Root, double Time, double? Amplitude);

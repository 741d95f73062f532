using System;
using FixedPointKernels.Circuits;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Studies.Organics.Basin;

/// <summary>Follows a circuit from start after start until it settles, explodes or the time is over; for one thread.</summary>
internal sealed class CircuitPath
{
    // Of the state in the slowest time constant. The weakest point of the panels, 0.16 a time constant at τ_y/τ_a = 20, is reached to it
    // after 90.
    private const double Still = 1e-6;

    private readonly Circuit<double> circuit;
    private readonly double[] drive;
    private readonly double[] scratch;
    private readonly TrajectoryIntegrator<double> integrator;

    /// <summary>Takes the circuit.</summary>
    /// <param name="circuit">n units.</param>
    /// <param name="drive">z, n.</param>
    /// <param name="timeConstants">How long, in slowest time constants; rest is told by a twentieth of it.</param>
    internal CircuitPath(Circuit<double> circuit, double[] drive, double timeConstants)
    {
        (this.circuit, this.drive) = (circuit, drive);
        EndTime = timeConstants * circuit.SlowestTime;
        scratch = new double[new CircuitMap<double>(circuit).Scratch(1).Elements];
        integrator = new(2 * circuit.Units, new() { EndTime = EndTime, RestTolerance = Still / circuit.SlowestTime });
    }

    /// <summary>When it is over, in the circuit's own unit of time.</summary>
    internal double EndTime { get; }

    /// <summary>Follows one start.</summary>
    /// <param name="state">(y, a), 2n: the start, then where it ended.</param>
    /// <param name="times">Ascending to <see cref="EndTime"/>: when a sample is wanted; with them no rest ends the way.</param>
    /// <param name="samples">times × 2n.</param>
    internal TrajectoryResult Follow(Span<double> state, ReadOnlySpan<double> times = default, Span<double> samples = default) =>
        integrator.Integrate(
            new MapDynamics<double, CircuitMap<double>>(new(circuit), drive, new Scratch<double>(scratch), circuit.TimeUnit),
            state, state, times, samples);
}

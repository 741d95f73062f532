using System.Collections.Generic;
using System.Linq;
using System.Numerics.Tensors;
using FixedPointKernels.Circuits;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Studies.Organics.Circuits;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Basin;

/// <summary>Where a random circuit goes from random starts of growing size: as it is, rectified, and with Wr = I.</summary>
/// <remarks>y Gaussian with a standard deviation of the size, a uniform in (0, 1]; a start has the same numbers at every size and in every
/// form. 400 time constants. The largest singular value of Wr is 1.</remarks>
internal sealed class RandomStarts
{
    internal static readonly double[] Sizes = [0.1, 0.3, 1, 3, 10];
    internal static readonly string[] Forms = ["main", "rectified", "identity"];

    private const double TimeConstants = 400;
    private const double SamePoint = 1e-3;

    private RandomStarts(CircuitDraw draw, IReadOnlyList<RandomStart> starts) => (Draw, Starts) = (draw, starts);

    /// <summary>The circuit.</summary>
    internal CircuitDraw Draw { get; }

    /// <summary>Those that were followed, form by form and size by size.</summary>
    internal IReadOnlyList<RandomStart> Starts { get; }

    /// <summary>A row for every form and size.</summary>
    internal IReadOnlyList<RandomRow> Rows =>
        [.. Starts.GroupBy(start => (start.Form, start.Size)).Select(group => RandomRow.Of(group.Key.Form, group.Key.Size, [.. group]))];

    /// <summary>Draws the circuit and the starts, and follows them.</summary>
    /// <param name="seed">Of all random numbers.</param>
    /// <param name="units">n.</param>
    /// <param name="count">Starts for every size.</param>
    /// <param name="sweep">Threads, cancellation, progress: a step per start.</param>
    internal static RandomStarts Run(ulong seed, int units, int count, Sweep sweep)
    {
        CircuitDraw draw = CircuitDraw.Of(seed, 0, units, 1);
        Circuit<double>[] circuits = [draw.Circuit, Like(draw.Circuit, rectified: true), Like(draw.Circuit, rectified: false)];
        RandomStart?[] starts = new RandomStart?[Forms.Length * Sizes.Length * count];
        sweep.Run(starts.Length, job =>
        {
            (int form, int size, int start) = (job / (Sizes.Length * count), job / count % Sizes.Length, job % count);
            double[] state = Place(seed, start, units, Sizes[size]);
            TrajectoryResult result = new CircuitPath(circuits[form], draw.Drive, TimeConstants).Follow(state);
            starts[job] = new(Forms[form], Sizes[size], start, result.Outcome, result.Time, result.Amplitude, state);
            sweep.Advanced?.Invoke();
        });
        return new(draw, [.. starts.OfType<RandomStart>()]);
    }

    /// <summary>How many points these are, those within 1e-3 of each other taken as one.</summary>
    internal static int Different(IEnumerable<double[]> points)
    {
        List<double[]> found = [];
        foreach (double[] point in points)
        {
            if (!found.Exists(other => TensorPrimitives.Distance<double>(other, point) < SamePoint)) found.Add(point);
        }

        return found.Count;
    }

    // The circuit's own stream is 0.
    private static double[] Place(ulong seed, int start, int units, double size)
    {
        SeededRandom random = new(seed, (ulong)start + 1);
        double[] state = new double[2 * units];
        for (int i = 0; i < units; i++) state[i] = size * random.NextGaussian();
        for (int i = units; i < state.Length; i++) state[i] = 1 - random.NextUniform();
        return state;
    }

    private static Circuit<double> Like(Circuit<double> circuit, bool rectified)
    {
        double[] ones = [.. Enumerable.Repeat(1.0, circuit.Units)], roots = new double[circuit.Units];
        TensorPrimitives.Sqrt(circuit.Floor, roots);
        return new(
            rectified ? CircuitKind.RectifiedInput : CircuitKind.Main, circuit.Pool.Values,
            rectified ? circuit.Recurrent!.Values : default, circuit.Gains, ones, roots, circuit.TauY, circuit.TauA);
    }
}

/// <summary>How one start ended.</summary>
/// <param name="Form">Of the circuit.</param>
/// <param name="Size">Standard deviation of y.</param>
/// <param name="Number">Which of the size.</param>
/// <param name="Outcome">One of three.</param>
/// <param name="Time">When it settled, exploded, or was left.</param>
/// <param name="Amplitude">Over the last tenth of its time.</param>
/// <param name="End">(y, a) then.</param>
internal sealed record RandomStart(
    string Form, double Size, int Number, TrajectoryOutcome Outcome, double Time, double Amplitude, double[] End);

/// <summary>How the starts of one size ended.</summary>
/// <param name="Form">Of the circuit.</param>
/// <param name="Size">Standard deviation of y.</param>
/// <param name="Settled">Came to rest.</param>
/// <param name="Points">At how many different points.</param>
/// <param name="Moving">Still in motion when the time was over.</param>
/// <param name="Amplitude">The largest of those; null where there are none.</param>
/// <param name="Exploded">Ran away.</param>
/// <param name="Earliest">When the first did; null where none did.</param>
internal sealed record RandomRow(
    string Form, double Size, int Settled, int Points, int Moving, double? Amplitude, int Exploded, double? Earliest)
{
    internal int All => Settled + Moving + Exploded;

    internal static RandomRow Of(string form, double size, IReadOnlyList<RandomStart> starts)
    {
        RandomStart[] Those(TrajectoryOutcome outcome) => [.. starts.Where(start => start.Outcome == outcome)];
        RandomStart[] settled = Those(TrajectoryOutcome.Settled), moving = Those(TrajectoryOutcome.Moving);
        RandomStart[] exploded = Those(TrajectoryOutcome.Exploded);
        return new(
            form, size, settled.Length, RandomStarts.Different(settled.Select(start => start.End)), moving.Length,
            moving.Max(start => (double?)start.Amplitude), exploded.Length, exploded.Min(start => (double?)start.Time));
    }
}

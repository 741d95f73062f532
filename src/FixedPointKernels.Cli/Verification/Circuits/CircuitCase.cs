using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Organics;

namespace FixedPointKernels.Cli.Verification;

/// <summary>A case of an ORGaNICs file: a circuit under a drive, and the values to check.</summary>
internal sealed record CircuitCase : IGoldenCase
{
    public required string Name { get; init; }

    internal required CircuitParameters Parameters { get; init; }

    /// <summary>z, n.</summary>
    internal required double[] Drive { get; init; }

    internal required CircuitCaseKind Kind { get; init; }

    /// <summary>The fixed point (y, a) of the file, 2n, at which Jacobian and spectrum are taken, so that what they are off by is their
    /// own; empty where the case is about another.</summary>
    internal required double[] Point { get; init; }

    /// <summary>States (y, a), 2n each, at which the energy is taken.</summary>
    internal required IReadOnlyList<double[]> EnergyStates { get; init; }

    /// <summary>What is followed through time, if anything.</summary>
    internal required CircuitTrajectory? Trajectory { get; init; }

    /// <summary>What is to be checked, by the names of <see cref="CircuitQuantities"/>; a quantity that the file lacks is not
    /// here.</summary>
    internal required IReadOnlyDictionary<string, double[]> Expected { get; init; }

    public IEnumerable<QuantityFinding> Check(Precision precision, double? tolerance, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, double[]> found = CircuitComputation.Of(this, precision);
        cancellation.ThrowIfCancellationRequested();
        IReadOnlyDictionary<string, double>? limits = precision == Precision.Float && tolerance is null
            ? FloatLimits.Of(
                this, 2 * Parameters.Units, one => CircuitComputation.Of(one, Precision.Double), Move, CircuitQuantities.Error)
            : null;
        foreach (CircuitQuantity one in CircuitQuantities.All)
        {
            if (Expected.TryGetValue(one.Name, out double[]? expected))
            {
                // What the library says is not defined is not found: no error holds.
                double error = found.TryGetValue(one.Name, out double[]? value) ? one.Error(value, expected) : double.NaN;
                yield return new(one.Name, error, tolerance ?? (limits is null ? one.Limit : limits.GetValueOrDefault(one.Name)));
            }
            else if (one.IsRequired && one.Kind == Kind)
            {
                yield return QuantityFinding.Missing(one.Name);
            }
        }
    }

    private static CircuitCase Move(CircuitCase one, int pattern) => one with
    {
        Parameters = one.Parameters with
        {
            Pool = Move(one.Parameters.Pool, pattern, 1),
            Recurrent = Move(one.Parameters.Recurrent, pattern, 2),
            Gains = Move(one.Parameters.Gains, pattern, 3),
            PoolGains = Move(one.Parameters.PoolGains, pattern, 4),
            Semisaturations = Move(one.Parameters.Semisaturations, pattern, 5),
            TauY = Move(one.Parameters.TauY, pattern, 6),
            TauA = Move(one.Parameters.TauA, pattern, 7),
        },
        Drive = FloatLimits.Move(one.Drive, pattern, 8),
        Point = FloatLimits.Move(one.Point, pattern, 9),
        EnergyStates = [.. one.EnergyStates.Select((state, k) => FloatLimits.Move(state, pattern, 11 + k))],
        Trajectory = one.Trajectory is { } path ? path with { Start = FloatLimits.Move(path.Start, pattern, 10) } : null,
    };

    // Equal parameters stay equal: what is known for units that are all alike is asked of such.
    private static double[] Move(double[] values, int pattern, int array) => values.Length > 0 && values.All(one => one == values[0])
        ? [.. Enumerable.Repeat(FloatLimits.Move(values[..1], pattern, array)[0], values.Length)]
        : FloatLimits.Move(values, pattern, array);
}

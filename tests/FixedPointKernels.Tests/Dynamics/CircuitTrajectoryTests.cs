using System;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Reference;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Dynamics;

/// <summary>Trajectories of divisive normalization circuits against the golden file; the slopes are the twin's.</summary>
public sealed class CircuitTrajectoryTests
{
    public static TheoryData<string> Trajectories => CircuitGolden.With("energy_trajectory");

    /// <summary>The energy along the trajectory, sampled between steps of 1e-12; and the trajectory settles at the point known in closed
    /// form.</summary>
    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Trajectories))]
    public void Energies_along_trajectories(string name)
    {
        JsonElement golden = CircuitGolden.Case(name), path = golden.GetProperty("energy_trajectory");
        (Circuit circuit, double[] z) = CircuitGolden.Read(golden);
        (double[] Y, double[] A) point = CircuitPoints.OfIdentity(circuit, z);
        double[] t = CircuitOscillator.Weights(CircuitOscillator.Damping(circuit, point.Y, point.A), point.A);
        JsonElement start = golden.GetProperty("energy_states")[1];
        double[] times = CircuitGolden.Numbers(path, "t"), energies = CircuitGolden.Numbers(path, "V");
        double[] state = [.. CircuitGolden.Numbers(start, "y"), .. CircuitGolden.Numbers(start, "a")];
        int n = circuit.Units;
        double[] samples = new double[times.Length * 2 * n];
        TrajectoryIntegrator<double> integrator = new(
            2 * n, new() { EndTime = 1000 * times[^1], RelativeTolerance = 1e-12, AbsoluteTolerance = 1e-12, RestTime = times[^1] });
        TrajectoryResult result = integrator.Integrate(Slopes(circuit, z), state, state, times, samples);
        Assert.Equal((TrajectoryOutcome.Settled, times.Length), (result.Outcome, result.Samples));
        for (int k = 0; k < times.Length; k++)
        {
            ReadOnlySpan<double> row = samples.AsSpan(2 * n * k, 2 * n);
            double energy = CircuitOscillator.Energy(circuit, z, t, point, row[..n].ToArray(), row[n..].ToArray());
            Assert.Equal(energies[k], energy, 1e-8 * energies[0]);
        }

        Rows.AssertClose(point.Y, state[..n], 1e-8, "y");
        Rows.AssertClose(point.A, state[n..], 1e-8, "a");
    }

    /// <summary>A generic circuit of 16 units leaves in finite time; three other integrators agree on when to 1e-9.</summary>
    [Fact, Trait("Leg", "Any")]
    public void The_known_explosion_is_when_it_must()
    {
        JsonElement golden = CircuitGolden.Root.GetProperty("blowup");
        (Circuit circuit, double[] z) = CircuitGolden.Read(CircuitGolden.Case(golden.GetProperty("same_params_as").GetString()!));
        double[] state = [.. CircuitGolden.Numbers(golden, "y0"), .. CircuitGolden.Numbers(golden, "a0")];
        TrajectoryIntegrator<double> integrator = new(
            32, new() { EndTime = 50, RelativeTolerance = 1e-11, AbsoluteTolerance = 1e-11, ExplosionSize = 1e6 });
        TrajectoryResult result = integrator.Integrate(Slopes(circuit, z), state, state);
        Assert.Equal(TrajectoryOutcome.Exploded, result.Outcome);
        double expected = golden.GetProperty("time_when_max_abs_state_reaches_1e6").GetProperty("DOP853").GetDouble();
        Assert.Equal(expected, result.Time, 1e-7);
        Assert.Equal(1e6, state.Max(Math.Abs), 1e-2);
    }

    private static FunctionSystem<double> Slopes(Circuit circuit, double[] z)
    {
        int n = circuit.Units;
        return new(2 * n, (s, k) =>
        {
            (double[] dy, double[] da) = circuit.Slopes(s[..n].ToArray(), s[n..].ToArray(), z);
            dy.CopyTo(k);
            da.CopyTo(k[n..]);
        });
    }
}

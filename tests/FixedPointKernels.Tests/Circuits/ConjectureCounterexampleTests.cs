using System;
using FixedPointKernels.Circuits;
using FixedPointKernels.Solving;
using Xunit;
using static FixedPointKernels.Tests.Circuits.PlanarCases;

namespace FixedPointKernels.Tests.Circuits;

/// <summary>
/// A largest singular value of 1 and |z| = 1 are not enough for a stable fixed point: the circuit of one unit with w_r = −1 and all else 1
/// has none.
/// </summary>
/// <remarks>
/// With s = √a: y = z/(2 − s), and 1 = β²/s² + w z²/(2 − s)² = f(s), here 1/s² + 1/(2 − s)². For s &lt; 2 both terms together are at
/// least 2 (at s = 1), so all roots have s &gt; 2, where ∂y′/∂y = s − 2 &gt; 0 and the pool's own rate is −β²/a. There f falls from ∞ to 0:
/// one root. There the determinant (s − 2)(−1/a) − s y² is negative: a saddle.
/// </remarks>
public sealed class ConjectureCounterexampleTests
{
    [Fact]
    public void One_unit_that_inhibits_itself_has_a_saddle_alone()
    {
        Circuit<double> circuit = Make(CircuitKind.Main, -1, 1, 1);
        PlanarPoint only = Assert.Single(PlanarCircuit.Points(circuit, 1.0));
        double s = Math.Sqrt(only.A);
        Assert.Equal(1, (1 / (s * s)) + (1 / ((2 - s) * (2 - s))), 1e-13);
        Assert.True(s > 2);
        Assert.Equal(PlanarKind.Saddle, only.Kind);

        // The Jacobian's eigenvalues by differences of the equations themselves, off by O(h²) and rounding over h: 1e-9.
        (double y, double a) = (only.Y, only.A);
        const double H = 1e-5;
        double yy = (Y(y + H, a) - Y(y - H, a)) / (2 * H), ya = (Y(y, a + H) - Y(y, a - H)) / (2 * H);
        double ay = (A(y + H, a) - A(y - H, a)) / (2 * H), aa = (A(y, a + H) - A(y, a - H)) / (2 * H);
        Assert.Equal(yy + aa, (only.First + only.Second).Real, 1e-7);
        Assert.Equal((yy * aa) - (ya * ay), (only.First * only.Second).Real, 1e-7);

        static double Y(double y, double a) => -y + 1 + ((1 - Math.Sqrt(a)) * -y);
        static double A(double y, double a) => -a + 1 + (y * y * a);
    }

    // From a small state: it runs away, whoever follows it.
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void It_runs_away_from_rest(double z)
    {
        double[] state = [0.01, 0.01];
        CircuitSolver<double> solver = new(Make(CircuitKind.Main, -1, 1, 1));
        Assert.Equal(SolveStatus.Diverged, solver.Settle([z], state).Statuses[0]);
    }

    // Wr with entries that are not negative has it too: two units that excite each other and not themselves, driven against each other,
    // are w_r = −1 in their difference.
    [Fact]
    public void Two_units_that_excite_each_other_run_away_too()
    {
        Circuit<double> circuit = new(CircuitKind.Main, [1, 0, 0, 1], [0, 1, 1, 0], [1, 1], [1, 1], [1, 1], [1, 1], [1, 1]);
        double[] state = [0.01, 0.01, 0.01, 0.01], drive = [0.7, -0.7];
        Assert.Equal(SolveStatus.Diverged, new CircuitSolver<double>(circuit).Settle(drive, state).Statuses[0]);
    }
}

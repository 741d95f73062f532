using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Circuits;
using FixedPointKernels.Cli.Files;

namespace FixedPointKernels.Cli.Verification;

/// <summary>The quantities of an ORGaNICs file, in the order of the report: a new one is a line here and its numbers in
/// <see cref="CircuitComputation"/>.</summary>
internal static class CircuitQuantities
{
    private const string Iteration = "iteration";
    private const string Oscillator = "oscillator";
    private const string States = "energy_states";
    private const string FixedPoints = "fixed_points";

    // Relative: what independent codes in double agree to.
    private const double PointLimit = 1e-12;
    private const double LinearLimit = 1e-10;
    private const double EnergyLimit = 1e-9;
    private const double TrajectoryLimit = 1e-8;
    private const double ExplosionLimit = 1e-3;

    /// <summary>Of an explosion: when several integrators see an element of the state reach <see cref="ExplosionSize"/>.</summary>
    internal const string ExplosionTimes = "time_when_max_abs_state_reaches_1e6";

    internal const double ExplosionSize = 1e6;

    internal static IReadOnlyList<CircuitQuantity> All { get; } =
    [
        new("y", PointLimit, Closeness.OfVectors, In("y", Vector), IsRequired: true),
        new("a", PointLimit, Closeness.OfVectors, In("a", Vector), IsRequired: true),
        new("iteration.y0", PointLimit, Closeness.OfVectors, InPart(Iteration, "y0", Vector)),
        new("iteration.a0", PointLimit, Closeness.OfVectors, InPart(Iteration, "a0", Vector)),
        new("iteration.y1", PointLimit, Closeness.OfVectors, InPart(Iteration, "y1", Vector)),
        new("iteration.a1", PointLimit, Closeness.OfVectors, InPart(Iteration, "a1", Vector)),
        new("iteration.err_y", LinearLimit, Closeness.OfVectors, InPart(Iteration, "err_y", Many)),
        new("iteration.err_a", LinearLimit, Closeness.OfVectors, InPart(Iteration, "err_a", Many)),
        new("jacobian", LinearLimit, Closeness.OfVectors, In("jacobian", (one, name, n) => one.Matrix(name, 2 * n, 2 * n))),
        new("eigenvalues", LinearLimit, Closeness.OfSets, In("eigenvalues", Spectrum), IsRequired: true),
        new("max_real", LinearLimit, Closeness.OfVectors, In("max_real", Number), IsRequired: true),
        new("closed_form_eigenvalues", LinearLimit, Closeness.OfSets, In("closed_form_eigenvalues", Spectrum)),
        new("oscillator.B_prime", LinearLimit, Closeness.OfVectors, InPart(Oscillator, "B_prime", Square)),
        new("oscillator.K_diag", LinearLimit, Closeness.OfVectors, InPart(Oscillator, "K_diag", Vector)),
        new("oscillator.t", LinearLimit, Closeness.OfVectors, InPart(Oscillator, "t", Vector)),
        new("oscillator.min_eig", LinearLimit, Closeness.OfVectors, InPart(Oscillator, "min_eig_tB_plus_BTt", Number)),
        new("energy_states.V", EnergyLimit, Closeness.OfEach, InEach(States, one => [one.Number("V")])),
        new("energy_states.dVdt", EnergyLimit, Closeness.OfEach, InEach(States, one => [one.Number("dVdt")])),
        new("energy_trajectory.V", TrajectoryLimit, Closeness.OfVectors, InPart("energy_trajectory", "V", Many)),
        new("quartic_in_sqrt_a", PointLimit, Closeness.OfVectors, In("quartic_in_sqrt_a", (one, name, _) => one.Vector(name, 5)),
            CircuitCaseKind.Planar, IsRequired: true),
        new("roots", LinearLimit, Closeness.OfSets, In("roots", (one, name, _) => one.Matrix(name, null, 2)), CircuitCaseKind.Planar,
            IsRequired: true),
        OfPoints("y", PointLimit, Closeness.OfEach, one => [one.Number("y")]),
        OfPoints("a", PointLimit, Closeness.OfEach, one => [one.Number("a")]),
        OfPoints("D", PointLimit, Closeness.OfEach, one => [one.Number("D")]),
        OfPoints("eigenvalues", LinearLimit, Closeness.OfPairs, one => one.Matrix("eigenvalues", 2, 2)),
        OfPoints("stable", PointLimit, Closeness.OfVectors, one => [one.Truth("stable") ? 1 : 0]),
        OfPoints("kind", PointLimit, Closeness.OfVectors, one => [(double)Kind(one.Matrix("eigenvalues", 2, 2))]),
        new("blowup.time", ExplosionLimit, Closeness.OfEach, In(ExplosionTimes, (one, name, _) => one.Part(name).Numbers()),
            CircuitCaseKind.Explosion, IsRequired: true),
    ];

    /// <summary>The error of what is found against what is expected, of a quantity by name.</summary>
    internal static double Error(string quantity, double[] found, double[] expected) =>
        All.First(one => one.Name == quantity).Error(found, expected);

    private static CircuitQuantity OfPoints(
        string field, double limit, Func<double[], double[], double> error, Func<JsonFields, double[]> read) =>
        new($"{FixedPoints}.{field}", limit, error, InEach(FixedPoints, read), CircuitCaseKind.Planar, IsRequired: true);

    // Files say stable or not; node, focus or saddle is what their eigenvalues are.
    private static PlanarKind Kind(double[] pairs) => new PlanarPoint(0, 0, 0, new(pairs[0], pairs[1]), new(pairs[2], pairs[3])).Kind;

    private static double[] Number(JsonFields one, string field, int n) => [one.Number(field)];

    private static double[] Vector(JsonFields one, string field, int n) => one.Vector(field, n);

    private static double[] Square(JsonFields one, string field, int n) => one.Matrix(field, n, n);

    private static double[] Spectrum(JsonFields one, string field, int n) => one.Matrix(field, 2 * n, 2);

    // As many as there are.
    private static double[] Many(JsonFields one, string field, int n) => one.Vector(field, one.Length(field));

    // null says that the generator left it out.
    private static Func<JsonFields, int, double[]?> In(string field, Func<JsonFields, string, int, double[]> read) =>
        (one, n) => one.Holds(field) ? read(one, field, n) : null;

    private static Func<JsonFields, int, double[]?> InPart(string part, string field, Func<JsonFields, string, int, double[]> read) =>
        (one, n) => one.Holds(part) && one.Part(part).Holds(field) ? read(one.Part(part), field, n) : null;

    // One after the other; fixed points by D from the largest, as the library has them.
    private static Func<JsonFields, int, double[]?> InEach(string list, Func<JsonFields, double[]> read) => (one, _) =>
    {
        if (!one.Holds(list)) return null;
        IEnumerable<JsonFields> parts = one.Parts(list);
        if (list == FixedPoints) parts = parts.OrderByDescending(part => part.Number("D"));
        return [.. parts.SelectMany(read)];
    };
}

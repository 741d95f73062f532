using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Circuits;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Organics;

namespace FixedPointKernels.Cli.Verification;

/// <summary>Reads a golden file of divisive normalization circuits: {"identity_cases": […], "generic_cases": […], "two_dimensional": […],
/// "blowup": {…}, "torch_float64": {"rnn_…": {…}}}, the format of tests/golden/organics.json.</summary>
internal static class OrganicsFile
{
    private const string Explosion = "blowup";
    private const string Trained = "torch_float64";

    // How much later than expected an explosion is waited for.
    private const double Beyond = 10;

    private static readonly string[] Lists = ["identity_cases", "generic_cases", "two_dimensional"];

    // A case of one unit gives its parameters itself, as numbers.
    private static readonly string[] Numbers = ["w", "wr", "b", "b0", "sigma", "tau_y", "tau_a"];

    internal static GoldenKind Kind { get; } = new(
        Lists[0], "organics.json",
        "organics.json: in double 1e-12 for fixed points, 1e-10 for Jacobians and for eigenvalues (as sets), 1e-9 for energies,\n"
            + "1e-8 along trajectories, 1e-3 for the time of an explosion. Jacobians and spectra are taken at the file's points.\n"
            + "Layers (static_*): 1e-11; where they have iterations, as many are made and gone back through.\n"
            + "Sequential cells (torch_float64.rnn_*): 1e-13 for states, 1e-12 for logits and loss, 1e-11 for gradients.\n"
            + "about, conventions, residuals, ode_error_*, jac_fd_rel_err, *_max_diff, iteration.err_*_200, conjecture_trials,\n"
            + "static_*_repo_diag_a, permutation, indices and cross_checks_vs_authors_code are not checks.",
        [
            .. CircuitQuantities.All.Select(one => one.Name), .. SequentialQuantities.All.Select(one => one.Name), .. LayerCase.Quantities,
        ],
        Read);

    private static List<IGoldenCase> Read(string path, JsonElement root)
    {
        JsonFields whole = new(path, "file", "", root);
        List<CircuitCase> cases =
            [.. Lists.Where(whole.Holds).SelectMany(list => whole.Parts(list).Select(one => Case(one.AsCase(), list == Lists[2])))];
        if (whole.Holds(Explosion)) cases.Add(OfExplosion(whole.Part(Explosion).AsCase(), cases));
        return
        [
            .. cases, .. SequentialCases.Read(whole), .. whole.Holds(Trained) ? LayerCase.Of(whole.Part(Trained)) : [],
        ];
    }

    private static CircuitCase Case(JsonFields fields, bool planar)
    {
        (CircuitParameters parameters, double[] drive) = planar ? OfOneUnit(fields) : OfParameters(fields);
        int n = parameters.Units;
        List<double[]> states = fields.Holds("energy_states") ? [.. fields.Parts("energy_states").Select(one => State(one, n))] : [];
        CircuitCaseKind kind = planar ? CircuitCaseKind.Planar : CircuitCaseKind.Point;
        return new()
        {
            Name = fields.Text("name"),
            Parameters = parameters,
            Drive = drive,
            Kind = kind,
            Point = planar ? [] : State(fields, n),
            EnergyStates = states,
            Trajectory = CircuitTrajectory.OfEnergy(fields, states),
            Expected = Expected(fields, kind, n),
        };
    }

    private static Dictionary<string, double[]> Expected(JsonFields fields, CircuitCaseKind kind, int n) =>
        CircuitQuantities.All.Where(one => one.Kind == kind)
            .Select(one => (one.Name, Values: one.Expected(fields, n))).Where(one => one.Values is not null)
            .ToDictionary(one => one.Name, one => one.Values!);

    // The circuit of another case from a start far away.
    private static CircuitCase OfExplosion(JsonFields fields, List<CircuitCase> cases)
    {
        string name = fields.Text("same_params_as");
        CircuitCase same = cases.FirstOrDefault(one => one.Name == name)
            ?? throw fields.Refuse("same_params_as", $"is '{name}', but no case is called that");
        int n = same.Parameters.Units;
        Dictionary<string, double[]> expected = Expected(fields, CircuitCaseKind.Explosion, n);
        double[] start = [.. fields.Vector("y0", n), .. fields.Vector("a0", n)];
        double latest = expected.Values.SelectMany(times => times).DefaultIfEmpty(1).Max();
        return same with
        {
            Name = fields.Text("name"),
            Kind = CircuitCaseKind.Explosion,
            Point = [],
            EnergyStates = [],
            Trajectory = new(start, [], Beyond * latest),
            Expected = expected,
        };
    }

    private static double[] State(JsonFields fields, int n) => [.. fields.Vector("y", n), .. fields.Vector("a", n)];

    private static (CircuitParameters Parameters, double[] Drive) OfParameters(JsonFields fields)
    {
        JsonFields given = fields.Part("params");
        CircuitParameters parameters = CircuitFile.Of(given, CircuitKindNames.Read(fields));
        return (parameters, given.Vector("z", parameters.Units));
    }

    private static (CircuitParameters Parameters, double[] Drive) OfOneUnit(JsonFields fields)
    {
        double[] values = [.. Numbers.Select(fields.Number)];
        for (int k = 0; k < values.Length; k++)
        {
            string name = Numbers[k];
            bool mayBeZero = name is "w" or "sigma";
            if (name == "wr" || values[k] > 0 || (mayBeZero && values[k] == 0)) continue;
            throw fields.Refuse(name, $"is {values[k]}, but it must {(mayBeZero ? "not be negative" : "be positive")}");
        }

        return (
            new(
                fields, CircuitKind.Main, [values[0]], [values[1]], [values[2]], [values[3]], [values[4]], [values[5]], [values[6]]),
            [fields.Number("z")]);
    }
}

using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Choices;

/// <summary>--solver and what belongs to it; an option that the chosen solver does not use is refused, not ignored.</summary>
/// <param name="polish">Newton steps past the tolerance where nothing is said (never for Euler).</param>
/// <param name="bound">Factorizations per sample where nothing is said; null for no limit.</param>
internal sealed class SolverChoices(int polish = 0, int? bound = null)
{
    private readonly Option<string> solver = CommonOptions.Word(
        "--solver",
        "S",
        $"{string.Join(", ", Names[..^1])} or {Names[^1]} (chord shares a factorization over the batch; settle goes where the dynamics go "
            + "from the start; krylov is newton without LU, for thousands of neurons).",
        "auto");

    private readonly Option<double?> tolerance = CommonOptions.Tolerance(
        "Largest residual |r - f(W r + x)| of a neuron of a converged sample, the absolute part [default: 1e-10, float 1e-5].");

    private readonly Option<double?> relative = CommonOptions.Number(
        "--relative-tolerance", "B",
        "The part that is added for rates at their own scale, B (|r| + f'(z) (sum |W r| + |x|)) by neuron, for relu f' = 1 throughout; "
        + "0 for none [default: 1e-12, float 2e-6].");
    private readonly Option<int?> steps = CommonOptions.Whole(
        "--steps", "K",
        "Most steps per sample [default: iterate 2000, anderson 500, newton, chord and krylov 100]; euler takes exactly so many "
            + "[default: 500].");
    private readonly Option<double?> step = CommonOptions.Number("--step", "H", "dt/tau of an Euler step, in (0, 1] [default: 0.01].");
    private readonly Option<double?> damping = CommonOptions.Number(
        "--damping", "D", "r <- r + D (f(W r + x) - r) of iterate, in (0, 1] [default: 1].");
    private readonly Option<int?> window = CommonOptions.Whole(
        "--window", "M", "Steps that Anderson acceleration combines (auto, anderson), 1..20 [default: 5].");
    private readonly Option<double?> time = CommonOptions.Number(
        "--time", "T", "How long settle follows the dynamics, in tau [default: 2000].");
    private readonly Option<int?> polishing = CommonOptions.Whole(
        "--polish", "K", $"Newton steps past the tolerance while the residual falls, 0..20, not for euler and krylov [default: {polish}].");

    private readonly Option<int?> factorizations = CommonOptions.Whole(
        "--factorizations", "K",
        "Most LU factorizations per sample; what is not solved by then ends as StepLimit [default: "
            + $"{(bound is { } most ? most : "no limit")}].");

    /// <summary>The methods of the library, by their names there.</summary>
    internal static string[] Names { get; } = [.. Enum.GetNames<SolverMethod>().Select(name => name.ToLowerInvariant())];

    private static string[] That(Func<SolverMethod, bool> uses) =>
        [.. Enum.GetValues<SolverMethod>().Where(uses).Select(method => method.ToString().ToLowerInvariant())];

    private Option[] All => [solver, tolerance, relative, steps, step, damping, window, time, polishing, factorizations];

    internal void AddTo(Command command)
    {
        foreach (Option option in All) command.Add(option);
    }

    /// <summary>Whether anything was said about the solver.</summary>
    internal bool IsGiven(ParseResult parsed) => All.Any(option => parsed.GetResult(option) is { Implicit: false });

    internal SolverOptions Read(ParseResult parsed, Precision precision)
    {
        string name = parsed.GetValue(solver)!;
        Words.Require("--solver", name, Names);
        SolverMethod method = Enum.Parse<SolverMethod>(name, ignoreCase: true);
        Only(parsed, step, name, "euler");
        Only(parsed, damping, name, "iterate");
        Only(parsed, steps, name, That(SolverMethodSettings.CountsSteps));
        Only(parsed, factorizations, name, That(SolverMethodSettings.Factors));
        Only(parsed, window, name, That(SolverMethodSettings.Accelerates));
        Only(parsed, time, name, That(SolverMethodSettings.KeepsTime));
        Only(parsed, polishing, name, That(SolverMethodSettings.IsPolished));

        double? limit = parsed.GetValue(tolerance);
        RequireTolerance(limit, precision);
        double? share = parsed.GetValue(relative);
        double least = 8 * (precision == Precision.Float ? MathF.BitIncrement(1) - 1 : Math.BitIncrement(1) - 1);
        if (share is { } b && b != 0 && !(b >= least && b < 1))
            throw Words.OutOfRange(
                relative.Name, b, string.Create(CultureInfo.InvariantCulture, $"0, or at least {least:0.0e0} and below 1"));
        double? size = parsed.GetValue(step) ?? parsed.GetValue(damping);
        if (size is { } h && !(h > 0 && h <= 1))
            throw Words.OutOfRange(parsed.GetValue(step) is null ? damping.Name : step.Name, h, "in (0, 1]");
        double? horizon = parsed.GetValue(time);
        if (horizon is { } until && !until.IsPositiveFinite()) throw Words.OutOfRange(time.Name, until, "positive and finite");
        InRange(steps.Name, parsed.GetValue(steps), 1, int.MaxValue - 1);
        InRange(window.Name, parsed.GetValue(window), 1, 20);
        InRange(polishing.Name, parsed.GetValue(polishing), 0, 20);
        InRange(factorizations.Name, parsed.GetValue(factorizations), 0, int.MaxValue - 1);
        return new SolverOptions
        {
            Method = method,
            Tolerance = limit,
            RelativeTolerance = share,
            StepSize = size,
            StepLimit = parsed.GetValue(steps),
            Window = parsed.GetValue(window),
            TimeLimit = horizon,
            PolishSteps = method.IsPolished() ? parsed.GetValue(polishing) ?? polish : 0,
            Budget = parsed.GetValue(factorizations) is { } budget ? new SolveBudget { Factorizations = budget } : null,
        };
    }

    /// <summary>Refuses a tolerance that is not positive and finite in the arithmetic chosen: 1e-60 is 0 in float and nothing would ever
    /// converge.</summary>
    internal static void RequireTolerance(double? tolerance, Precision precision)
    {
        if (tolerance is not { } value) return;
        if (!value.IsPositiveFinite()) throw Words.OutOfRange("--tolerance", value, "positive and finite");
        if (precision == Precision.Float && !((double)(float)value).IsPositiveFinite())
            throw Words.OutOfRange("--tolerance", value, "positive and finite in float");
    }

    private static void Only(ParseResult parsed, Option option, string chosen, params string[] users)
    {
        if (parsed.GetResult(option) is { Implicit: false } given && !users.Contains(chosen))
            throw Words.DoesNotApply(
                option.Name, string.Join(' ', given.Tokens.Select(token => token.Value)), $"--solver {chosen}", string.Join(", ", users));
    }

    private static void InRange(string option, int? value, int least, int most)
    {
        if (value is { } given && (given < least || given > most))
            throw Words.OutOfRange(option, given, most == int.MaxValue - 1 ? $"at least {least}" : $"in {least}..{most}");
    }
}

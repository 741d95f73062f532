using System.CommandLine;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Cli.Temporal;

/// <summary>fpk temporal lyapunov: the first Lyapunov exponents of a network of one's own, along trials of one's own or left
/// alone.</summary>
internal static class LyapunovVerb
{
    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "lyapunov",
            "Lyapunov exponents of a recurrent network along driven trials, or of the network left alone.",
            "X is T×D, one trial, or T×B×D, trials whose exponents are averaged. Without it the network runs by itself from a "
                + "random state\n"
            + "for --steps. The state before the first step is S.npy (N), else 0, and N(0, 1) where there is no input.\n"
            + "L.csv: index, per_step, per_tau (divided by alpha), first_half, second_half, standard_error: over the trials, or half the\n"
            + "distance of the halves of a single one. Exponents come as their directions do, unsorted; -Infinity is a direction "
            + "that died\n"
            + "(rectifiers that are all off, weights without full rank at alpha = 1).\n"
            + "DIR gets a page with the spectrum, the running estimate and, of all N exponents, their sum beside the mean ln|det J|.\n"
            + "Exit codes: 0 done, 2 bad input, 3 a state or a tangent left the finite numbers, 130 interrupted.",
            StudyCommands.Temporal + " lyapunov --weights W.npy --form P --alpha 1 --exponents 10 --steps 2000 --warm-up 100 --out L.csv",
            StudyCommands.Temporal + " lyapunov --weights W.npy --form V --activation tanh --alpha 0.2 --input X.npy --input-weights U.npy "
                + "--bias b.npy --warm-up 10 --out L.csv --report spectrum");
        Option<string> weights = CommonOptions.Weights();
        CellOptions cell = new();
        ActivationOptions activation = new();
        Option<string> input = CommonOptions.File("--input", "X.npy", "Inputs, T×D or T×B×D.");
        Option<string> inputWeights = CommonOptions.File("--input-weights", "U.npy", "Input weights, N×D; with --input.");
        Option<string> bias = CommonOptions.File("--bias", "b.npy", "Bias, N [default: 0].");
        Option<string> start = CommonOptions.File("--start", "S.npy", "The state before the first step, N.");
        Option<int?> steps = CommonOptions.Whole("--steps", "T", "Steps of a network left alone [default: 1000].");
        Option<int?> exponents = CommonOptions.Whole("--exponents", "K", "How many of the first exponents [default: N].");
        Option<int?> interval = CommonOptions.Whole("--interval", "n", "Steps between orthonormalizations [default: 1].");
        Option<int?> warmUp = CommonOptions.Whole("--warm-up", "w", "Steps before the first that counts [default: 0].");
        Option<int?> seed = CommonOptions.Whole("--seed", "S", "Of the first vectors, and of a random state [default: 0].");
        Option<string> precision = CommonOptions.Precision();
        Option<string> output = CommonOptions.File("--out", "L.csv", "The exponents.", required: true);
        Option<string> report = CommonOptions.File("--report", "DIR", "A new folder for report.html, figures and numbers.");
        foreach (Option option in (Option[])[weights, cell.Form]) verb.Add(option);
        activation.AddTo(verb);
        foreach (Option option in (Option[])[
            cell.Alpha, input, inputWeights, bias, start, steps, exponents, interval, warmUp, seed, precision, output, report])
            verb.Add(option);
        verb.SetAction(parsed =>
        {
            (LeakPlacement placement, double alpha) = cell.Read(parsed);
            if (parsed.GetValue(input) is null && parsed.GetValue(inputWeights) is { } lone)
                throw Words.DoesNotApply(inputWeights.Name, lone, "a network left alone", $"{input.Name} X.npy");
            if (parsed.GetValue(input) is not null && parsed.GetValue(inputWeights) is null)
                throw new CommandFailure($"{input.Name} needs {inputWeights.Name} U.npy, N×D");
            if (parsed.GetValue(input) is not null && parsed.GetValue(steps) is { } given)
                throw Words.DoesNotApply(steps.Name, given, input.Name, "a network left alone");
            LyapunovRequest request = new(
                here,
                new(parsed.GetValue(weights)!, parsed.GetValue(inputWeights), parsed.GetValue(bias), parsed.GetValue(start),
                    parsed.GetValue(input), placement, alpha),
                Numbers.AtLeast(parsed, steps, 1000, 1), parsed.GetValue(exponents), Numbers.AtLeast(parsed, interval, 1, 1),
                Numbers.AtLeast(parsed, warmUp, 0, 0), (ulong)Numbers.AtLeast(parsed, seed, 0, 0), parsed.GetValue(output)!,
                parsed.GetValue(report));
            return activation.Read(parsed).Run<LyapunovRequest, int>(CommonOptions.Read(parsed, precision), request);
        });
        return verb;
    }
}

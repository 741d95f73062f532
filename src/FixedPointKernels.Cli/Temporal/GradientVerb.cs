using System.CommandLine;
using System.Linq;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Choices;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Rules;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Cli.Temporal;

/// <summary>fpk temporal gradient: what a rule gives for every parameter of a network through time on one batch of one's own.</summary>
internal static class GradientVerb
{
    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "gradient",
            "What a learning rule gives for every parameter of a network, on one batch of inputs and targets.",
            "DIR holds W.npy (N×N), U.npy (N×D) and V.npy (K×N), and where they are not 0 b.npy (N), s0.npy (N) and c.npy (K); rules with\n"
            + "fixed feedback need F.npy (N×K) too. fpk temporal train leaves such a folder of every run.\n"
            + "X is T×B×D. Y is T×B whole numbers from 0, the classes (cross-entropy); or T×B×K numbers: squared error, or with "
            + "--loss bits\n"
            + "the logistic loss of bits. The mask weighs steps; the loss is divided by its sum.\n"
            + "OUT holds the gradients under the names of the parameters, and y.npy, the outputs, T×B×K. Rules by cell type take "
            + "two types,\n"
            + "the first half of the neurons and the second.\n"
            + "Exit codes: 0 done, 2 bad input, 3 some trials were not finite (their gradients are left out), 130 interrupted.",
            StudyCommands.Temporal + " gradient --weights-dir W --input X.npy --target Y.npy --rule eprop --out gradients",
            StudyCommands.Temporal + " gradient --weights-dir W --input X.npy --target Y.npy --rule bptt --form R --alpha 0.1 --out exact");
        Option<string> weights = CommonOptions.File("--weights-dir", "DIR", "The folder of the weights.", required: true);
        Option<string> input = CommonOptions.File("--input", "X.npy", "Inputs, T×B×D.", required: true);
        Option<string> target = CommonOptions.File("--target", "Y.npy", "Classes, T×B, or targets, T×B×K.", required: true);
        Option<string> mask = CommonOptions.File("--mask", "M.npy", "Weights of the steps, T×B [default: all 1].");
        Option<string> rule = CommonOptions.File(
            "--rule", "R", $"The rule: {Words.Alternatives([.. TemporalRules.All.Select(one => one.Name)])}.", required: true);
        CellOptions cell = new();
        Option<string> activation = CommonOptions.Word(
            "--activation", "A", $"{Words.Alternatives(CellTable.Activations)}.", CellTable.UsualActivation);
        Option<string> readout = CommonOptions.Word(
            "--readout", "activity|voltage", "What V reads; voltages only of form V.", "activity");
        Option<string> loss = CommonOptions.Word("--loss", "squared|bits", "The loss of targets T×B×K.", "squared");
        Option<double?> modulation = CommonOptions.Number("--modulation", "M", "Of modprop and modprop-weights [default: 0.25].");
        Option<string> precision = CommonOptions.Precision();
        Option<string> output = CommonOptions.File("--out", "OUT", "A new folder for the gradients.", required: true);
        foreach (Option option in (Option[])[
            weights, input, target, mask, rule, cell.Form, cell.Alpha, activation, readout, loss, modulation, precision, output])
            verb.Add(option);
        verb.SetAction(parsed =>
        {
            Words.Require(rule.Name, parsed.GetValue(rule)!, [.. TemporalRules.All.Select(one => one.Name)]);
            (LeakPlacement placement, double alpha) = cell.Read(parsed);
            Words.Require(activation.Name, parsed.GetValue(activation)!, CellTable.Activations);
            Words.Require(readout.Name, parsed.GetValue(readout)!, ["activity", "voltage"]);
            Words.Require(loss.Name, parsed.GetValue(loss)!, ["squared", "bits"]);
            if (parsed.GetValue(modulation) is { } mu && !double.IsFinite(mu)) throw Words.OutOfRange(modulation.Name, mu, "finite");
            TemporalRuleEntry chosen = TemporalRules.All.Single(one => one.Name == parsed.GetValue(rule));
            if (!chosen.IsModulated && parsed.GetValue(modulation) is { } given)
                throw Words.DoesNotApply(modulation.Name, given, $"--rule {chosen.Name}", "modprop and modprop-weights");
            if (!chosen.Path().Fits(placement))
                throw new CommandFailure($"--rule {chosen.Name} is defined for the leak on the voltage alone, --form V");
            if (parsed.GetValue(readout) == "voltage" && placement != LeakPlacement.Voltage)
                throw Words.DoesNotApply(readout.Name, "voltage", $"--form {CellTable.Form(placement)}", "--form V");
            GradientRequest request = new(
                here, parsed.GetValue(weights)!, parsed.GetValue(input)!, parsed.GetValue(target)!, parsed.GetValue(mask), chosen,
                new()
                {
                    Placement = placement, Alpha = alpha,
                    Readout = parsed.GetValue(readout) == "voltage" ? LeakyReadout.State : LeakyReadout.Activity,
                    Modulation = parsed.GetValue(modulation) ?? TemporalRuleEntry.CommonModulation,
                },
                parsed.GetValue(loss) == "bits" ? TrialTarget.Bits : TrialTarget.Values, parsed.GetValue(output)!)
            {
                SaidLoss = parsed.GetResult(loss) is { Implicit: false } ? parsed.GetValue(loss) : null,
            };
            return ActivationChoice.Of(parsed.GetValue(activation)!, null, null)
                .Run<GradientRequest, int>(CommonOptions.Read(parsed, precision), request);
        });
        return verb;
    }
}

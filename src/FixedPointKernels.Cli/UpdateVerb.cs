using System.CommandLine;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Cli;

/// <summary>fpk update: the ΔW that a learning rule adds to W for one batch of files.</summary>
internal static class UpdateVerb
{
    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "update",
            "The change dW that a learning rule adds to W for one batch: -rate times the gradient for euclidean.",
            "Loss: softmax cross-entropy of --readout against --labels, or the sum of (r - target)^2 of --targets; dW is the mean over "
                + "the samples.\n"
            + "Rules: euclidean (exact implicit gradient), linearized, variant (no solve), finite-step (mean of exact per-sample steps; "
            + "divides by\n"
            + "1 + s), finite-step-damped (by 1 + |s|), reparameterized (linear networks only, the step of the whole batch at once).\n"
            + "A sample without a result (not converged, or Singular: 1 + s <= 1e-6, or no adjoint) contributes nothing, the divisor "
            + "stays B, dW is\n"
            + "written and the exit code is 3. Euler takes its steps as given: a sample it leaves at StepLimit contributes with the "
            + "state reached.\n"
            + "Exit codes: 0 done, 2 bad input, 3 some samples did not converge.",
            "fpk update --rule euclidean --weights W.npy --input X.npy --readout C.npy --labels y.npy --out dW.npy",
            "fpk update --rule finite-step --weights W.npy --input X.npy --targets T.npy --rate 0.1 --out dW.npy --status S.csv",
            "fpk update --rule reparameterized --activation linear --weights W.npy --input X.npy --targets T.npy --rate 0.3 --out dW.npy");
        Option<string> rule = CommonOptions.File("--rule", "RULE", $"{Words.Alternatives(RuleTable.UpdateNames)}.", required: true);
        Option<string> weights = CommonOptions.Weights();
        Option<string> input = CommonOptions.Input();
        Option<string> readout = CommonOptions.File("--readout", "C.npy", "Readout, C×N; together with --labels.");
        Option<string> labels = CommonOptions.File("--labels", "y.npy", "B integers in 0..C-1; together with --readout.");
        Option<string> targets = CommonOptions.File("--targets", "T.npy", "Targets, B×N; in place of --readout and --labels.");
        Option<double?> rate = CommonOptions.Number("--rate", "ETA", "Learning rate [default: 1].");
        Option<string> result = CommonOptions.Out("The change dW, N×N.", "dW.npy");
        Option<string> status = CommonOptions.Status();
        Option<string> precision = CommonOptions.Precision();
        ActivationOptions activation = new();
        SolverChoices solver = new(polish: 2);
        foreach (Option option in new Option[] { rule, weights, input, readout, labels, targets, rate, result, status }) verb.Add(option);
        activation.AddTo(verb);
        solver.AddTo(verb);
        verb.Add(precision);
        verb.SetAction(parsed =>
        {
            Precision type = CommonOptions.Read(parsed, precision);
            ActivationChoice choice = activation.Read(parsed);
            UpdateRequest request = new(
                StandardStream.Beside(here, parsed.GetValue(result)!), parsed.GetValue(rate) ?? 1, solver.Read(parsed, type))
            {
                Weights = parsed.GetValue(weights)!,
                Input = parsed.GetValue(input)!,
                Readout = parsed.GetValue(readout),
                Labels = parsed.GetValue(labels),
                Targets = parsed.GetValue(targets),
                Result = parsed.GetValue(result)!,
                Status = parsed.GetValue(status),
                Rule = RuleChoice.Read(parsed.GetValue(rule)!, choice),
            };
            request.Require(type);
            return choice.Run<UpdateRequest, int>(type, request);
        });
        return verb;
    }
}

using System.CommandLine;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;

namespace FixedPointKernels.Cli;

/// <summary>fpk import: makes a run's folder from weights that come from elsewhere.</summary>
internal static class ImportVerb
{
    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "import",
            "Makes a folder that fpk eval and fpk train --weights-dir read, from weights that come from elsewhere.",
            "The network is x = Wx s + b, r = f(W r + x), y = R r. A matrix lies as PyTorch's Linear has it, a row for every neuron that "
                + "receives.\n"
            + "The folder holds W.npy, Wx.npy, readout.npy or outputs.npy, b.npy if there is a bias, and run.json. "
                + "Nothing is written over.\n"
            + "fpk eval needs --data, or --inputs with --labels or --targets, as the folder does not say what was learned from.",
            "fpk import --weights W.npy --input Wx.npy --readout R.npy --activation tanh --out brought",
            "fpk import --weights W.npy --input Wx.npy --bias b.npy --readout R.npy --activation relu --precision float --out brought",
            "fpk import --weights W.npy --outputs neurons.npy --activation power --exponent 2 --out brought");
        Option<string> weights = CommonOptions.Weights();
        Option<string?> readout = new("--readout")
        {
            HelpName = "R.npy", Description = "Readout R, C×N: a row for every class or target; (N,) is one.",
        };
        Option<string?> outputs = new("--outputs")
        {
            HelpName = "o.npy",
            Description = "In place of a readout: the neurons, from 0, whose rates are the targets: --outputs neurons.npy.",
        };
        Option<string?> input = new("--input")
        {
            HelpName = "Wx.npy", Description = "Input weights Wx, N×M [default: the unit matrix, so that features are input currents].",
        };
        Option<string?> bias = new("--bias") { HelpName = "b.npy", Description = "Bias b, (N,) or 1×N [default: none]." };
        ActivationOptions activation = new(required: true);
        Option<string> precision = CommonOptions.Precision();
        Option<string> output = CommonOptions.File("--out", "DIR", "A new folder for the network.", required: true);
        Option[] files = [weights, readout, outputs, input, bias];
        foreach (Option option in files) verb.Add(option);
        activation.AddTo(verb);
        verb.Add(precision);
        verb.Add(output);
        verb.SetAction(parsed =>
        {
            ActivationChoice choice = activation.Read(parsed);
            ImportRequest request = new(
                here, choice, CommonOptions.Read(parsed, precision), parsed.GetValue(weights)!, parsed.GetValue(readout),
                parsed.GetValue(outputs), parsed.GetValue(input), parsed.GetValue(bias), parsed.GetValue(output)!);
            return choice.Run<ImportRequest, int>(request.Type, request);
        });
        return verb;
    }
}

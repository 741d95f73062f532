using System;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Choices;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Cli.Temporal;

/// <summary>What was asked of fpk temporal gradient, and how it is done.</summary>
/// <param name="Here">Where it is asked.</param>
/// <param name="Weights">Folder of the weights.</param>
/// <param name="Input">File of X.</param>
/// <param name="Target">File of Y.</param>
/// <param name="Mask">File of the mask, or null.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Options">Leak, readout, μ.</param>
/// <param name="Values">What numbers T×B×K of Y are.</param>
/// <param name="Output">The folder to make.</param>
internal sealed record GradientRequest(
    Surroundings Here, string Weights, string Input, string Target, string? Mask, TemporalRuleEntry Rule, TemporalOptions Options,
    TrialTarget Values, string Output) : INetworkAction<int>
{
    private static readonly ParameterSet Learned = new("W", "U", "b", "s0", "V", "c");

    /// <summary>--loss as it was given, which classes refuse; null where it was not.</summary>
    internal string? SaidLoss { get; init; }

    public int Run<T, TActivation>(TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        using OutputFolder folder = new(Output);
        (int n, int inputs, int outputs) = TemporalWeights.Sizes(Here, Weights);
        TrialSet trials = TrialFiles.Read(Here, Input, Target, Mask, inputs, outputs, Values);
        if (SaidLoss is { } loss && trials.Target == TrialTarget.Classes)
            throw Words.DoesNotApply("--loss", loss, $"the classes of {Target}, whose loss is the cross-entropy", "targets T×B×K");
        TemporalOptions options = Rule.HasTypes ? Options with { Types = TemporalOptions.Halves(n) } : Options;
        TemporalNetwork<T, TActivation> network = new(new(n, inputs, trials.Steps, outputs), options, activation);
        TemporalWeights.Read(Here, Weights, network, Rule.HasFixedFeedback);
        using Trainer<T> trainer = new(
            network, new() { Rule = Rule, Parts = Learned, Rate = 1, BatchSize = trials.Count, Threads = Environment.ProcessorCount });
        Score score = trainer.Differentiate(trials, [.. Enumerable.Range(0, trials.Count)], Here.Cancellation);
        if (score.Unsolved == trials.Count)
        {
            throw new CommandFailure(
                $"no trial of {Input} has a finite loss and gradient: {trials.Count} of {trials.Count} left the finite numbers");
        }

        folder.Write(() =>
        {
            foreach (Parameter<T> parameter in network.Parameters.Where(one => Learned.Names.Contains(one.Name)))
            {
                Npy.Write(
                    folder.Path($"{parameter.Name}.npy"), trainer.Gradient(parameter.Name),
                    parameter.Name is "b" or "s0" or "c" ? [parameter.Rows] : [parameter.Rows, parameter.Columns]);
            }

            Npy.Write(folder.Path("y.npy"), StepsFirst(trainer.States, trials, outputs), trials.Steps, trials.Count, outputs);
        });
        (string place, _) = folder.Conclude(false);
        Tell(trainer, score, trials, place);
        return score.Unsolved == 0 ? ExitCode.Done : ExitCode.NotConverged;
    }

    private void Tell<T>(Trainer<T> trainer, Score score, TrialSet trials, string place)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string norms = string.Join(
            ", ", Learned.Names.Select(name => string.Create(
                CultureInfo.InvariantCulture, $"{name} {double.CreateTruncating(TensorPrimitives.Norm(trainer.Gradient(name))):G4}")));
        Here.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{Rule.Name}: {trials.Count} trials of {trials.Steps} steps, loss {score.Loss:G17}; norms: {norms}"));
        if (score.Unsolved > 0) Here.Say($"{score.Unsolved} of {trials.Count} trials left the finite numbers and are in no gradient");
        Here.Say($"{place} holds a .npy of every gradient, and y.npy");
    }

    private static T[] StepsFirst<T>(ReadOnlySpan<T> outputs, TrialSet trials, int width)
        where T : unmanaged
    {
        T[] moved = new T[outputs.Length];
        for (int k = 0; k < trials.Count; k++)
        {
            for (int t = 0; t < trials.Steps; t++)
                outputs.Slice(((k * trials.Steps) + t) * width, width).CopyTo(moved.AsSpan(((t * trials.Count) + k) * width));
        }

        return moved;
    }
}

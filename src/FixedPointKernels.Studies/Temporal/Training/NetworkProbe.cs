using System;
using System.Linq;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>What a network is at a moment of its training: its first Lyapunov exponents over some trials, and how much of the loss's exact
/// gradient is left at the state before the first step.</summary>
/// <remarks>Trials and vectors are the same whenever a seed is looked at, whatever the rule and the gain.</remarks>
internal sealed class NetworkProbe<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, ICurvedActivation
{
    private const ulong VectorStream = 18, TrialStream = 19;

    private readonly TemporalNetwork<T, TActivation> network;
    private readonly LyapunovSpectrum<T, TActivation> spectrum;
    private readonly TrialSet trials;
    private readonly T[] vectors;
    private readonly T[] inputs;

    /// <summary>Draws trials and vectors.</summary>
    /// <param name="network">What is looked at.</param>
    /// <param name="settings">Task; how many trials, exponents and steps of warm-up.</param>
    /// <param name="run">Its task and seed.</param>
    internal NetworkProbe(TemporalNetwork<T, TActivation> network, TemporalSettings settings, TemporalRun run)
    {
        this.network = network;
        SequenceShape shape = network.Shape;
        int k = Math.Min(settings.ProbedExponents, shape.Units);
        spectrum = new(network.Weights, new(shape.Steps, 1, settings.ProbeWarmUp), k, withGradient: false, network.Activation);
        trials = settings.TaskOf(run).NewSet(settings.ProbeTrials);
        settings.TaskOf(run).Draw(new(run.Seed, TrialStream), trials);
        (vectors, inputs) = (new T[k * shape.Units], new T[shape.Features]);
        new SeededRandom(run.Seed, VectorStream).FillGaussian(vectors.AsSpan(), 1);
        spectrum.Orthonormalize(vectors);
    }

    /// <summary>The mean exponents per step; NaN where a trial could not be measured.</summary>
    internal double[] Exponents()
    {
        SpectrumMean mean = new(spectrum.Count);
        for (int k = 0; k < trials.Count; k++)
        {
            ReadOnlySpan<double> drawn = trials.Inputs(k);
            for (int i = 0; i < inputs.Length; i++) inputs[i] = T.CreateTruncating(drawn[i]);
            if (spectrum.Measure(inputs, vectors) != SpectrumStatus.Measured)
                return [.. Enumerable.Repeat(double.NaN, spectrum.Count)];
            mean.Add(spectrum.Exponents);
        }

        return mean.Means.ToArray();
    }

    /// <summary>‖∂L/∂s₀‖, of the mean over the trials.</summary>
    internal double StartGradient()
    {
        // Of the task's loss alone; what fails here leaves the network as it was.
        (ICompanionLoss<T>? companion, network.Companion) = (network.Companion, null);
        try
        {
            using Trainer<T> trainer = new(
                network, new() { Rule = TemporalRules.Bptt, Parts = new ParameterSet("s0"), Rate = 1, BatchSize = trials.Count });
            trainer.Differentiate(trials, [.. Enumerable.Range(0, trials.Count)]);
            return double.CreateTruncating(TensorPrimitives.Norm(trainer.Gradient("s0")));
        }
        finally
        {
            network.Companion = companion;
        }
    }
}

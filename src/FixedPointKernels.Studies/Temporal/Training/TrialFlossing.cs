using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Tasks;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>Gradient flossing along trials of a task: a new one every epoch, from the same vectors.</summary>
/// <remarks>The trial of epoch e comes from a stream of its own of the seed: nothing of a generator is kept.</remarks>
internal sealed class TrialFlossing<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, ICurvedActivation
{
    // Far behind those of the updates.
    private const ulong VectorStream = 17, TrialStream = 1UL << 40, CompanionStream = 1UL << 41;

    private readonly TrialTask task;
    private readonly ulong seed;
    private readonly TrialSet trial;
    private readonly T[] inputs;
    private readonly T[] vectors;
    private readonly SeededRandom random;

    internal TrialFlossing(TemporalNetwork<T, TActivation> network, FlossingSettings settings, TrialTask task, ulong seed)
    {
        (this.task, this.seed) = (task, seed);
        Flossing = new(network, settings);
        trial = task.NewSet(1);
        inputs = new T[settings.Schedule.Steps * task.Inputs];
        vectors = new T[settings.Exponents * network.Shape.Units];
        random = new(seed, VectorStream);
        random.FillGaussian(vectors.AsSpan(), 1);
        Flossing.Orthonormalize(vectors);
    }

    /// <summary>Its steps, with their optimizers.</summary>
    internal GradientFlossing<T, TActivation> Flossing { get; }

    /// <summary>One epoch.</summary>
    internal FlossingReport Epoch()
    {
        Draw(TrialStream + (ulong)Flossing.StepsTaken);
        return Flossing.Step(inputs, vectors);
    }

    /// <summary>Gives a companion loss the trial of an update.</summary>
    internal void Load(FlossingLoss<T, TActivation> companion, int update)
    {
        Draw(CompanionStream + (ulong)update);
        companion.Load(inputs, vectors);
    }

    private void Draw(ulong stream)
    {
        random.Reseed(seed, stream);
        task.Draw(random, trial);
        ReadOnlySpan<double> drawn = trial.Inputs(0);
        for (int i = 0; i < inputs.Length; i++) inputs[i] = T.CreateTruncating(drawn[i]);
    }
}

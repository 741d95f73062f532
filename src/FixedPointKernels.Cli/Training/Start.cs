using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Runs;

namespace FixedPointKernels.Cli.Training;

/// <summary>The model that all runs start from: drawn from the seed, or read from a folder of weights.</summary>
internal static class Start
{
    /// <summary>Makes it anew for a run.</summary>
    /// <exception cref="CommandFailure">The folder's weights are of another activation, or do not fit the data.</exception>
    internal static Model<T, TActivation> Of<T, TActivation>(
        Surroundings here, TrainOptions.Values values, ActivationChoice choice, TActivation activation, Dataset train)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        (int features, int classes) = (train.Features, train.Classes);
        if (values.Fit.WeightsDir is not { } folder)
            return Model<T, TActivation>.Random(values.Neurons, features, classes, values.Settings.Seed, values.InitialGain, activation);
        if (SavedRun.IsIn(folder) && SavedRun.Read(folder).Activation is { } theirs && theirs != choice.Name)
            throw new CommandFailure($"--weights-dir {folder} was trained with --activation {theirs}, not {choice.Name}");
        Model<T, TActivation> model = here.Await(() => WeightFolder.Read<T, TActivation>(folder, activation));
        return model.Features == features && model.Classes == classes ? model : throw new CommandFailure(
            $"--weights-dir {folder} takes {model.Features} features and tells {model.Classes} classes, "
            + $"but the data have {features} and {classes}");
    }
}

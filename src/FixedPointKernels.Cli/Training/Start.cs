using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Runs;

namespace FixedPointKernels.Cli.Training;

/// <summary>The model that all runs start from: drawn from the seed, or read from a folder of weights.</summary>
internal static class Start
{
    /// <summary>Makes it anew for a run.</summary>
    /// <exception cref="CommandFailure">The folder's weights are of another activation, or do not fit the data.</exception>
    internal static Model<T, TActivation> Of<T, TActivation>(
        Surroundings here, TrainOptions.Values values, ActivationChoice choice, TActivation activation, SampleSet train)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        ReadoutLoss loss = train is TargetSet ? ReadoutLoss.SquaredError : ReadoutLoss.CrossEntropy;
        if (values.Fit.WeightsDir is not { } folder)
            return Model<T, TActivation>.Random(
                values.Neurons, train.Features, train.Outputs, values.Settings.Seed, values.InitialGain, activation, loss);
        if (SavedRun.IsIn(folder) && here.Await(() => SavedRun.Read(folder)).Choice() is var theirs && theirs != choice)
            throw new CommandFailure($"--weights-dir {folder} was trained with {theirs.Said}, not {choice.Said}");
        Model<T, TActivation> model = here.Await(() => WeightFolder.Read<T, TActivation>(folder, activation, loss));
        RequireFit(folder, model, train);
        if (model.Readout.IsEmpty && values.Settings.Parts.Contains(NetworkParameters.Readout))
            throw new CommandFailure($"--train readout: --weights-dir {folder} has neurons that take the targets, and no readout");
        return model;
    }

    /// <summary>Refuses samples that a model cannot take or answer.</summary>
    /// <param name="folder">Where the model is from.</param>
    /// <param name="model">The model.</param>
    /// <param name="data">The samples.</param>
    /// <param name="fewer">Whether some of its classes may be missing.</param>
    /// <exception cref="CommandFailure">One line with both sides.</exception>
    internal static void RequireFit<T, TActivation>(string folder, Model<T, TActivation> model, SampleSet data, bool fewer = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        bool classes = model.Classes > 0;
        int outputs = classes ? model.Classes : model.Targets;
        if (model.Features == data.Features && classes == data is Dataset
            && (outputs == data.Outputs || (fewer && classes && outputs > data.Outputs))) return;
        throw new CommandFailure(
            $"{folder} takes {model.Features} features and tells {(classes ? $"{outputs} classes" : $"{outputs} targets")}, but "
            + $"{data.Name} has {data.Features} features and {data.Asked}");
    }
}

using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Training;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>The weights that a study's run leaves: the folder that fpk train leaves of its own, so that fpk eval reads both.</summary>
internal static class StudyWeights
{
    /// <summary>Within the result's folder, one for every run.</summary>
    internal const string Folder = "weights";

    // What the studies train are tanh networks.
    private const string Activation = "tanh";

    /// <summary>Writes the weights and, last, how they came about.</summary>
    /// <param name="folder">Of the run.</param>
    /// <param name="run">The run.</param>
    /// <param name="source">The folder of the data, as given.</param>
    /// <param name="data">The data.</param>
    /// <param name="isLeak">Whether it learned from test images.</param>
    internal static void Write(string folder, TrainedRun run, string source, Split data, bool isLeak)
    {
        TrainingSettings settings = run.Settings;
        SolverOptions solver = settings.Solver ?? new();
        ActivationChoice choice = ActivationChoice.Of(Activation, null, null);
        SavedRun saved = new(
            settings.Rule.Name, settings.EffectiveRate, choice.Name, choice.Gain, choice.Exponent, run.Precision, settings.Seed, source,
            data.Train.Scaling, data.Description, run.Steps, solver.Method.ToString().ToLowerInvariant(), solver.Tolerance,
            solver.RelativeTolerance, solver.StepSize, solver.StepLimit, PartOptions.Names(settings.Parts), isLeak);
        run.Write(folder);
        saved.Write(folder);
    }
}

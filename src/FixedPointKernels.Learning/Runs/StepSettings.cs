using System;
using System.Collections.Generic;
using System.Globalization;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Learning.Runs;

/// <summary>How directions became steps, as rows of a report: optimizers with their constants, rates, decay, schedule; of the parts that
/// were trained.</summary>
internal static class StepSettings
{
    /// <summary>The rows, but for the rate of W, which runs side by side differ in.</summary>
    /// <param name="settings">What the runs have in common.</param>
    public static IEnumerable<(string Name, string Value)> Of(TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        bool recurrent = settings.Parts.Contains(NetworkParameters.Recurrent);
        bool others = settings.Parts != NetworkParameters.Recurrent;
        if (recurrent) yield return ("optimizer of W", Optimizer(settings, settings.Optimizer));
        if (others) yield return ("optimizer of the other parts", Optimizer(settings, settings.GradientOptimizer));
        if (settings.Parts.Overlaps(NetworkParameters.Input | NetworkParameters.Bias))
            yield return ("rate of Wx and b", Text(settings.InputRate));
        if (settings.Parts.Contains(NetworkParameters.Readout)) yield return ("rate of R", Text(settings.ReadoutRate));
        yield return ("weight decay", Text(settings.WeightDecay));
        RateSchedule schedule = settings.Schedule;
        yield return ("warm-up", string.Create(CultureInfo.InvariantCulture, $"{schedule.WarmUp} steps"));
        string decay = schedule.Decay.ToString().ToLowerInvariant();
        yield return ("schedule", schedule.Decay switch
        {
            RateDecay.Constant => decay,
            RateDecay.Stairs => string.Create(
                CultureInfo.InvariantCulture, $"times {schedule.Final:R} every {schedule.Steps} steps"),
            _ => $"{decay} to {Text(schedule.Final)}",
        });
    }

    private static string Optimizer(TrainingSettings settings, OptimizerKind kind) =>
        OptimizerTable.Of(kind).Describe(constant => Text(settings.Effective(constant)));

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Mnist;

/// <summary>How near a sweep with the published forward pass came to what the processor can do: its time beside that of the Euler steps'
/// products at the multiply-add peak.</summary>
/// <remarks>
/// Of every step of a run the Euler steps of its training and its test samples count where they were scored, and at its end those of the
/// whole test set: 2·N² operations a sample and Euler step. All else (activations, read-in, adjoints, update, eigenvalues) is in the time
/// and not in the operations.
/// </remarks>
internal sealed class EulerSpeed
{
    private readonly double peak;
    private readonly int threads;
    private readonly double operationsOfSample;
    private readonly double trained;
    private readonly int tested;

    private EulerSpeed(double peak, int threads, double operationsOfSample, double trained, int tested) =>
        (this.peak, this.threads, this.operationsOfSample, this.trained, this.tested) =
            (peak, threads, operationsOfSample, trained, tested);

    /// <summary>Measures the peak, as fpk info does; a twentieth of a second.</summary>
    /// <param name="settings">N, and test samples of a step.</param>
    /// <param name="euler">How many steps.</param>
    /// <param name="trained">Training samples of a step in the mean: the last batch of an epoch is shorter.</param>
    /// <param name="threads">Threads over the runs.</param>
    internal static EulerSpeed Of<T>(MnistSettings settings, SolverOptions euler, double trained, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(MultiplyAddPeak.Measure<T>(Dispatch.Width), threads, 2.0 * euler.StepLimit!.Value * settings.Neurons * settings.Neurons,
            trained, settings.BatchSize);

    /// <summary>The comparison as a table.</summary>
    /// <param name="computed">The runs that were computed in that time.</param>
    /// <param name="taken">Wall time.</param>
    internal TablePart Table(IEnumerable<MnistCurve> computed, TimeSpan taken)
    {
        double operations = operationsOfSample * computed.Sum(curve => curve.Steps.Sum(Samples) + curve.Final.Samples);
        double least = operations / (peak * 1e9 * Math.Min(threads, Environment.ProcessorCount));
        return new(
            "speed", "Time beside the multiply-add peak",
            "Products of the Euler steps alone, at the peak of every core in use; the peak is measured before the sweep, as fpk info does.",
            ["", "value"],
            [
                ["product operations", Text($"{operations * 1e-12:0.0} Tflop")],
                ["peak of a core", Text($"{peak:0.0} GFLOP/s")],
                ["threads", Text($"{threads}")],
                ["time at the peak", Text($"{least:0.0} s")],
                ["wall time", Text($"{taken.TotalSeconds:0.0} s")],
                ["wall time beside it", Text($"{taken.TotalSeconds / least:0.000} x")],
            ]);
    }

    // What was left out has no accuracy.
    private double Samples(MnistStep step) => (double.IsNaN(step.TrainAccuracy) ? 0 : trained)
        + (double.IsNaN(step.TestAccuracy) ? 0 : tested);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

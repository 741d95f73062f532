using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Learning.Runs;

/// <summary>One step of a run: what it saw before its update, and what was measured around it.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The step, from 1 over the whole run.</param>
/// <param name="Report">The batch before the update.</param>
public readonly record struct RunRow(int Epoch, int Step, StepReport Report)
{
    /// <summary>A batch drawn from the held-out part, scored before the update; null where none was.</summary>
    public Score? HeldOutBatch { get; init; }

    /// <summary>The whole held-out part after the step; null but at the ends of epochs.</summary>
    public Score? HeldOut { get; init; }

    /// <summary>The stability after the step; null where it was not looked at.</summary>
    public StableSamples? Stability { get; init; }
}

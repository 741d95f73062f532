using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Studies.Temporal.Training;

namespace FixedPointKernels.Studies.Temporal.Spectra;

/// <summary>What the networks of fpk temporal floss share.</summary>
/// <param name="Units">N.</param>
/// <param name="Gain">g.</param>
/// <param name="Placement">Where the leak is.</param>
/// <param name="Alpha">α.</param>
/// <param name="Activation">φ, by its name.</param>
/// <param name="Exponents">k.</param>
/// <param name="Steps">Of a trajectory.</param>
/// <param name="WarmUp">Of them, before the first that counts.</param>
/// <param name="Epochs">Of flossing.</param>
/// <param name="Rate">η of Adam.</param>
internal sealed record SpectrumSettings(
    int Units, double Gain, LeakPlacement Placement, double Alpha, string Activation, int Exponents, int Steps, int WarmUp, int Epochs,
    double Rate)
{
    /// <summary>The settings of the steps.</summary>
    /// <param name="variant">Which gradient.</param>
    internal FlossingSettings Flossing(string variant) => new()
    {
        Exponents = Exponents, Schedule = new(Steps, 1, WarmUp), Path = FlossingPlan.Path(variant), Rate = Rate,
    };
}

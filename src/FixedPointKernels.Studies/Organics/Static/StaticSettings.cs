using FixedPointKernels.Learning.Optimizers;

namespace FixedPointKernels.Studies.Organics.Static;

/// <summary>What the runs share; the defaults are the paper's, but for the epochs (200).</summary>
internal sealed record StaticSettings
{
    /// <summary>Passes through the training part.</summary>
    internal int Epochs { get; init; } = 60;

    /// <summary>Images of a step.</summary>
    internal int BatchSize { get; init; } = 256;

    /// <summary>η of Adam.</summary>
    internal double Rate { get; init; } = 1e-3;

    /// <summary>How it falls.</summary>
    internal RateDecay Decay { get; init; }

    /// <summary>Test images whose eigenvalues are taken at the end.</summary>
    internal int Spectra { get; init; } = 1000;

    /// <summary>Validation images whose eigenvalues are taken after every epoch: those of 100 take about a second where n = 50.</summary>
    internal int SpectraOfEpoch { get; init; } = 16;

    /// <summary>λ of the penalty λ|p|²/2.</summary>
    internal const double Penalty = 1e-5;
}

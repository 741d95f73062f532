using System;
using FixedPointKernels.Circuits;
using FixedPointKernels.Learning.Models;

namespace FixedPointKernels.Studies.Organics.Sequential;

/// <summary>What the runs share; where they can be, the defaults are the paper's.</summary>
internal sealed record SequentialSettings
{
    /// <summary>n.</summary>
    internal int Units { get; init; } = 64;

    /// <summary>Numbers of an element: 1 where pixels follow each other, a row's where rows do.</summary>
    internal int Inputs { get; init; } = 1;

    /// <summary>Passes through the training part.</summary>
    internal int Epochs { get; init; } = 300;

    /// <summary>Images of a step.</summary>
    internal int BatchSize { get; init; } = 256;

    /// <summary>Where the circuits are rectified.</summary>
    internal CellForm Form { get; init; }

    /// <summary>Which gains a step of a circuit uses.</summary>
    internal GainOrder Order { get; init; }

    /// <summary>Whether the rate falls as published: every <see cref="StairEpochs"/> epochs to <see cref="StairFactor"/>.</summary>
    internal bool Stairs { get; init; } = true;

    /// <summary>Wall time after which a run stops; null for none. It changes no number, only how many there are.</summary>
    internal TimeSpan? Most { get; init; }

    /// <summary>λ of the penalty λ|p|²/2.</summary>
    internal const double Penalty = 1e-5;

    /// <summary>Epochs of a stair, published.</summary>
    internal const int StairEpochs = 30;

    /// <summary>From stair to stair, published.</summary>
    internal const double StairFactor = 0.8;
}

using System;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Threading;

namespace FixedPointKernels.Learning.Training;

/// <summary>The part of a step that looks at samples: from their inputs to losses and to what the parameters' steps need of them.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>Run by the team, each member with its slice of the samples: every member writes its own rows, and what is summed is summed in
/// the samples' order. 0 bytes.</remarks>
public interface ISampleStage<T> : ITeamWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The trained parameters with their gradients, in the model's order.</summary>
    IReadOnlyList<ParameterStep<T>> Trained { get; }

    /// <summary>What keeps the parameters in order beside their steps; null for nothing.</summary>
    IGuard? Guard { get; }

    /// <summary>λ = ∂L/∂x of the last run's samples, a row each, zeros for a sample that contributed nothing; empty where nothing needed
    /// it.
    /// </summary>
    ReadOnlySpan<T> Adjoints { get; }

    /// <summary>The fixed points of the last run's samples, a row each, NaN where none was found; empty of a stage that does not show them.
    /// </summary>
    ReadOnlySpan<T> States => default;

    /// <summary>Gathers the samples of the next run.</summary>
    /// <param name="data">Where they are.</param>
    /// <param name="chosen">Which.</param>
    /// <exception cref="ArgumentException">More than a batch, or samples of another kind or width than the model's.</exception>
    void Load(SampleSet data, ReadOnlySpan<int> chosen);

    /// <summary>Says what the next run is for.</summary>
    /// <param name="factor">The schedule's factor on the rates of a step (a finite step has its rate inside); null takes the losses
    /// only.</param>
    /// <param name="cancellation">Ends the run early; what it leaves then is of no use.</param>
    void Prepare(double? factor, CancellationToken cancellation);

    /// <summary>Forgets what earlier runs left in the solvers for later ones.</summary>
    void Forget();

    /// <summary>Sums up the samples of the last run.</summary>
    SampleTotals Totals();
}

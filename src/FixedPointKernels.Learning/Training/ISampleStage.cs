using System;
using System.Numerics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Threading;

namespace FixedPointKernels.Learning.Training;

/// <summary>The part of a step that looks at samples: from chosen samples to losses and to the update of the weights.</summary>
internal interface ISampleStage<T> : ITeamWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The result of <see cref="Update"/>, N × N.</summary>
    ReadOnlySpan<T> Change { get; }

    /// <summary>Gathers the samples of a step.</summary>
    void Load(Dataset data, ReadOnlySpan<int> chosen, bool forLearning);

    /// <summary>Sums up the samples of the last run.</summary>
    SampleTotals Totals();

    /// <summary>The team's work that turns the last run into <see cref="Change"/>: scale × the mean over the batch.</summary>
    ITeamWork Update(T scale);
}

using System.Numerics;
using System.Threading;
using FixedPointKernels.Learning.Threading;

namespace FixedPointKernels.Learning.Training;

/// <summary>The part of a step that looks at samples: from their inputs to losses and to what the updates need of them.</summary>
internal interface ISampleStage<T> : ITeamWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The update of W that the last run leads to.</summary>
    IBlockGradient<T> Recurrent { get; }

    /// <summary>Says what the next run is for: with a rate it learns, without one it only takes the losses.</summary>
    /// <param name="rate">η of W in this step, which a finite step has inside.</param>
    /// <param name="cancellation">Ends the run early; what it leaves then is of no use.</param>
    void Prepare(T? rate, CancellationToken cancellation);

    /// <summary>Forgets what earlier runs left in the solvers for later ones.</summary>
    void Forget();

    /// <summary>Sums up the samples of the last run.</summary>
    SampleTotals Totals();
}

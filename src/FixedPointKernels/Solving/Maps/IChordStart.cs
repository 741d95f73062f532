using System;
using System.Numerics;
using System.Threading;

namespace FixedPointKernels.Solving;

/// <summary>Brings samples near their fixed points before the chord method measures them, for maps
/// that know a cheaper step than it.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal interface IChordStart<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Moves the states of samples 0..count−1 from the map's cold start; those that it cannot bring near stay there.</summary>
    void Run(SampleBatch<T> batch, int count, SolveReport<T> report, CancellationToken cancellation);

    /// <summary>How the call ended: one row of linearizations per status, or none.</summary>
    void Observe(ReadOnlySpan<T> linearizations, ReadOnlySpan<SolveStatus> statuses);
}

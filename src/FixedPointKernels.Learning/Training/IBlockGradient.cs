using System;
using System.Numerics;
using FixedPointKernels.Learning.Threading;

namespace FixedPointKernels.Learning.Training;

/// <summary>What a batch says about one block of parameters: scale × the mean over its samples, made by the team from what the samples left.</summary>
internal interface IBlockGradient<T> : ITeamWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The result of the last run, as long as the block.</summary>
    ReadOnlySpan<T> Value { get; }

    /// <summary>Says what the next run makes.</summary>
    /// <param name="factor">1 for the mean direction, −η for the step.</param>
    /// <param name="samples">B.</param>
    void Load(T factor, int samples);
}

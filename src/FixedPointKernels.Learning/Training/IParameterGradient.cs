using System;
using System.Numerics;
using FixedPointKernels.Learning.Threading;

namespace FixedPointKernels.Learning.Training;

/// <summary>
/// What a batch says about one parameter: scale × the mean over its samples, made by the team from what the samples left.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public interface IParameterGradient<T> : ITeamWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The result of the last run, as long as the parameter.</summary>
    ReadOnlySpan<T> Value { get; }

    /// <summary>Says what the next run makes.</summary>
    /// <param name="factor">1 for the mean direction, −η for the step.</param>
    /// <param name="samples">B.</param>
    void Load(T factor, int samples);

    /// <summary>Called once after every member's part, for what needs the whole of it; does nothing by default.</summary>
    void Complete()
    {
    }
}

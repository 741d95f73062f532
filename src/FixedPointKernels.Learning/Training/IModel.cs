using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Learning.Parameters;

namespace FixedPointKernels.Learning.Training;

/// <summary>
/// What a trainer holds: parameters, and a stage that turns samples into losses and into what the parameters' steps need of them.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public interface IModel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>All parameters, trained or not, always in this order.</summary>
    IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>Makes the stage of one trainer, with all its memory.</summary>
    /// <param name="settings">How to train; ranges were looked at.</param>
    /// <exception cref="ArgumentException">A setting that this model does not use, or one that contradicts another.</exception>
    ISampleStage<T> Stage(TrainingSettings settings);
}

using System;
using System.Numerics;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Training;

/// <summary>A trained parameter: where its gradient comes from and how it becomes a step.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ParameterStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Takes what belongs together.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient, as long as the parameter.</param>
    /// <param name="optimizer">Its optimizer.</param>
    /// <param name="rate">η before the schedule.</param>
    /// <exception cref="ArgumentException">The gradient is not as long as the parameter.</exception>
    public ParameterStep(Parameter<T> parameter, IParameterGradient<T> gradient, OptimizerKind optimizer, double rate)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(gradient);
        Misuse.IfNotShape(gradient.Value.Length, parameter.Rows, parameter.Columns, nameof(gradient));
        (Parameter, Gradient, Optimizer, Rate) = (parameter, gradient, optimizer, rate);
    }

    /// <summary>The parameter.</summary>
    public Parameter<T> Parameter { get; }

    /// <summary>Its gradient.</summary>
    public IParameterGradient<T> Gradient { get; }

    /// <summary>Its optimizer.</summary>
    public OptimizerKind Optimizer { get; }

    /// <summary>η before the schedule.</summary>
    public double Rate { get; }
}

using System.Numerics;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Activations;

/// <summary>
/// A response function r = f(z) and its slope f′(z), written once for every element type and register width.
/// </summary>
/// <remarks>
/// A user's own activation is a struct like the ones here: write both methods with the operations of <see cref="ILanes{V, T}"/> and
/// <see cref="Elementary"/>. The struct may hold parameters (a gain, an exponent) and must be cheap to copy; <c>default</c> must be usable.
/// The methods are called on whole registers and, for the tail, on single elements; they must not keep state.
/// Where f has a kink, the slope is the one from the left (f′(0) = 0 for a rectifier).
/// </remarks>
public interface IActivation
{
    /// <summary>The largest |f′| anywhere and for all parameters, or +∞ where there is none or it depends on the parameters.</summary>
    /// <remarks>How far rounding of an argument can move a value. With +∞, the default, the gains of the
    /// point at hand are asked instead.</remarks>
    static virtual double SteepestSlope => double.PositiveInfinity;

    /// <summary>Whether f(z) = f′(z)·z but for rounding, as of a rectifier: then a value's rounding error is known, else it counts as three
    /// units in the last place.</summary>
    static virtual bool IsPiecewiseLinear => false;

    /// <summary>f(z), per lane. NaN in gives NaN out.</summary>
    V Value<S, V, T>(V z)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>f′(z), per lane, from z and the value f(z) that is already at hand.</summary>
    V Slope<S, V, T>(V z, V value)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

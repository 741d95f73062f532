using System.Numerics;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Activations;

/// <summary>A response function whose second derivative is known too: what gradients of slopes need, such as those of Lyapunov
/// exponents.</summary>
/// <remarks>All of the library's are. Where f has a kink, f″ is the one from the left, 0 of a rectifier.</remarks>
public interface ICurvedActivation : IActivation
{
    /// <summary>f″(z), per lane, from z, the value f(z) and the slope f′(z) that are already at hand.</summary>
    V Curvature<S, V, T>(V z, V value, V slope)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

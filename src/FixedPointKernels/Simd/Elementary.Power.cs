using System.Numerics;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Simd;

public static partial class Elementary
{
    /// <summary>baseᵉˣᵖᵒⁿᵉⁿᵗ for base ≥ 0, per lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Power<S, V, T>(V value, V exponent)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Exp<S, V, T>(S.Multiply(exponent, Log<S, V, T>(value)));
}

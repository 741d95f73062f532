using System.Numerics;

namespace FixedPointKernels.Simd;

/// <summary>A loop that can be compiled for any width: a struct (often a ref struct that holds spans) with one generic body.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>The tail of a vector loop is the same text run with <see cref="Lane1{T}"/>. Results are left in the kernel's own fields.</remarks>
internal interface IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged;
}

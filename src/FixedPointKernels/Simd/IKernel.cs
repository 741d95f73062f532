using System.Numerics;

namespace FixedPointKernels.Simd;

/// <summary>A loop that can be compiled for any width: a struct (often a ref struct that holds spans) with one generic body.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// <see cref="Dispatch.Run{TKernel, T}"/> runs it at this machine's width: a loop of your own is as fast as ours. The ragged end of a loop
/// is the same text with the masked loads and stores of <see cref="ILanes{V, T}"/>, or for the last elements with T itself. Results are
/// left in the kernel's own fields. An example: docs/your-own.md.
/// </remarks>
public interface IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The loop, at one width.</summary>
    /// <typeparam name="S">The operations.</typeparam>
    /// <typeparam name="V">A register, of S.Count elements.</typeparam>
    void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged;
}

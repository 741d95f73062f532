using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>The sums over the tangent vectors of the products of two planes, neuron by neuron: sum ← Σ over the rows of One ∘ Other.
/// </summary>
/// <typeparam name="T">Element.</typeparam>
/// <remarks>In the order of the rows, at every width. Rows have room for whole registers.</remarks>
internal unsafe struct TangentSums<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal required nint Rows;
    internal required nint Width;

    /// <summary>From a row to the next.</summary>
    internal required nint Stride;
    internal required T* One;
    internal required T* Other;
    internal required T* Sums;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        T* one = One, other = Other, sums = Sums;
        nuint width = (nuint)Width, count = (nuint)S.Count;
        for (nuint i = 0; i < width; i += count) S.Store(default, ref *sums, i);
        for (nint row = 0; row < Rows; row++, one += Stride, other += Stride)
        {
            for (nuint i = 0; i < width; i += count)
                S.Store(S.MultiplyAdd(S.Load(ref *one, i), S.Load(ref *other, i), S.Load(ref *sums, i)), ref *sums, i);
        }
    }
}

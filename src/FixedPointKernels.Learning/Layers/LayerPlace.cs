using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Layers;

/// <summary>Where a layer stands in a trainer: what it reads, where its errors go, and for how many samples.</summary>
/// <param name="Input">Rows that come in, batch × inputs.</param>
/// <param name="InputErrors">Receives ∂L/∂input, batch × inputs; null where nobody wants it.</param>
/// <param name="Adds">Whether they are added to what another branch has left there.</param>
/// <param name="Batch">The most samples.</param>
/// <param name="Threads">The team's size; each member has its slice of the samples.</param>
internal sealed record LayerPlace<T>(AlignedBuffer<T> Input, AlignedBuffer<T>? InputErrors, bool Adds, int Batch, int Threads)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

using System.Numerics;

namespace FixedPointKernels.Circuits;

/// <summary>Where a step of a block lies: rows of the tape at the step, and what its passes read and write beside.</summary>
/// <remarks>All of it is pinned. The way back fills in the second half too.</remarks>
internal unsafe struct SequentialPlanes<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal nint Rows;
    internal nint Width;
    internal nint StateStride;
    internal nint SourceStride;
    internal nint DeltaStride;
    internal T SigmaSquared;

    /// <summary>Where the next step's planes lie: a step further (1), before (−1), or not on a tape (0).</summary>
    internal nint Ahead;

    /// <summary>k of y, a, b₀, b.</summary>
    internal T* Rates;

    /// <summary>(y, a, x) before the step, and after it.</summary>
    internal T* State;
    internal T* Next;

    /// <summary>f of the gates (b₀, b).</summary>
    internal T* Gates;

    /// <summary>The products Wr · and W ·.</summary>
    internal T* Products;

    /// <summary>Wzx x.</summary>
    internal T* Drive;

    /// <summary>(b₀, b) before the step, and after it.</summary>
    internal T* Gains;
    internal T* NextGains;

    /// <summary>[y]₊ and e∘[a]₊ of the state before the step.</summary>
    internal T* Sources;

    /// <summary>The way back of (y, a): in, what the step after this one left and its products added; out, what this one leaves.</summary>
    internal T* Back;

    /// <summary>Wrᵀ · and Wᵀ · of the step after this one.</summary>
    internal T* BackProducts;

    /// <summary>The way back of (b₀, b).</summary>
    internal T* BackGains;

    /// <summary>What the gates (b₀, b) are answerable for.</summary>
    internal T* GateDeltas;

    /// <summary>The same of a, of the recurrence and of the drive.</summary>
    internal T* Deltas;

    /// <summary>Sums of the gradients of the rates.</summary>
    internal T* RateSums;
}

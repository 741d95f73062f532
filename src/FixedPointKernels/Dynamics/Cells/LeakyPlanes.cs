using System.Numerics;

namespace FixedPointKernels.Dynamics;

/// <summary>Where a step of a block lies: rows of the tape at the step, and what its passes read and write beside.</summary>
/// <remarks>All of it is pinned. The way back reads slopes, products and carry only.</remarks>
internal unsafe struct LeakyPlanes<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal LeakPlacement Placement;
    internal nint Rows;
    internal nint Width;
    internal nint RowStride;
    internal nint DeltaStride;

    /// <summary>α and 1 − α.</summary>
    internal T Rate;
    internal T Keep;

    /// <summary>z before the step and after it: φ(v), r or h.</summary>
    internal T* From;
    internal T* To;

    /// <summary>v, in place; for the leak on the voltage only.</summary>
    internal T* State;

    /// <summary>φ′ of the step; on the way back what the step is answerable for, in its place.</summary>
    internal T* Slopes;

    /// <summary>W z + U x + b; on the way back Wᵀ · of the step after this one.</summary>
    internal T* Products;

    /// <summary>What the way back carries past φ, in place.</summary>
    internal T* Carry;
}

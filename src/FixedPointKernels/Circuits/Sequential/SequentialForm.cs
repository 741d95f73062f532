namespace FixedPointKernels.Circuits;

/// <summary>The published forms of the sequential cell: where it is rectified.</summary>
/// <remarks>A fourth, of October 2024, is <see cref="Paper"/> with an effective Wr of I + Wr/‖Wr‖₂.</remarks>
public enum SequentialForm
{
    /// <summary>Wr [y]₊, a pool of [y]₊², a drive z = Wzx x of either sign.</summary>
    Paper,

    /// <summary>[Wr y]₊, a pool of [y]₊², a drive z = [Wzx x]₊.</summary>
    Head,

    /// <summary>Wr y, a pool of y², a drive z = [Wzx x]₊.</summary>
    HeadUnrectified,
}

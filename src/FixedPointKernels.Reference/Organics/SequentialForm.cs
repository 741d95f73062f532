namespace FixedPointKernels.Reference;

/// <summary>Where a sequential cell is rectified.</summary>
public enum SequentialForm
{
    /// <summary>Wr [y]₊, [y]₊², z = Wzx x.</summary>
    Paper,

    /// <summary>[Wr y]₊, [y]₊², z = [Wzx x]₊.</summary>
    Head,

    /// <summary>Wr y, y², z = [Wzx x]₊.</summary>
    HeadUnrectified,
}

namespace FixedPointKernels.Circuits;

/// <summary>Where the recurrence of a divisive normalization circuit is rectified.</summary>
/// <remarks>With Wr = I (or a diagonal Wr without negative entries) both rectified kinds are the same circuit.</remarks>
public enum CircuitKind
{
    /// <summary>Nowhere: Wr y, and both signs of y feed the pool as y². Files call it main.</summary>
    Main,

    /// <summary>At its input: Wr [y]₊, and [y]₊² feeds the pool. Files call it rect_in.</summary>
    RectifiedInput,

    /// <summary>At its output: [Wr y]₊, and [y]₊² feeds the pool. Files call it rect_out.</summary>
    RectifiedOutput,
}

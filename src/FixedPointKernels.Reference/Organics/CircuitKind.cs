namespace FixedPointKernels.Reference;

/// <summary>Where the recurrence of a divisive normalization circuit is rectified.</summary>
public enum CircuitKind
{
    /// <summary>Nowhere: Wr y, and both signs of y feed the pool.</summary>
    Main,

    /// <summary>Its input: Wr [y]₊, and [y]₊² feeds the pool.</summary>
    RectIn,

    /// <summary>Its output: [Wr y]₊, and [y]₊² feeds the pool.</summary>
    RectOut,
}

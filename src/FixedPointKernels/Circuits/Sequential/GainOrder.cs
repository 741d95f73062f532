namespace FixedPointKernels.Circuits;

/// <summary>Which gains a step of the sequential cell moves y and a with.</summary>
public enum GainOrder
{
    /// <summary>Those before the step: all four states move at once, as in the code of 2024.</summary>
    Simultaneous,

    /// <summary>Those after it: b and b₀ move first, as in the later text of 2026.</summary>
    Ordered,
}

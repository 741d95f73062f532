namespace FixedPointKernels.Circuits;

/// <summary>What found a circuit's fixed point.</summary>
public enum CircuitMethod : byte
{
    /// <summary>Nothing did.</summary>
    None = 0,

    /// <summary>The closed form of Wr = I: <see cref="NormalizationEquation"/>.</summary>
    ClosedForm,

    /// <summary>The published iteration: a linear system for y at the last a, then a.</summary>
    Iteration,

    /// <summary>Newton on (y, a) from where the iteration came to.</summary>
    Newton,

    /// <summary>The circuit's own dynamics from a small state.</summary>
    Integration,
}

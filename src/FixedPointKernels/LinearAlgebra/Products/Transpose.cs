namespace FixedPointKernels.LinearAlgebra;

/// <summary>Whether a matrix operand enters as it is stored or transposed.</summary>
public enum Transpose
{
    /// <summary>As stored.</summary>
    No,

    /// <summary>Transposed.</summary>
    Yes,
}

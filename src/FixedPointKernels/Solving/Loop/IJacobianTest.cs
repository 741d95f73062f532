using System;
using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>Shows whether I − DF is regular at a point that passes by its own scale only, or whose residual rounding may hide.</summary>
internal interface IJacobianTest<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Allocates its memory before a sample needs it.</summary>
    void Prepare();

    /// <summary>Tests one sample.</summary>
    /// <param name="map">The map.</param>
    /// <param name="state">s.</param>
    /// <param name="drive">d.</param>
    /// <param name="given">The linearization of the point; empty where none was made.</param>
    /// <param name="residuals">Bounds of |Fᵢ(s) − sᵢ|.</param>
    /// <param name="report">Evaluations and factorizations are added to.</param>
    /// <param name="scratch">As the map says for one row.</param>
    JacobianFinding Of<TMap>(
        in TMap map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> given, ReadOnlySpan<T> residuals,
        SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>;
}

/// <summary>What a test of the Jacobian found.</summary>
internal enum JacobianFinding : byte
{
    /// <summary>I − DF is regular, and the fixed point that it predicts is this one.</summary>
    Regular,

    /// <summary>The fixed point that it predicts is another one.</summary>
    Far,

    /// <summary>I − DF is singular to working precision.</summary>
    Singular,

    /// <summary>Neither was shown.</summary>
    Open,
}

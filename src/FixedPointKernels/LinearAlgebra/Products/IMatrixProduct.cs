using System;
using System.Numerics;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>A square matrix A known by its products v ↦ A v only.</summary>
/// <typeparam name="T">The element type.</typeparam>
public interface IMatrixProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The order n of A.</summary>
    int Order { get; }

    /// <summary>result ← A v.</summary>
    /// <param name="v">n elements.</param>
    /// <param name="result">n elements that share no memory with v.</param>
    void Multiply(ReadOnlySpan<T> v, Span<T> result);
}

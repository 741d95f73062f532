using System;
using System.Numerics;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>Whether every entry is finite.</summary>
internal static class Finite
{
    /// <summary>False if an entry is NaN or infinite.</summary>
    /// <remarks>
    /// Σ xᵢ² is NaN or infinite if any entry is: no two terms cancel. Only where squares overflow (10¹⁹ in float) are the
    /// entries looked at one by one. A first call needs the dot product's code anyway; TensorPrimitives.IsFiniteAll would cost
    /// it that library and four methods to compile.
    /// </remarks>
    internal static bool All<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.IsFinite(Dot.Product(values, values)) || AllOneByOne(values);

    private static bool AllOneByOne<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (T value in values)
        {
            if (!T.IsFinite(value)) return false;
        }

        return true;
    }
}

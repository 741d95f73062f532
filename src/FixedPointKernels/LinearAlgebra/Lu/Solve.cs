using System;
using System.Numerics;

namespace FixedPointKernels.LinearAlgebra;

public static partial class Lu
{
    /// <summary>x ← A⁻¹ x, or A⁻ᵀ x, with A factored by <see cref="Factor"/>.</summary>
    public static void Solve<T>(Transpose transpose, int n, ReadOnlySpan<T> lu, int ldlu, ReadOnlySpan<int> pivots, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (transpose == Transpose.No)
        {
            for (int i = 0; i < n; i++) (x[i], x[pivots[i]]) = (x[pivots[i]], x[i]);
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < i; j++) x[i] -= lu[(i * ldlu) + j] * x[j];
            }

            for (int i = n - 1; i >= 0; i--)
            {
                for (int j = i + 1; j < n; j++) x[i] -= lu[(i * ldlu) + j] * x[j];
                x[i] /= lu[(i * ldlu) + i];
            }
        }
        else
        {
            for (int i = 0; i < n; i++)
            {
                x[i] /= lu[(i * ldlu) + i];
                for (int j = i + 1; j < n; j++) x[j] -= lu[(i * ldlu) + j] * x[i];
            }

            for (int i = n - 1; i >= 0; i--)
            {
                for (int j = 0; j < i; j++) x[j] -= lu[(i * ldlu) + j] * x[i];
            }

            for (int i = n - 1; i >= 0; i--) (x[i], x[pivots[i]]) = (x[pivots[i]], x[i]);
        }
    }
}

using System;
using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>LU factorization with partial pivoting, P A = L U.</summary>
public static partial class Lu
{
    /// <summary>Scratch that <see cref="Factor"/> needs.</summary>
    public static ScratchSize FactorScratch<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ScratchSize.None;

    /// <summary>Factors A in place. Returns −1, or the index of the first pivot that is exactly zero or not finite.</summary>
    public static int Factor<T>(int n, Span<T> a, int lda, Span<int> pivots, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int k = 0; k < n; k++)
        {
            int best = k;
            for (int i = k + 1; i < n; i++)
            {
                if (T.Abs(a[(i * lda) + k]) > T.Abs(a[(best * lda) + k])) best = i;
            }

            pivots[k] = best;
            T pivot = a[(best * lda) + k];
            if (pivot == T.Zero || !T.IsFinite(pivot)) return k;
            if (best != k)
            {
                for (int j = 0; j < n; j++) (a[(k * lda) + j], a[(best * lda) + j]) = (a[(best * lda) + j], a[(k * lda) + j]);
            }

            for (int i = k + 1; i < n; i++)
            {
                T factor = a[(i * lda) + k] /= pivot;
                for (int j = k + 1; j < n; j++) a[(i * lda) + j] = T.FusedMultiplyAdd(-factor, a[(k * lda) + j], a[(i * lda) + j]);
            }
        }

        return -1;
    }
}

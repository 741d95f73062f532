using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Tests.LinearAlgebra;

/// <summary>One product with operands that have gaps between their rows: NaN in the gaps of A and B, a marker in those of C.</summary>
internal sealed class GemmProblem<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Gap = 3;
    private static readonly T Marker = T.CreateTruncating(77.25);

    internal GemmProblem(Transpose ta, Transpose tb, int m, int n, int k, double alpha, double beta, int seed)
    {
        (TransposeA, TransposeB, M, N, K) = (ta, tb, m, n, k);
        (Alpha, Beta) = (T.CreateTruncating(alpha), T.CreateTruncating(beta));
        Random random = new(seed);
        A = ta == Transpose.No ? Matrix(random, m, k) : Matrix(random, k, m);
        B = tb == Transpose.No ? Matrix(random, k, n) : Matrix(random, n, k);
        C = Matrix(random, m, n);
        Lda = (ta == Transpose.No ? k : m) + Gap;
        Ldb = (tb == Transpose.No ? n : k) + Gap;
        Ldc = n + Gap;
        for (int i = 0; i < C.Length; i++) C[i] = i % Ldc < n ? C[i] : Marker;
    }

    internal Transpose TransposeA { get; }

    internal Transpose TransposeB { get; }

    internal int M { get; }

    internal int N { get; }

    internal int K { get; }

    internal T Alpha { get; set; }

    internal T Beta { get; set; }

    internal T[] A { get; }

    internal T[] B { get; }

    internal T[] C { get; }

    internal int Lda { get; }

    internal int Ldb { get; }

    internal int Ldc { get; }

    internal T Left(int i, int p) => TransposeA == Transpose.No ? A[(i * Lda) + p] : A[(p * Lda) + i];

    internal T Right(int p, int j) => TransposeB == Transpose.No ? B[(p * Ldb) + j] : B[(j * Ldb) + p];

    /// <summary>The product through the public door.</summary>
    internal T[] Product()
    {
        T[] c = (T[])C.Clone();
        Gemm.Multiply(
            TransposeA, TransposeB, M, N, K, Alpha, A, Lda, B, Ldb, Beta, c, Ldc, Gemm.MultiplyScratch<T>(M, N, K).Allocate<T>().Scratch);
        return c;
    }

    /// <summary>The product at one width, behind the door (k &gt; 0), from packed operands or from operands
    /// read in place where they may be.</summary>
    internal T[] Product(SimdWidth width, bool packs)
    {
        T[] c = (T[])C.Clone();
        Gemm.MultiplyScratch<T>(M, N, K).Allocate<T>().Scratch
            .Take(Gemm.RoomB<T>(N, K), out Span<T> roomB).Take(Gemm.RoomA(M, K), out Span<T> roomA);
        if (TransposeA == Transpose.No || !packs) roomA = default;
        if (TransposeB == Transpose.No && !packs) roomB = default;
        GemmKernel<T> kernel = new()
        {
            M = M, N = N, K = K, Alpha = Alpha, Beta = Beta, A = A, Lda = Lda, TransposeA = TransposeA,
            B = B, Ldb = Ldb, TransposeB = TransposeB, C = c, Ldc = Ldc, RoomA = roomA, RoomB = roomB,
        };
        MatrixWidths.Run<GemmKernel<T>, T>(width, ref kernel);
        return c;
    }

    /// <summary>op(B) packed as the kernels of one width read it.</summary>
    internal static void Pack(SimdWidth width, Transpose transposeB, int k, int n, ReadOnlySpan<T> b, int ldb, Span<T> packed)
    {
        PackKernel<T> kernel = new() { TransposeB = transposeB, K = k, N = n, B = b, Ldb = ldb, PackedB = packed };
        MatrixWidths.Run<PackKernel<T>, T>(width, ref kernel);
    }

    /// <summary>The first rows of the product from a packed op(B), at one width (A as stored).</summary>
    internal T[] PackedProduct(SimdWidth width, int firstRow, int rows)
    {
        T[] c = (T[])C.Clone();
        T[] packed = new T[Gemm.PackedLength<T>(K, N)];
        Pack(width, TransposeB, K, N, B, Ldb, packed);
        GemmKernel<T> kernel = new()
        {
            M = rows, N = N, K = K, Alpha = Alpha, Beta = Beta, A = A.AsSpan(firstRow * Lda), Lda = Lda,
            B = packed, Packed = true, C = c.AsSpan(firstRow * Ldc), Ldc = Ldc,
        };
        MatrixWidths.Run<GemmKernel<T>, T>(width, ref kernel);
        return c;
    }

    /// <summary>The plain triple loop in double, with the magnitudes that its error bound is made of.</summary>
    internal (double Value, double Magnitude)[] Twin()
    {
        (double, double)[] twin = new (double, double)[C.Length];
        double alpha = double.CreateTruncating(Alpha), beta = double.CreateTruncating(Beta);
        for (int i = 0; i < M; i++)
        {
            for (int j = 0; j < N; j++)
            {
                double sum = 0, magnitude = 0;
                for (int p = 0; p < K; p++)
                {
                    double term = double.CreateTruncating(Left(i, p)) * double.CreateTruncating(Right(p, j));
                    sum += term;
                    magnitude += Math.Abs(term);
                }

                double old = beta == 0 ? 0 : beta * double.CreateTruncating(C[(i * Ldc) + j]);
                twin[(i * Ldc) + j] = ((alpha * sum) + old, (Math.Abs(alpha) * magnitude) + Math.Abs(old));
            }
        }

        return twin;
    }

    /// <summary>
    /// Null, or the first element that is wrong. An element of C passes through at most one multiply-add per term, one more per block of
    /// 512 terms for α, and one product for β: k + k/512 + 2 roundings, in the kernel with T's unit roundoff, in the twin with double's.
    /// </summary>
    internal string? Fault(T[] c, (double Value, double Magnitude)[] twin)
    {
        double n = K + (K / 512) + 4;
        double unit = typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);
        double bound = (n * unit / (1 - (n * unit))) + (n * Math.ScaleB(1, -53));
        for (int at = 0; at < c.Length; at++)
        {
            if (at % Ldc >= N && c[at] != Marker) return $"gap {at} was overwritten by {c[at]}";
            if (at % Ldc >= N) continue;
            double error = Math.Abs(double.CreateTruncating(c[at]) - twin[at].Value);
            if (!(error <= bound * twin[at].Magnitude))
                return $"({at / Ldc}, {at % Ldc}): {c[at]} instead of {twin[at].Value}, bound {bound * twin[at].Magnitude}";
        }

        return null;
    }

    public override string ToString() => $"{TransposeA} {TransposeB} {M}×{K}·{K}×{N}, α = {Alpha}, β = {Beta}";

    // Rows × columns values skewed towards positive, so that sums do not cancel to nothing; NaN in the gaps.
    private static T[] Matrix(Random random, int rows, int columns)
    {
        T[] values = new T[rows * (columns + Gap)];
        for (int i = 0; i < values.Length; i++)
            values[i] = i % (columns + Gap) < columns ? T.CreateTruncating((random.NextDouble() * 1.5) - 0.5) : T.NaN;
        return values;
    }
}

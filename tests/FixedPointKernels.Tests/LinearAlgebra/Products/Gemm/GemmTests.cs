using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.LinearAlgebra;

public sealed class GemmFloatTests : GemmTests<float>;

public sealed class GemmDoubleTests : GemmTests<double>;

/// <summary>The matrix product is right to its rounding bound, batch-invariant to the bit, and polite at its door.</summary>
public abstract class GemmTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Tiles are 6 rows × 64 floats or 32 doubles to 16 rows × one register, a block 512 deep: sizes around
    // those, around the registers, and 0 and 1.
    private static readonly int[] Ms = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 29];
    private static readonly int[] Ns = [1, 7, 16, 31, 33, 64, 65, 140];
    private static readonly int[] Ks = [1, 2, 65, 512, 513];
    private static readonly (double Alpha, double Beta)[] Factors = [(1, 0), (1, 1), (-1, 1), (0.75, -1), (-0.5, 0.25), (2, 0)];

    [Fact]
    public void Every_element_is_within_its_rounding_bound_at_every_width()
    {
        int number = 0;
        foreach ((Transpose ta, Transpose tb) in Transposes())
        {
            foreach (int m in Ms) foreach (int n in Ns) foreach (int k in Ks) Check(ta, tb, m, n, k, number++);
        }
    }

    [Fact]
    public void Every_element_is_within_its_rounding_bound_across_the_edges_of_blocks()
    {
        // 120 rows of A and 512 floats or 256 doubles of B make a block.
        foreach ((Transpose ta, Transpose tb) in Transposes())
        {
            Check(ta, tb, 121, 530, 9, 1);
            Check(ta, tb, 127, 260, 600, 4);
        }

        // A leading dimension of 1,024: rows whole pages apart.
        Check(Transpose.No, Transpose.No, 25, 140, 1021, 3);
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void The_public_door_gives_a_product_within_its_rounding_bound()
    {
        foreach ((Transpose ta, Transpose tb) in Transposes())
        {
            foreach ((int m, int n, int k) in (ReadOnlySpan<(int, int, int)>)[(1, 1, 1), (7, 35, 20), (13, 65, 5),
                (3, 4, 0), (0, 4, 3), (4, 0, 3)])
            {
                GemmProblem<T> problem = new(ta, tb, m, n, k, 0.75, -1, m + n);
                Assert.Null(problem.Fault(problem.Product(), problem.Twin()));
            }
        }
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void A_row_has_the_same_bits_in_every_batch_at_every_width_packed_or_not()
    {
        // Two of the highest tiles and a lone row; columns that end inside a register; a depth of two blocks.
        const int Rows = (2 * 16) + 1;
        foreach ((double alpha, double beta) in Factors)
        {
            foreach ((int n, int k) in (ReadOnlySpan<(int, int)>)[(75, 20), (140, 3), (9, 600)])
            {
                GemmProblem<T> problem = new(Transpose.No, Transpose.Yes, Rows, n, k, alpha, beta, n);
                T[] expected = problem.Product();
                foreach (SimdWidth width in MatrixWidths.Available)
                {
                    AssertRows(problem, expected, problem.Product(width, packs: true), 0, Rows);
                    for (int m = 1; m <= Rows; m++) AssertRows(problem, expected, problem.PackedProduct(width, 0, m), 0, m);
                    for (int i = 0; i < Rows; i++) AssertRows(problem, expected, problem.PackedProduct(width, i, 1), i, 1);
                }
            }
        }
    }

    [Fact]
    public void The_transposes_of_the_same_operands_give_the_same_bits()
    {
        GemmProblem<T> plain = new(Transpose.No, Transpose.No, 20, 70, 540, 0.5, 2, 9);
        T[] expected = plain.Product();
        foreach ((Transpose ta, Transpose tb) in Transposes())
        {
            GemmProblem<T> other = new(ta, tb, 20, 70, 540, 0.5, 2, 9);
            for (int p = 0; p < plain.K; p++)
            {
                for (int i = 0; i < plain.M; i++)
                    other.A[ta == Transpose.No ? (i * other.Lda) + p : (p * other.Lda) + i] = plain.Left(i, p);
                for (int j = 0; j < plain.N; j++)
                    other.B[tb == Transpose.No ? (p * other.Ldb) + j : (j * other.Ldb) + p] = plain.Right(p, j);
            }

            plain.C.CopyTo(other.C, 0);
            AssertRows(plain, expected, other.Product(), 0, plain.M);
        }
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void Nothing_behind_the_operands_is_touched()
    {
        if (!GuardedMemory<T>.IsAvailable) return;
        foreach ((int m, int n, int k) in (ReadOnlySpan<(int, int, int)>)[(1, 1, 1), (7, 3, 5), (13, 75, 9), (1, 100, 17), (8, 8, 8),
            (16, 9, 5), (12, 20, 3)])
        {
            foreach ((Transpose ta, Transpose tb) in Transposes())
            {
                using GuardedMemory<T> a = new(m * k), b = new(k * n), c = new(m * n);
                T[] packed = new T[Gemm.PackedLength<T>(k, n)];
                foreach (SimdWidth width in MatrixWidths.Available)
                {
                    GemmKernel<T> kernel = new()
                    {
                        M = m, N = n, K = k, Alpha = T.One, Beta = T.One, A = a.Span, Lda = ta == Transpose.No ? k : m, TransposeA = ta,
                        B = b.Span, Ldb = tb == Transpose.No ? n : k, TransposeB = tb, C = c.Span, Ldc = n,
                        RoomB = tb == Transpose.No ? default : packed,
                    };
                    MatrixWidths.Run<GemmKernel<T>, T>(width, ref kernel);
                }
            }
        }
    }

    [Fact]
    [Trait("Leg", "Any")]
    public void A_NaN_reaches_its_own_row_or_column_and_no_other()
    {
        GemmProblem<T> problem = new(Transpose.No, Transpose.No, 9, 40, 11, 1, 0, 3);
        problem.A[(4 * problem.Lda) + 10] = T.NaN;
        problem.B[(2 * problem.Ldb) + 37] = T.NaN;
        Array.Fill(problem.C, T.NaN);
        T[] c = problem.Product();
        for (int i = 0; i < problem.M; i++)
        {
            for (int j = 0; j < problem.N; j++) Assert.Equal(i == 4 || j == 37, T.IsNaN(c[(i * problem.Ldc) + j]));
        }
    }

    [Fact]
    public void Without_terms_or_with_alpha_zero_C_is_scaled_and_A_and_B_are_not_read()
    {
        foreach ((double alpha, int k) in (ReadOnlySpan<(double, int)>)[(0, 5), (1, 0)])
        {
            foreach (double beta in (ReadOnlySpan<double>)[0, 1, -1, 0.5])
            {
                GemmProblem<T> problem = new(Transpose.No, Transpose.No, 7, 19, k, alpha, beta, 5);
                Array.Fill(problem.A, T.NaN);
                T[] c = problem.Product();
                for (int at = 0; at < c.Length; at++)
                    Assert.Equal(at % problem.Ldc < problem.N ? T.CreateTruncating(beta) * problem.C[at] : problem.C[at], c[at]);
            }
        }
    }

    [Fact]
    public void Hot_calls_allocate_nothing()
    {
        GemmProblem<T> problem = new(Transpose.Yes, Transpose.Yes, 13, 70, 30, 1, 1, 5);
        AlignedBuffer<T> scratch = Gemm.MultiplyScratch<T>(13, 70, 30).Allocate<T>();
        T[] packed = new T[Gemm.PackedLength<T>(30, 70)], row = new T[30 * 13];
        ZeroBytes.Assert("gemm", () =>
        {
            Gemm.Multiply(
                Transpose.Yes, Transpose.Yes, 13, 70, 30, T.One, problem.A, problem.Lda, problem.B, problem.Ldb,
                T.One, problem.C, problem.Ldc,
                scratch.Scratch);
            Gemm.Pack(Transpose.Yes, 30, 70, problem.B, problem.Ldb, packed);
            Gemm.MultiplyPacked(13, 70, 30, T.One, row, 30, packed, T.Zero, problem.C, problem.Ldc);
        });
    }

    [Fact, Trait("Leg", "Any")]
    public void Scratch_for_the_largest_product_does_for_every_smaller_one()
    {
        // k = 513 is summed in two blocks of 257, k = 512 in one of 512: a batch's memory must do for its short last batch.
        for (int size = 1; size < 1100; size++)
        {
            Assert.True(Gemm.MultiplyScratch<T>(7, 9, size).Elements <= Gemm.MultiplyScratch<T>(7, 9, size + 1).Elements, $"k = {size}");
            Assert.True(
                Gemm.MultiplyScratch<T>(7, size, 300).Elements <= Gemm.MultiplyScratch<T>(7, size + 1, 300).Elements, $"n = {size}");
            Assert.True(
                Gemm.MultiplyScratch<T>(size, 9, 300).Elements <= Gemm.MultiplyScratch<T>(size + 1, 9, 300).Elements, $"m = {size}");
        }
    }

    [Fact]
    public void The_stated_scratch_suffices_and_less_throws()
    {
        foreach ((int m, int n, int k) in (ReadOnlySpan<(int, int, int)>)[(300, 20, 1000), (1000, 600, 300)])
        {
            // Both operands are too large to be read in place: two blocks of B and one of A are lent.
            GemmProblem<T> problem = new(Transpose.Yes, Transpose.Yes, m, n, k, 1, 0, 5);
            int stated = Gemm.MultiplyScratch<T>(m, n, k).Elements;
            T[] memory = new T[stated + 1];
            memory[stated] = T.One;
            void Call(int length) => Gemm.Multiply(
                Transpose.Yes, Transpose.Yes, m, n, k, T.One, problem.A, problem.Lda, problem.B, problem.Ldb,
                T.Zero, problem.C, problem.Ldc,
                new Scratch<T>(memory.AsSpan(0, length)));
            Call(stated);
            Assert.Equal(T.One, memory[stated]);
            Assert.Throws<ArgumentException>(() => Call(stated - 1));
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_throw_and_name_both()
    {
        T[] a = new T[6], b = new T[12], c = new T[8], packed = new T[Gemm.PackedLength<T>(3, 4)];
        void Multiply(int m, int n, int k, int lda, int ldb, int ldc) =>
            Gemm.Multiply(
                Transpose.No, Transpose.No, m, n, k, T.One, a, lda, b, ldb, T.Zero, c, ldc,
                Gemm.MultiplyScratch<T>(9, 9, 9).Allocate<T>().Scratch);

        Multiply(2, 4, 3, 3, 4, 4);
        Assert.Contains("6 elements, too few for a 2×3 matrix with leading dimension 4", Message(() => Multiply(2, 4, 3, 4, 4, 4)),
            StringComparison.Ordinal);
        Assert.Contains("12 elements", Message(() => Multiply(2, 4, 3, 3, 5, 4)), StringComparison.Ordinal);
        Assert.Contains("8 elements", Message(() => Multiply(2, 4, 3, 3, 4, 5)), StringComparison.Ordinal);
        Message(() => Multiply(2, 4, 3, 2, 4, 4));
        Message(() => Multiply(-1, 4, 3, 3, 4, 4));
        Message(() => Gemm.Pack(Transpose.No, 3, 4, b, 4, packed.AsSpan(1)));
        Message(() => Gemm.MultiplyPacked(2, 4, 3, T.One, a, 3, packed.AsSpan(1), T.Zero, c, 4));
        Message(() => Gemm.MultiplyPacked(3, 4, 3, T.One, a, 3, packed, T.Zero, c, 4));

        static string Message(Action call) => Assert.ThrowsAny<ArgumentException>(call).Message;
    }

    [Fact]
    public void Sharing_elements_throws_and_blocks_of_one_matrix_do_not()
    {
        // In an 8×8 matrix: C at (4, 4), A at (4, 0), B at (0, 4), as in a blocked factorization.
        T[] whole = Enumerable.Repeat(T.One, 64).ToArray();
        Scratch<T> Lent() => Gemm.MultiplyScratch<T>(4, 4, 4).Allocate<T>().Scratch;
        void Call(int a, int b, int c) => Gemm.Multiply(
            Transpose.No, Transpose.No, 4, 4, 4, T.One, whole.AsSpan(a), 8, whole.AsSpan(b), 8, T.Zero, whole.AsSpan(c), 8, Lent());
        Call(32, 4, 36);
        Assert.Equal(T.CreateTruncating(4), whole[63]);
        Assert.Throws<ArgumentException>(() => Call(33, 4, 36));
        Assert.Throws<ArgumentException>(() => Call(32, 12, 36));
        Assert.Throws<ArgumentException>(() => Call(32, 4, 4));
        Assert.Throws<ArgumentException>(() => Call(32, 30, 36));
        T[] packed = new T[Gemm.PackedLength<T>(4, 4)];
        Assert.Throws<ArgumentException>(() => Gemm.MultiplyPacked(4, 4, 4, T.One, whole, 8, packed, T.Zero, packed, 4));
        Assert.Throws<ArgumentException>(() => Gemm.Pack(Transpose.No, 4, 4, packed, 4, packed));
    }

    private static IEnumerable<(Transpose A, Transpose B)> Transposes() =>
        from a in new[] { Transpose.No, Transpose.Yes } from b in new[] { Transpose.No, Transpose.Yes } select (a, b);

    private static void Check(Transpose ta, Transpose tb, int m, int n, int k, int number)
    {
        (double alpha, double beta) = Factors[number % Factors.Length];
        GemmProblem<T> problem = new(ta, tb, m, n, k, alpha, beta, number);
        (double, double)[] twin = problem.Twin();
        foreach (SimdWidth width in MatrixWidths.Available)
        {
            T[] product = problem.Product(width, packs: true);
            string? fault = problem.Fault(product, twin);
            Assert.True(fault is null, $"{problem} at {width}: {fault}");
            AssertRows(problem, product, problem.Product(width, packs: false), 0, m);
            fault = ta == Transpose.No ? problem.Fault(problem.PackedProduct(width, 0, m), twin) : null;
            Assert.True(fault is null, $"{problem} packed at {width}: {fault}");
        }
    }

    private static void AssertRows(GemmProblem<T> problem, T[] expected, T[] actual, int first, int rows)
    {
        int start = first * problem.Ldc, length = rows * problem.Ldc;
        ReadOnlySpan<byte> left = MemoryMarshal.AsBytes(expected.AsSpan(start, length)),
            right = MemoryMarshal.AsBytes(actual.AsSpan(start, length));
        Assert.True(left.SequenceEqual(right), $"{problem}: rows {first} to {first + rows - 1} differ");
    }
}

using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Simd;
using Xunit;

namespace FixedPointKernels.Tests.LinearAlgebra;

public sealed class PackedRankUpdateFloatTests : PackedRankUpdateTests<float>;

public sealed class PackedRankUpdateDoubleTests : PackedRankUpdateTests<double>;

/// <summary>B = A + Σ u vᵀ, each element one chain of fused multiply-adds: exactly that chain, at every width.</summary>
public abstract class PackedRankUpdateTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Theory, Trait("Leg", "Any")]
    [InlineData(1, 1)]
    [InlineData(5, 31)]
    [InlineData(3, 32)]
    [InlineData(7, 65)]
    public void Every_element_is_its_chain_and_the_padding_stays_zero(int k, int n)
    {
        Random random = new(k);
        int padded = Gemm.PackedLength<T>(1, n);
        T[] a = VectorRounding.Skewed<T>(random, k * n), u = VectorRounding.Skewed<T>(random, 4 * k), v = new T[4 * padded];
        for (int t = 0; t < 4; t++) VectorRounding.Skewed<T>(random, n).CopyTo(v, t * padded);
        foreach (SimdWidth width in MatrixWidths.Available)
        {
            int panel = MatrixWidths.PanelColumns<T>(width);
            T[] packed = new T[Gemm.PackedLength<T>(k, n)];
            GemmProblem<T>.Pack(width, Transpose.No, k, n, a, n, packed);
            T[] b = new T[packed.Length], row = new T[padded], column = new T[k];
            PackedRankUpdate.Kernel<T> kernel = new() { Rows = k, Columns = padded, A = packed, Left = u, Right = v, B = b };
            MatrixWidths.Run<PackedRankUpdate.Kernel<T>, T>(width, ref kernel);
            for (int i = 0; i < k; i++)
            {
                PackedRankUpdate.CopyRow(k, b, panel, i, row);
                for (int j = 0; j < n; j++)
                {
                    T expected = a[(i * n) + j];
                    for (int t = 0; t < 4; t++) expected = T.FusedMultiplyAdd(u[(t * k) + i], v[(t * padded) + j], expected);
                    Assert.Equal(expected, row[j]);
                    PackedRankUpdate.CopyColumn(b, panel, j, column);
                    Assert.Equal(expected, column[i]);
                }

                Assert.All(row[n..], padding => Assert.Equal(T.Zero, padding));
            }
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_throw() =>
        Assert.Throws<ArgumentException>(() => PackedRankUpdate.Add<T>(2, 3, new T[128], new T[7], new T[256], new T[128]));
}

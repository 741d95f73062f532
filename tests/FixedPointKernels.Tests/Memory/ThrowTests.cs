using System;
using FixedPointKernels.Memory;
using Xunit;

namespace FixedPointKernels.Tests.Memory;

/// <summary>Refusals of misuse at their edges: the last shape that is let through, the first that is not, and what is said of it.</summary>
public sealed class ThrowTests
{
    [Fact, Trait("Leg", "Any")]
    public void A_shape_is_let_through_when_every_element_is_there()
    {
        Throw.IfNotShape(6, 2, 3, "m");
        Throw.IfNotShape(0, 0, 3, "m");
        string shape = Refused(() => Throw.IfNotShape(5, 2, 3, "m"));
        Assert.StartsWith("m has 5 elements, but 2×3 = 6 are needed.", shape, StringComparison.Ordinal);
        Refused(() => Throw.IfNotShape(7, 2, 3, "m"));

        // 2³² elements wrap to none in 32 bits.
        Refused(() => Throw.IfNotShape(0, 1 << 16, 1 << 16, "m"));
        Throw.IfNotLength(3, 3, "v");
        Assert.StartsWith("v has 3 elements, but 4 are needed.", Refused(() => Throw.IfNotLength(3, 4, "v")), StringComparison.Ordinal);
    }

    // Rows × columns with leading dimension l ends after (rows − 1)·l + columns elements; the last row's 2³² + 1 wrap to 1 in 32 bits.
    [Theory, Trait("Leg", "Any")]
    [InlineData(13, 3, 3, 5, true)]
    [InlineData(12, 3, 3, 5, false)]
    [InlineData(9, 3, 3, 3, true)]
    [InlineData(9, 3, 3, 2, false)]
    [InlineData(0, 0, 3, 3, true)]
    [InlineData(0, 3, 0, 0, true)]
    [InlineData(0, 3, 0, 5, true)]
    [InlineData(0, 0, 0, 0, true)]
    [InlineData(0, 1, 1, 1, false)]
    [InlineData(9, -1, 3, 3, false)]
    [InlineData(9, 3, -1, 3, false)]
    [InlineData(5, 65537, 1, 65536, false)]
    public void A_matrix_is_let_through_when_its_last_element_is_there(int length, int rows, int columns, int leading, bool fits)
    {
        void Check() => Throw.IfNotMatrix(length, rows, columns, leading, "a");
        if (fits) Check();
        else Assert.Contains($"{rows}×{columns}", Refused(Check), StringComparison.Ordinal);
    }

    [Fact, Trait("Leg", "Any")]
    public void Neighbours_are_let_through_and_one_shared_element_is_not()
    {
        int[] block = new int[8];
        Throw.IfOverlaps<int>(block.AsSpan(0, 4), block.AsSpan(4), "x", "y");
        Assert.StartsWith("x and y share memory; they must not.",
            Refused(() => Throw.IfOverlaps<int>(block.AsSpan(0, 5), block.AsSpan(4), "x", "y")), StringComparison.Ordinal);
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(double.MaxValue, true)]
    [InlineData(-0.0, true)]
    [InlineData(double.NaN, false)]
    [InlineData(double.PositiveInfinity, false)]
    [InlineData(double.NegativeInfinity, false)]
    public void A_factor_is_let_through_when_it_is_finite(double value, bool finite)
    {
        if (finite) Throw.IfNotFinite(value, "scale");
        else Assert.Contains("scale is", Refused(() => Throw.IfNotFinite(value, "scale")), StringComparison.Ordinal);
    }

    private static string Refused(Action call) => Assert.ThrowsAny<ArgumentException>(call).Message;
}

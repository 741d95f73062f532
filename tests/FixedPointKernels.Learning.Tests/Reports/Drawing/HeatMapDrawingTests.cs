using System;
using System.Linq;
using FixedPointKernels.Learning.Reports.Drawing;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Learning.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports.Drawing;

/// <summary>A map's picture has its values where the axes say, x to the right and y upward, in the colors that the scale beside it
/// has.</summary>
public sealed class HeatMapDrawingTests
{
    // 0 to 5 over 2 rows of 3: no turn and no mirror image of it is the same.
    private static readonly HeatMapPart Map =
        new("map", "", "", new("x"), new("y"), [0, 1, 2], [0, 1], [0, 1, 2, 3, 4, 5], new("value", From: 0, To: 5));

    [Fact]
    public void The_last_row_is_at_the_top_and_the_first_column_at_the_left()
    {
        int[][] drawn = DrawnMap.Colors(Map);
        Assert.Equal([3, 3], drawn.Select(row => row.Length));
        double[][] expected = [[3, 4, 5], [0, 1, 2]];
        for (int row = 0; row < 2; row++)
            for (int column = 0; column < 3; column++) Assert.True(DrawnMap.Is(drawn[row][column], expected[row][column] / 5));
    }

    [Fact]
    public void What_has_no_value_is_gray_and_what_lies_beyond_an_end_has_its_color()
    {
        int[] drawn = [.. DrawnMap.Colors(Map with { Values = [double.NaN, 9, -3, 3, double.PositiveInfinity, 5] }).SelectMany(row => row)];
        int missing = Convert.ToInt32(Palette.Missing[1..], 16);
        Assert.Equal([missing, ColorMap.At(1), missing, ColorMap.At(1), ColorMap.At(0)], drawn[1..]);
        Assert.True(DrawnMap.Is(drawn[0], 0.6));
    }

    [Fact]
    public void The_scale_of_the_colors_has_its_upper_end_at_the_top()
    {
        int[][] drawn = DrawnMap.Colors(Map, picture: 1);
        Assert.Equal(255, drawn.Length);
        for (int row = 0; row < drawn.Length; row++) Assert.Equal([ColorMap.At(1 - (row / 254.0))], drawn[row]);
    }
}

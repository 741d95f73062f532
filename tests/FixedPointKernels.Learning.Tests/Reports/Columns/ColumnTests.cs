using System.IO;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports.Columns;

/// <summary>One list of columns says the same in a file and in a table.</summary>
public sealed class ColumnTests
{
    private static readonly Column<(string Word, double Number, int Count)>[] All =
    [
        Column.Words<(string Word, double Number, int Count)>("word", row => row.Word),
        Column.Numbers<(string Word, double Number, int Count)>("number", row => row.Number) with { Label = "number in meters" },
        Column.Counts<(string Word, double Number, int Count)>("count", row => row.Count),
    ];

    [Fact]
    public void A_file_has_names_and_exact_numbers_with_a_point()
    {
        using StringWriter text = new();
        CsvTables.Write(All, [("a,b", 1.0 / 3, 7), ("", double.NaN, -1)], text);
        Assert.Equal("word,number,count\n\"a,b\",0.3333333333333333,7\n,NaN,-1\n", text.ToString());
    }

    [Fact]
    public void A_table_has_labels_and_leaves_out_what_is_empty_in_every_row()
    {
        TablePart some = ColumnTable.Of("t", "T", "", All, [("", 0.5, 1), ("x", 2, 2)]), none =
            ColumnTable.Of("t", "T", "", All, [("", 0.5, 1), ("", 2, 2)]);
        Assert.Equal(["word", "number in meters", "count"], some.Header);
        Assert.Equal(["x", "2", "2"], some.Rows[1]);
        Assert.Equal(["number in meters", "count"], none.Header);
        Assert.Equal(["0.5", "1"], none.Rows[0]);
    }

    [Fact]
    public void A_share_in_percent_says_so_in_its_head_and_its_cells()
    {
        Column<(string Word, double Number, int Count)> share = All[1] with { Label = "share of all that is right" };
        Column<(string Word, double Number, int Count)> percent = share.Percent("F1"), named = All[1].Percent() with { Name = "n" };
        (string, double, int) row = ("", 0.375, 0);
        Assert.Equal(("% of all that is right", "37.5", 37.5), (percent.Label, percent.Text(row), percent.Value!(row)));
        Assert.Equal(("number in meters %", "37.5"), (named.Label, named.Text(row)));
        Assert.Null(percent.With);
        Assert.Throws<System.InvalidOperationException>(() => All[0].Percent());
    }

    [Fact]
    public void A_part_of_a_row_gives_the_same_cells_and_values()
    {
        Column<(int, (string Word, double Number, int Count))> whole =
            All[2].Of<(int, (string Word, double Number, int Count))>(row => row.Item2);
        Assert.Equal(("count", "5", 5.0, true), (whole.Name, whole.Text((1, ("", 0, 5))), whole.Value!((1, ("", 0, 5))), whole.IsCount));
    }
}

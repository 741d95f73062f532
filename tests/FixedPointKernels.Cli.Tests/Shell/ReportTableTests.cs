using System;
using System.IO;
using System.Threading;
using FixedPointKernels.Cli.Shell;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Shell;

public sealed class ReportTableTests
{
    [Fact]
    public void Away_from_a_terminal_columns_are_aligned_and_nothing_is_coloured()
    {
        Assert.Equal(
            $"name   value{Environment.NewLine}a          1{Environment.NewLine}bcdef     23{Environment.NewLine}", Write(terminal: false));
    }

    [Fact]
    public void On_a_terminal_it_is_ruled_and_markup_in_a_cell_is_text()
    {
        ReportTable table = new("name", "value");
        table.Add(ReportTable.Mood.Bad, "[red]x[/]", "1");
        Assert.Contains("[red]x[/]", Write(table, terminal: true), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => new ReportTable("one").Add("1", "2"));

    private static string Write(bool terminal)
    {
        ReportTable table = new("name", "value");
        table.Add("a", "1");
        table.Add(ReportTable.Mood.Good, "bcdef", "23");
        return Write(table, terminal);
    }

    private static string Write(ReportTable table, bool terminal)
    {
        using StringWriter output = new();
        table.Write(new Surroundings(output, TextWriter.Null, CancellationToken.None) { OutputIsTerminal = terminal });
        return output.ToString();
    }
}

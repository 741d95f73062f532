using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FixedPointKernels.Bench.Gate;
using Xunit;

namespace FixedPointKernels.Bench.Tests.Gate;

/// <summary>Baselines are read as they were written; what is no baseline is said to be none; names of
/// cases are fit for the protocol.</summary>
public sealed class BaselineTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        string file = Path.GetTempFileName();
        try
        {
            Baseline written = new(
                "a machine", new(StringComparer.Ordinal) { ["solve/float/a"] = new(8, 12, 1, 3.25), ["rule/double/b"] = new(0, 0, 0, 1) });
            written.Write(file);
            Baseline read = Baseline.Read(file);
            Assert.Equal(written.Machine, read.Machine);
            Assert.Equal<IEnumerable<KeyValuePair<string, BaselineRow>>>(written.Cases, read.Cases);
            Assert.Equal(new CaseCounters(8, 12, 1), read.Cases["solve/float/a"].Counters);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void What_is_no_baseline_is_said_to_be_none()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "{ not json");
            Assert.Throws<GateException>(() => Baseline.Read(file));
            Assert.Throws<GateException>(() => Baseline.Read(file + ".absent"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(-1, false)]
    public void More_and_fewer_than_the_baseline_are_findings(int off, bool quiet)
    {
        GateCase one = new("solve/float/seven", () => () => new(7, 1));
        Baseline baseline = new("a machine", new(StringComparer.Ordinal) { [one.Name] = new(0, 7 + off, 1, 1) });
        StringWriter output = new();
        Assert.Equal(quiet, baseline.Check([one], output));
        Assert.Equal(
            !quiet, output.ToString().Contains($"FOUND {one.Name}: 7 residual evaluations instead of {7 + off}", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_of_cases_are_unique_and_one_word_with_a_group()
    {
        string[] names = [.. GateCases.All.Select(one => one.Name)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[a-z-]+/(float|double)/[A-Za-z0-9-]+$", name));
    }

    [Fact]
    public void The_server_answers_every_command_and_names_what_it_does_not_know()
    {
        StringWriter output = new();
        new Server(new StringReader(
            "list\ncount vector/float/dot-300\nwarm vector/float/dot-300\ntime vector/float/dot-300 3\ncount nothing\nnonsense\n"), output)
            .Run();
        string[] lines = output.ToString().TrimEnd().Split('\n');
        Assert.Equal(7, lines.Length);
        Assert.Equal(Server.Greeting, lines[0]);
        Assert.Contains("vector/float/dot-300", lines[1], StringComparison.Ordinal);
        Assert.Equal("{\"Bytes\":0,\"Evaluations\":0,\"Factorizations\":0}", lines[2]);
        Assert.All(lines[3..5], line => Assert.True(double.Parse(line, System.Globalization.CultureInfo.InvariantCulture) > 0));
        Assert.All(lines[5..], line => Assert.StartsWith("{\"Error\"", line, StringComparison.Ordinal));
    }
}

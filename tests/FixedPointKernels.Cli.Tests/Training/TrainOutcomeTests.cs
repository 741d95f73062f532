using System;
using System.Globalization;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Training;

/// <summary>fpk train says what it did: exit code 3 and one line where a run's figures are not what they seem, and numbers that can be
/// read.</summary>
public sealed class TrainOutcomeTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_whose_samples_have_no_fixed_point_ends_with_3_and_is_written()
    {
        // One step of plain iteration solves nothing, of training or of testing.
        string line = Run("--rule", "linearized", "--solver", "iterate", "--steps", "1", "--out", folder["runs"]).FailsWith(3);
        Assert.Contains("linearized, rate 0.2: learned nothing in 13 of 13 steps", line, StringComparison.Ordinal);
        Assert.Contains("no fixed point was found for 359 of 359 held-out samples", line, StringComparison.Ordinal);
        Assert.Equal(13, MetricsFile.Read(folder["runs/metrics.csv"]).Rows.Length);
        Assert.Equal("12×12", Npy.Read(folder["runs/linearized-0.2/W.npy"]).ShapeText);
    }

    [Fact]
    public void Where_a_bound_may_be_the_reason_it_is_named()
    {
        string line = Run("--rule", "linearized", "--rate", "1e-9", "--initial-gain", "300", "--factorizations", "0").FailsWith(3);
        Assert.Contains(
            " held-out samples within 0 factorizations each (more: --factorizations; fpk eval has no bound), which count as wrong", line,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_stops_ends_with_3_and_the_other_is_not_named()
    {
        // Weights of 1e198 after the first step, whose decay by 1e209 is infinite in the second. At 1e-10 a tenth decays.
        Outcome outcome = Run("--rule", "linearized", "--rate", "1e200,1e-10", "--weight-decay", "1e9", "--out", folder["runs"]);
        string line = outcome.FailsWith(3);
        Assert.Contains("linearized, rate 1E+200: ", line, StringComparison.Ordinal);
        Assert.Contains("stopped at step 2", line, StringComparison.Ordinal);
        Assert.DoesNotContain("rate 1E-10", line, StringComparison.Ordinal);
        MetricsFile metrics = MetricsFile.Read(folder["runs/metrics.csv"]);
        Assert.Equal((2, 13), (metrics.Rows.Count(row => row[1] == "1E+200"), metrics.Rows.Count(row => row[1] == "1E-10")));
        Assert.True(File.Exists(folder["runs/report.html"]));
    }

    [Fact]
    public void Steps_that_no_sample_contributed_to_are_told_even_where_the_network_is_sound()
    {
        // A finite step divides by 1 + s, s = -rate e'a: at 1e6 every batch's only sample whose s is negative goes through the singularity.
        string line = Run("--rule", "finite-step", "--rate", "1e6", "--batch", "1", "--validation", "1430").FailsWith(3);
        Assert.Contains("finite-step, rate 1E+06: learned nothing in ", line, StringComparison.Ordinal);
        Assert.Contains(" of 8 steps", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Single_samples_that_fail_on_the_way_are_in_the_table_and_no_failure()
    {
        // The published step count without polish leaves some of 111 unsolved; the rest goes on.
        Outcome outcome = Run(
            "--rule", "linearized", "--solver", "iterate", "--steps", "25", "--tolerance", "1e-6", "--rate", "0.01", "--initial-gain",
            "0.4");
        Assert.True(outcome.Code == 0, $"{outcome.Code}: {outcome.Error}{outcome.Output}");
    }

    [Theory]
    [InlineData("1e200")]
    [InlineData("1e120")]
    public void Numbers_stay_short_at_any_magnitude(string rate)
    {
        Outcome outcome = Run("--rule", "linearized", "--rate", rate, "--out", folder["runs"]);
        outcome.FailsWith(3);
        string header = Assert.Single(outcome.Output.Split('\n'), line => line.StartsWith("rule ", StringComparison.Ordinal));
        Assert.All(
            outcome.Output.Split('\n').Where(line => !line.Contains(folder.Path, StringComparison.Ordinal)),
            line => Assert.True(line.Length <= 150, line));
        Assert.EndsWith("bytes", header.TrimEnd(), StringComparison.Ordinal);
        Assert.All(
            File.ReadAllLines(folder["runs/results.csv"]).Skip(1).SelectMany(line => line.Split(',')),
            cell => Assert.True(!double.TryParse(cell, CultureInfo.InvariantCulture, out _) || cell.Length <= 16, cell));
        string scored = Fpk.Run("eval", "--weights-dir", folder["runs"]).Output;
        Assert.All(scored.Split('\n'), line => Assert.True(line.Length <= 150, line));
    }

    [Fact]
    public void A_run_of_Euler_steps_is_judged_where_the_network_settles_and_not_where_the_steps_end()
    {
        // Three steps of 0.1 end a quarter of the way; no test sample would count as a fixed point there.
        string output = Run(
            "--rule", "linearized", "--solver", "euler", "--step", "0.1", "--steps", "3", "--out", folder["runs"]).Succeeds();
        Assert.Contains(
            "0 of 359", Assert.Single(output.Split('\n'), line => line.StartsWith("linearized ", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        string scored = Fpk.Run("eval", "--weights-dir", folder["runs"]).Succeeds();
        Assert.Equal(2, scored.Split("0 of 359").Length - 1);
    }

    [Fact]
    public void A_batch_larger_than_the_training_part_is_said_to_be_all_of_it() =>
        Assert.Contains("batch 1438 (all there is)", Run("--rule", "linearized", "--batch", "5000").Succeeds(), StringComparison.Ordinal);

    private static Outcome Run(params string[] more)
    {
        (string Option, string Value)[] defaults = [("--neurons", "12"), ("--epochs", "1"), ("--batch", "111"), ("--threads", "1")];
        return Fpk.Run(
            ["train", .. defaults.Where(one => !more.Contains(one.Option)).SelectMany(one => (string[])[one.Option, one.Value]), .. more]);
    }
}

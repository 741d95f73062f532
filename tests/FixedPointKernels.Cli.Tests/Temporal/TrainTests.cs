using System;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Tests.Support;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Temporal;

/// <summary>fpk temporal train: what its folder holds, and what it refuses.</summary>
public sealed class TrainTests : IDisposable
{
    private const string Small = "--neurons 4 --updates 3 --test-trials 5 --batch 4";
    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_has_every_update_every_run_and_the_weights()
    {
        Run($"train --rule bptt,random-eprop --gain 0.5,1 --seeds 2 {Small} --out out").Succeeds();
        Assert.Equal(1 + (8 * 3), File.ReadAllLines(folder["out/updates.csv"]).Length);
        Assert.Equal(1 + 8, File.ReadAllLines(folder["out/runs.csv"]).Length);
        Assert.Equal(
            ["F.npy", "U.npy", "V.npy", "W.npy", "b.npy", "c.npy", "s0.npy"],
            Directory.GetFiles(folder["out/weights/bptt-gain-0.5-rate-0.003-seed-1"]).Select(Path.GetFileName)
                .Order(StringComparer.Ordinal));
        string page = File.ReadAllText(folder["out/report.html"]);
        Assert.Contains("an ideal observer", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--task 2af")]
    [InlineData("--task cxt --coherences 0,50 --noise 0.5")]
    [InlineData("--task copy --steps 12 --delay 3")]
    [InlineData("--task xor --steps 20 --delay 2 --depth 2 --readout voltage")]
    [InlineData("--task rows --form P --activation relu")]
    [InlineData("--form R --rule rflo --start orthogonal")]
    [InlineData("--start dale --rule mdgl-types --train-start")]
    [InlineData("--start low-rank --rank 2 --optimizer momentum --precision double")]
    public void Every_task_form_and_start_runs(string line) => Run($"train {line} {Small} --out out").Succeeds();

    // 25.5 steps of 20 ms: the even neighbour; 20 steps of 25 ms and none left over.
    [Theory]
    [InlineData("--delay 510", "dms: the delay of 510 ms is 26 steps of 20 ms, 520 ms")]
    [InlineData("--delay 500 --dt 25", null)]
    [InlineData("--task 2af --dt 30", "2af: the stimulus of 700 ms is 23 steps of 30 ms, 690 ms; the decision of 100 ms is 3 steps")]
    public void A_time_that_is_no_whole_number_of_steps_is_told(string line, string? told)
    {
        string said = Run($"train {line} {Small} --out out").Succeeds(), page = File.ReadAllText(folder["out/report.html"]);
        Assert.Equal(told is null ? 0 : 1, said.Split('\n').Count(one => one.Contains(told ?? " ms is ", StringComparison.Ordinal)));
        if (told is not null) Assert.Contains(told, page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_modulation_that_makes_credit_grow_is_said()
    {
        Run($"train --rule modprop-weights --modulation 4 {Small} --out out").Succeeds();
        Assert.Contains("Credit grows", File.ReadAllText(folder["out/report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_that_all_diverge_are_told_with_their_files_kept()
    {
        string said = Run($"train --activation relu --rate 1e30 --updates 9 --neurons 4 --out out").FailsWith(3);
        Assert.Contains("every run diverged", said, StringComparison.Ordinal);
        Assert.Contains("diverged", File.ReadAllText(folder["out/runs.csv"]), StringComparison.Ordinal);
    }

    // A radius of 1.9 makes the first gradient 1e19, one of 8.6 more than float holds; without μ it is the rate.
    [Theory]
    [InlineData("modprop-weights --modulation 4 --gain 2 --dt 10", "without an end; take a smaller --modulation\n")]
    [InlineData("modprop-weights --modulation 30 --gain 2 --dt 10", "without an end; take a smaller --modulation\n")]
    [InlineData("bptt --activation relu --rate 1e30", "its numbers left the finite ones; take smaller rates\n")]
    public void What_runs_diverged_by_is_what_is_to_be_smaller(string rule, string words)
    {
        string said = Run($"train --rule {rule} --updates 9 --neurons 6 --out out").FailsWith(3);
        Assert.StartsWith("fpk: every run diverged: its ", said, StringComparison.Ordinal);
        Assert.EndsWith(words, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--gain 0", "--gain has '0', but a gain is a positive number")]
    [InlineData("--gain 1,1", "--gain names a gain twice")]
    [InlineData("--coherences -1 --task 2af", "--coherences has '-1', but a coherence is a number from 0")]
    [InlineData("--coherences 120 --task 2af", "a coherence is 120 %, but they lie in [0, 100]")]
    [InlineData("--coherences 5", "--coherences 5 does not apply to --task dms; it is for 2af, cxt only")]
    [InlineData("--alpha 1.5", "--alpha is 1.5, but dt / tau must be in (0, 1]")]
    [InlineData("--alpha 0", "--alpha is 0, but it must be positive")]
    [InlineData("--form R --readout voltage", "--readout voltage does not apply to --form R")]
    [InlineData("--form R --rule mdgl", "the rule mdgl is defined for the leak on the voltage alone")]
    [InlineData("--form P --rule modprop", "the rule modprop is defined for the leak on the voltage alone")]
    [InlineData("--rule eprop --modulation 1", "--modulation 1 does not apply to these rules")]
    [InlineData("--rule bptt2", "--rule 'bptt2' is unknown")]
    [InlineData("--start low-rank", "--start low-rank needs --rank")]
    [InlineData("--start low-rank --rank 65", "--rank 65 is more than the 64 neurons")]
    [InlineData("--start low-rank --rank 0", "--rank is 0, but it must be positive")]
    [InlineData("--start low-rank --rank 1.5", "--rank is 1.5, but it must be a whole number")]
    [InlineData("--rank 3", "--rank 3 does not apply to --start gaussian")]
    [InlineData("--start dale --neurons 1", "--neurons must be at least 2")]
    [InlineData("--task xor --delay 200", "leaves no step to score")]
    [InlineData("--task xor --steps 0", "--steps is 0")]
    [InlineData("--dt 400", "with dt = 400 ms the sample of 100 ms has no step")]
    [InlineData("--task copy --dt 20", "--dt 20 does not apply to --task copy; it is for 2af, dms, cxt only")]
    [InlineData("--data nowhere", "--data nowhere does not apply to --task dms; it is for rows only")]
    [InlineData("--task rows --data nowhere", "--data nowhere does not exist")]
    [InlineData("--batch 0", "--batch is 0, but it must be at least 1")]
    [InlineData("--rate 1e60", "--rate")]
    public void What_cannot_be_is_refused_and_leaves_no_folder(string line, string fragment)
    {
        Assert.Contains(fragment, Run($"train {line} --out out").FailsWith(2), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out.unfinished"]) || Directory.Exists(folder["out"]));
    }

    [Theory]
    [InlineData("xor --delays 5,0", "--delays has '0', but a delay is a whole number from 1 to 10000")]
    [InlineData("xor --delays ,", "--delays names no delay")]
    [InlineData("floss-study --exponents 0", "--exponents has '0', but a number of exponents is a whole number from 1 to 2000")]
    public void A_list_of_whole_numbers_says_what_they_are(string line, string fragment) =>
        Assert.Contains(fragment, Run($"{line} --out out").FailsWith(2), StringComparison.Ordinal);

    private Outcome Run(string line)
    {
        string[] words = [.. line.Split(' ')];
        int at = Array.IndexOf(words, "--out");
        words[at + 1] = folder[words[at + 1]];
        return Fpk.Run(["temporal", .. words]);
    }
}

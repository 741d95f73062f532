using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Studies;
using FixedPointKernels.Studies.Entries;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Experiments;

/// <summary>A report is made again from itself: its page holds a line for the shell that leaves the same files of numbers, and its table
/// says every option, the data, the program and the machine.</summary>
public sealed partial class RepeatedReportTests : IDisposable
{
    // What a run takes, and when it was made, is of that run.
    private static readonly string[] OfTheRun = ["wall time", "date"];
    // Their rows say more than their value, or what the files have in its place.
    private static readonly string[] InWords = ["--neurons", "--samples", "--probe", "--seeds", "--seed"];
    private static readonly string[] Times = ["milliseconds", "seconds", "s per run", "s an epoch", "minutes"];

    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("one-neuron --samples 20 --steps 30 --rates 0.2,2 --seed 3 --threads 2")]
    [InlineData("landscape --neurons 6 --samples 9 --points 5 --precision float")]
    [InlineData("linear --inputs the_inputs --steps 12 --rates 0.3,1")]
    [InlineData("angles --neurons 10 --samples 5 --steps 12")]
    [InlineData("mnist --data it's_idx --neurons 6 --batch 10 --epochs 1 --published-update --rule linearized --rates 0.1,0.2 --seeds 2")]
    [InlineData("breakdown --data it's_idx --neurons 6 --batch 10 --epochs 1 --rates 0.1 --probe 3 --probe-samples 2 --arms euler")]
    [InlineData("iteration --units 3 --trials 4 --steps 3 --seed 2")]
    [InlineData("conjecture --units 3 --trials 4 --seed 2")]
    [InlineData("response --points 3")]
    [InlineData("phase --units 3 --trials 1 --seed 1")]
    [InlineData("basin --panel bistable,fig1a-rectified --points 3")]
    [InlineData("basin --units 3 --starts 2 --seed 1")]
    [InlineData("train-sequential --data it's_idx --epochs 2 --batch 10 --neurons 4 --cell organics,tanh --rates 0.01,0.1 --seed 1")]
    [InlineData("train-static --data it's_idx --epochs 2 --batch 10 --layers 4,3 --recurrent generic --spectra 3 --seed 1")]
    [InlineData("train --task dms --dt 50 --rule bptt,modprop --gain 1,0.5 --neurons 4 --updates 3 --test-trials 5 --clip 1 --seed 1")]
    [InlineData("gain-sweep --dt 50 --rules bptt,rflo --gains 1,0.5 --grid 0.1,0.2 --unclipped --neurons 4 --updates 3 --seeds 2")]
    [InlineData("floss-study --dt 50 --rules eprop --exponents 1,3 --epochs 3 --combined 0.1 --neurons 4 --updates 3 --seeds 2")]
    [InlineData("floss --neurons 6 --exponents 4 --steps 8 --warm-up 2 --epochs 3 --variants exact,local --seeds 2")]
    [InlineData("xor --delays 2,3 --neurons 4 --steps 12 --batch 3 --updates 4 --exponents 3 --epochs 2 --between 1 --seeds 2")]
    public async Task The_line_in_a_page_leaves_the_same_numbers(string line)
    {
        IdxFiles.Write(folder, "it's idx");
        Directory.CreateDirectory(folder["the inputs"]);
        folder.Npy("the inputs/W0.npy", [0.1, 0, 0, 0.2], 2, 2);
        folder.Npy("the inputs/X.npy", [1, 2, 3, 4, 5, 6], 2, 3);
        folder.Npy("the inputs/targets.npy", [6, 5, 4, 3, 2, 1], 2, 3);
        string[] words = [.. line.Split(' ').Select(word => word.Contains('_', StringComparison.Ordinal)
            ? folder[word.Replace('_', ' ')] : word)];
        Study study = StudyTable.All.Single(one => one.Name == words[0]);
        Fpk.Run([study.Parent["fpk ".Length..], .. words, "--out", folder["a result"]]).Succeeds();
        string typed = WebUtility.HtmlDecode(CommandLine().Match(File.ReadAllText(folder["a result/report.html"])).Groups[1].Value);
        Assert.StartsWith($"{study.Parent} {words[0]} --", typed, StringComparison.Ordinal);
        Directory.Move(folder["a result"], folder["first"]);
        (await Fpk.Shell(folder.Path, typed)).Succeeds();
        string[] files = Numbers("first");
        Assert.Equal(files, Numbers("a result"));
        Assert.All(files, file => Assert.Equal(Comparable($"first/{file}"), Comparable($"a result/{file}")));

        Dictionary<string, string> said = File.ReadLines(folder["first/settings.csv"]).Skip(1)
            .Select(row => row.Split(',', 2)).ToDictionary(cells => cells[0], cells => cells[1]);
        foreach (StudyOption option in study.Options.Append(StudyOptions.Seed))
        {
            string value = said[option.Name[2..].Replace('-', ' ')];
            int given = Array.IndexOf(words, option.Name);
            if (option is WholeOption { Default: var otherwise } && !Array.Exists(InWords, name => name == option.Name))
                Assert.Equal(given < 0 ? $"{otherwise}" : words[given + 1], value);
        }

        Assert.Matches("SHA-256 [0-9a-f]{64}$", said["fingerprint of the data"].Trim('"'));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", said["date"]);
        Assert.All(
            ["fpk", "revision", "processor", "cores", "register width", "runtime", "threads"], name => Assert.NotEqual("", said[name]));
    }

    [Fact]
    public void Other_data_have_another_fingerprint()
    {
        string[] seen = [.. Enumerable.Range(0, 3).Select(seed =>
        {
            string[] words = ["--samples", "5", "--steps", "1", "--seed", $"{seed % 2}", "--out", folder[$"{seed}"]];
            Fpk.Run(["experiment", "one-neuron", .. words]).Succeeds();
            return File.ReadLines(folder[$"{seed}/settings.csv"])
                .Single(row => row.StartsWith("fingerprint", StringComparison.Ordinal));
        })];
        Assert.NotEqual(seen[0], seen[1]);
        Assert.Equal(seen[0], seen[2]);
    }

    private string[] Numbers(string of) => [.. Directory.GetFiles(folder[of], "*.csv").Select(Path.GetFileName).OfType<string>().Order()];

    private string[] Comparable(string file)
    {
        string[] rows = File.ReadAllLines(folder[file]);
        int last = Array.Exists(Times, time => rows[0].EndsWith("," + time, StringComparison.Ordinal)) ? 1 : 0;
        if (file.EndsWith("speed.csv", StringComparison.Ordinal)) return [rows[0]];
        return [.. rows.Where(row => !OfTheRun.Contains(row.Split(',')[0])).Select(row => last == 0 ? row : row[..row.LastIndexOf(',')])];
    }

    [GeneratedRegex("<td>command line</td><td>(.*?)</td>")]
    private static partial Regex CommandLine();
}

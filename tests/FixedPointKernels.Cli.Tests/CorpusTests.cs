using System;
using System.IO;
using System.Linq;
using FixedPointKernels.Fuzz;
using FixedPointKernels.Fuzz.Targets;
using Xunit;

namespace FixedPointKernels.Cli.Tests;

/// <summary>Every file of tests/corpus, and every whole file that a target makes itself, is answered as its reader promises. Each of the
/// former was found by FixedPointKernels.Fuzz or made by hand to show a danger, which its name says.</summary>
public sealed class CorpusTests
{
    private static readonly string Corpus = Path.Combine(AppContext.BaseDirectory, "corpus");

    public static TheoryData<string> Targets => [.. TargetTable.All().Select(Named)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_file_is_answered_as_the_reader_promises(string name)
    {
        using Target target = TargetTable.All().Single(one => one.Name == name);
        string folder = Path.Combine(Corpus, name);
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        (string Name, byte[] Bytes)[] all =
        [
            .. target.Seeds().Select((bytes, k) => ($"seed {k}", bytes)),
            .. files.Select(file => (Path.GetFileName(file), File.ReadAllBytes(file))),
        ];
        Judge[] judged = [.. all.Select(one => Judge.Of(target, one.Bytes))];
        Assert.All(all.Zip(judged), one => Assert.Equal((one.First.Name, null), (one.First.Name, one.Second.Fault)));

        // Where nothing is read to its end, no check is reached that stands behind the first.
        Assert.Contains(judged, one => !one.Answer.StartsWith(Target.Refused, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_folder_of_the_corpus_is_a_target_s() => Assert.Empty(
        Directory.GetDirectories(Corpus).Select(folder => Path.GetFileName(folder)!).Except(TargetTable.All().Select(Named)));

    // A reader that takes everything, one that throws what it should not and one that asks for too much are told apart.
    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "InvalidOperationException: wrong")]
    [InlineData(2, "bytes allocated for a file of 1, 1000 at most")]
    [InlineData(3, "a promise")]
    public void A_broken_promise_is_seen(byte kind, string fault)
    {
        using Planted target = new();
        Judge judge = Judge.Of(target, [kind]);
        Assert.Equal(kind > 0, judge.Fault is not null);
        Assert.Contains(fault, judge.Fault ?? "", StringComparison.Ordinal);
    }

    private static string Named(Target target)
    {
        using Target one = target;
        return one.Name;
    }

    private sealed class Planted() : Target("planted", "nothing")
    {
        private byte[] kept = [];

        internal override long Allowance(int length) => 1000;

        internal override string Read(byte[] bytes) => bytes[0] switch
        {
            0 => "read",
            1 => throw new InvalidOperationException("wrong"),
            2 => $"{(kept = new byte[2 << 20]).Length}",
            _ => throw new Fault("a promise"),
        };
    }
}

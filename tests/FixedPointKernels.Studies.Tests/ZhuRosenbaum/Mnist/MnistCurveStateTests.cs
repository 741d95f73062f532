using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.ZhuRosenbaum.Mnist;
using Xunit;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.Mnist;

/// <summary>A finished run comes back from its file in the same bits, and from no other file.</summary>
public sealed class MnistCurveStateTests
{
    private const string Kind = "a run";
    private const int Steps = 4;
    private const int Neurons = 3;

    private static readonly MnistRun Which = new(RuleTable.FiniteStep, 0.1, 18446744073709551615);

    [Fact]
    public void A_run_comes_back_bit_for_bit()
    {
        MnistCurve curve = Curve(Steps, SolveStatus.StepLimit), back = Load(Bytes(curve));
        Assert.Equal(Everything(curve), Everything(back));
        MnistCurve nonFinite = Curve(2, SolveStatus.NonFinite, eigenvalues: 0);
        Assert.Equal(Everything(nonFinite), Everything(Load(Bytes(nonFinite))));
        Assert.Equal((SolveStatus.NonFinite, 2, 0), (nonFinite.End, nonFinite.Steps.Count, nonFinite.Eigenvalues.Length));
    }

    // SHA-256 is over everything: which bits are flipped is a sample (CheckpointFormat's own test flips all of a small file), the cuts are
    // all there are.
    [Fact]
    public void Every_truncation_and_every_flipped_bit_is_refused()
    {
        byte[] whole = Bytes(Curve(Steps, SolveStatus.StepLimit));
        for (int length = 0; length < whole.Length; length++) Assert.Throws<DataFileException>(() => Load(whole[..length]));
        SeededRandom random = new(5);
        for (int round = 0; round < 2000; round++)
        {
            byte[] damaged = [.. whole];
            damaged[random.NextBelow(whole.Length)] ^= (byte)(1 << random.NextBelow(8));
            Assert.Throws<DataFileException>(() => Load(damaged));
        }
    }

    [Fact]
    public void A_run_that_was_broken_off_is_not_kept() =>
        Assert.Contains(
            "broken off after 2 steps", Assert.Throws<ArgumentException>(() => Bytes(Curve(2, SolveStatus.Cancelled))).Message,
            StringComparison.Ordinal);

    // Under a right checksum: files that a program could have written, but no run of this sweep.
    [Fact]
    public void What_does_not_go_together_is_refused()
    {
        MnistCurve curve = Curve(Steps, SolveStatus.StepLimit);
        Refused(
            "'finite-step-0.1-seed-18446744073709551615', but 'finite-step-0.1-seed-1' is needed",
            () => Load(Bytes(curve), Which with { Seed = 1 }));
        Refused("after 3 steps of 4", () => Load(Bytes(Curve(3, SolveStatus.StepLimit))));
        Refused("after 5 steps of 4", () => Load(Bytes(Curve(5, SolveStatus.NonFinite))));
        Refused("after 0 steps of 4", () => Load(Bytes(Curve(0, SolveStatus.NonFinite))));
        Refused("'Stalled' after 4", () => Load(Bytes(Curve(Steps, SolveStatus.Stalled))));
        Refused("has 2 values, but W has 3", () => Load(Bytes(Curve(Steps, SolveStatus.StepLimit, eigenvalues: 2))));
        curve.Elapsed = TimeSpan.FromTicks(-1);
        Refused("'elapsed' is -1", () => Load(Bytes(curve)));
        curve.Elapsed = TimeSpan.Zero;
        curve.Final = curve.Final with { Samples = -2 };
        Refused("'final counts' holds -2", () => Load(Bytes(curve)));
        Refused("'run' is not there", () => MnistCurveState.Load(new Checkpoint(Kind), Which, Steps, Neurons));
    }

    private static void Refused(string words, Action load) =>
        Assert.Contains(words, Assert.Throws<DataFileException>(load).Message, StringComparison.Ordinal);

    /// <summary>Numbers of all kinds: NaN, infinities and a signed zero among them.</summary>
    private static MnistCurve Curve(int steps, SolveStatus end, int eigenvalues = Neurons)
    {
        MnistCurve curve = new(Which) { End = end, Elapsed = TimeSpan.FromTicks(123456789), Final = new(13, double.NaN, 1.0 / 3, 7) };
        for (int k = 0; k < steps; k++)
        {
            curve.Add(
                new(1e-300 / (k + 1), k == 1 ? double.NaN : 0.1 * k, k == 2 ? double.PositiveInfinity : Math.PI, -0.0, k, 5 * k, 1.1 * k));
        }
        curve.Eigenvalues = [.. Enumerable.Range(0, eigenvalues).Select(k => new Complex(0.1 * k, -1.0 / (k + 1)))];
        return curve;
    }

    private static byte[] Bytes(MnistCurve curve)
    {
        Checkpoint kept = new(Kind);
        curve.Save(kept);
        using MemoryStream stream = new();
        CheckpointFormat.Write(kept, stream);
        return stream.ToArray();
    }

    private static MnistCurve Load(byte[] bytes, MnistRun? run = null)
    {
        using MemoryStream stream = new(bytes);
        return MnistCurveState.Load(DataFile.Read(stream, "run", CheckpointFormat.Read), run ?? Which, Steps, Neurons);
    }

    private static List<long> Everything(MnistCurve curve) =>
    [
        (long)curve.End, curve.Elapsed.Ticks, curve.Final.Samples, Bits(curve.Final.Loss), Bits(curve.Final.Accuracy), curve.Final.Unsolved,
        .. curve.Steps.SelectMany(
            s =>
                (
                    long[])[Bits(s.TrainLoss), Bits(s.TrainAccuracy), Bits(s.TestLoss), Bits(s.TestAccuracy), s.Unsolved, s.Skipped,
                    Bits(s.Milliseconds)]),
        .. curve.Eigenvalues.SelectMany(value => (long[])[Bits(value.Real), Bits(value.Imaginary)]),
    ];

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
}

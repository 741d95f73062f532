using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;
using Xunit;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.Breakdown;

/// <summary>A finished run comes back from its file in the same bits, and from no other file.</summary>
public sealed class BreakdownCurveStateTests
{
    private const string Kind = "a run";
    private const int Steps = 5;
    private const int Every = 2;

    private static readonly BreakdownRun Which = new(BreakdownArm.AndersonKeep, 0.025, 7);

    [Theory]
    [InlineData(Steps, SolveStatus.StepLimit, 4)]
    [InlineData(4, SolveStatus.NonFinite, 3)]
    [InlineData(1, SolveStatus.NonFinite, 2)]
    public void A_run_comes_back_bit_for_bit(int steps, SolveStatus end, int probes)
    {
        BreakdownCurve curve = Curve(steps, end), back = Load(Bytes(curve));
        Assert.Equal(Everything(curve), Everything(back));
        Assert.Equal((end, steps, probes), (back.End, back.Steps.Count, back.Probes.Count));
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] whole = Bytes(Curve(Steps, SolveStatus.StepLimit));
        for (int length = 0; length < whole.Length; length++) Assert.Throws<DataFileException>(() => Load(whole[..length]));
    }

    [Fact]
    public void A_run_that_was_broken_off_is_not_kept() =>
        Assert.Contains(
            "anderson-keep-0.025-seed-7 was broken off after 2 steps",
            Assert.Throws<ArgumentException>(() => Bytes(Curve(2, SolveStatus.Cancelled))).Message, StringComparison.Ordinal);

    // Under a right checksum: files that a program could have written, but no run of this experiment.
    [Fact]
    public void What_does_not_go_together_is_refused()
    {
        byte[] whole = Bytes(Curve(Steps, SolveStatus.StepLimit));
        Refused(
            "'anderson-keep-0.025-seed-7', but 'euler-0.025-seed-7' is needed", () => Load(whole, Which with { Arm = BreakdownArm.Euler }));
        Refused("after 3 steps of 5", () => Load(Bytes(Curve(3, SolveStatus.StepLimit))));
        Refused("has 4 probes, but 5 steps have 3", () => Load(whole, every: 3));
        Refused("has a probe at step 3 where that of step 2 belongs", () => Load(Bytes(Curve(Steps, SolveStatus.StepLimit, probeAt: 3))));
        BreakdownCurve curve = Curve(Steps, SolveStatus.StepLimit);
        curve.Euler = curve.Euler with { Unsolved = -1 };
        Refused("'euler counts' holds -1", () => Load(Bytes(curve)));
        Refused("'run' is not there", () => BreakdownCurveState.Load(new Checkpoint(Kind), Which, Steps, Every));
    }

    private static void Refused(string words, Action load) =>
        Assert.Contains(words, Assert.Throws<DataFileException>(load).Message, StringComparison.Ordinal);

    /// <summary>Numbers of all kinds: NaN, infinities and a signed zero among them; every one of a step and of a probe another.</summary>
    private static BreakdownCurve Curve(int steps, SolveStatus end, int probeAt = Every)
    {
        BreakdownCurve curve = new(Which)
        {
            End = end, Elapsed = TimeSpan.FromTicks(987654321), SpectralRadius = 1.0 / 7, Exact = new(
                13, double.NaN, 1.0 / 3, 7), Euler = new(12, 0.1, -0.0, 1),
        };
        for (int k = 0; k < steps; k++)
        {
            curve.Add(
                new BreakdownStep(
                    1e-300 / (k + 1), k == 1 ? double.NaN : 0.1 * k, 2.5, double.PositiveInfinity, Math.PI, 1.1 * k, k, 5 * k, -0.0));
        }
        for (int k = 0; k < steps; k += Every) curve.Add(Probe(k == Every ? probeAt : k));
        curve.Add(Probe(steps));
        return curve;
    }

    private static SingularityProbe Probe(int step) => new(step, 4, 1, 2, 0.3 * step, double.NaN, 1e-9 * step, double.NegativeInfinity);

    private static byte[] Bytes(BreakdownCurve curve)
    {
        Checkpoint kept = new(Kind);
        curve.Save(kept);
        using MemoryStream stream = new();
        CheckpointFormat.Write(kept, stream);
        return stream.ToArray();
    }

    private static BreakdownCurve Load(byte[] bytes, BreakdownRun? run = null, int every = Every)
    {
        using MemoryStream stream = new(bytes);
        return BreakdownCurveState.Load(DataFile.Read(stream, "run", CheckpointFormat.Read), run ?? Which, Steps, every);
    }

    private static List<long> Everything(BreakdownCurve curve) =>
    [
        (long)curve.End, curve.Elapsed.Ticks, Bits(curve.SpectralRadius), .. Score(curve.Exact), .. Score(curve.Euler),
        .. curve.Steps.SelectMany(s => (long[])
        [
            Bits(s.TrainLoss), Bits(s.TrainAccuracy), Bits(s.TestLoss), Bits(s.TestAccuracy), Bits(s.UpdateNorm),
            Bits(s.LargestAdjoint), s.Unsolved, s.AdjointFailed, Bits(s.Milliseconds),
        ]),
        .. curve.Probes.SelectMany(p => (long[])
        [
            p.Step, p.Samples, p.Lost, p.Unstable, Bits(p.LargestAbscissa), Bits(p.NearestSingularity),
            Bits(p.EulerDistance), Bits(p.EulerResidual),
        ]),
    ];

    private static long[] Score(Score score) => [score.Samples, Bits(score.Loss), Bits(score.Accuracy), score.Unsolved];

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
}

using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;
using FixedPointKernels.Studies.ZhuRosenbaum.Mnist;
using Xunit;

namespace FixedPointKernels.Studies.Tests.Sweeps;

/// <summary>The columns of a step stand in the file of a finished run in the order that earlier files have, so that those go on.</summary>
public sealed class KeptRowsTests
{
    [Fact]
    public void Numbers_and_counts_of_a_step_keep_their_places()
    {
        MnistCurve curve = new(new(RuleTable.Linearized, 0.1, 0)) { End = SolveStatus.NonFinite };
        curve.Add(new MnistStep(1, 2, 3, 4, 5, 6, 7));
        Checkpoint kept = new("a run");
        curve.Save(kept);
        long[] failures = new long[2];
        kept.Read<long>("failures", failures, 1, 2);
        Assert.Equal([1, 2, 3, 4, 7], kept.Rows("steps", 5));
        Assert.Equal([5, 6], failures);
    }

    [Fact]
    public void Numbers_and_counts_of_a_probe_keep_their_places()
    {
        BreakdownCurve curve = new(new(BreakdownArm.Euler, 0.1, 0)) { End = SolveStatus.NonFinite };
        curve.Add(new BreakdownStep(1, 2, 3, 4, 5, 6, 7, 8, 9));
        curve.Add(new SingularityProbe(1, 2, 3, 4, 5, 6, 7, 8));
        Checkpoint kept = new("a run");
        curve.Save(kept);
        long[] failures = new long[2], counts = new long[4];
        kept.Read<long>("failures", failures, 1, 2);
        kept.Read<long>("probe counts", counts, 1, 4);
        Assert.Equal([1, 2, 3, 4, 5, 6, 9], kept.Rows("steps", 7));
        Assert.Equal([7, 8], failures);
        Assert.Equal([5, 6, 7, 8], kept.Rows("probes", 4));
        Assert.Equal([1, 2, 3, 4], counts);
    }
}

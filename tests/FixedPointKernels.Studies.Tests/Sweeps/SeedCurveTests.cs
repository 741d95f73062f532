using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Studies.Sweeps;
using Xunit;

namespace FixedPointKernels.Studies.Tests.Sweeps;

/// <summary>A curve over seeds ends where the first of its runs does, and the runs go on.</summary>
public sealed class SeedCurveTests
{
    [Fact]
    public void A_run_that_ended_early_ends_the_curve_and_no_other_run()
    {
        // The probe after a run's last step is at a step that the others have none at.
        CurveRun whole = SeedCurve.Of(4, [0, 10, 20, 25], [1, 2, 3, 4]), early = SeedCurve.Of(5, [0, 10, 13], [5, 8, 9]);
        Curve mean = SeedCurve.Of("mean", 2, [whole, early], Enumerable.Average);
        Assert.Equal(("mean", 2), (mean.Name, mean.Color));
        Assert.Equal([0.0, 10], mean.X);
        Assert.Equal([3.0, 5], mean.Y);
        Assert.Equal([whole, early], mean.Runs);
        Assert.Equal(["seed 4", "seed 5"], mean.Runs.Select(run => run.Name));
        Assert.Equal([1.0, 2], SeedCurve.Of("", 0, [whole, early], Enumerable.Min).Y);
        Assert.Empty(SeedCurve.Of("", 0, [whole], Enumerable.Average).Runs);
    }

    [Fact]
    public void The_runs_are_smoothed_as_their_mean_is()
    {
        CurveRun[] runs = [SeedCurve.Steps(0, [1.0, 4, 9], value => value), SeedCurve.Steps(1, [3.0, 0, 1], value => value)];
        Curve mean = SeedCurve.Of("", 0, runs, Enumerable.Average, values => [.. values.Reverse()]);
        Assert.Equal([5.0, 2, 2], mean.Y);
        Assert.Equal([[9.0, 4, 1], [1.0, 0, 3]], mean.Runs.Select(run => run.Y));
        Assert.Equal([0.0, 1, 2], mean.Runs[1].X);
    }
}

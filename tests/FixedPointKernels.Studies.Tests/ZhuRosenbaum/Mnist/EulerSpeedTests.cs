using System;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.ZhuRosenbaum.Mnist;
using Xunit;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.Mnist;

/// <summary>The table of speed counts the products of the samples that were scored, and its rows go together.</summary>
public sealed class EulerSpeedTests
{
    [Fact]
    public void Every_number_of_the_table_is_of_its_row()
    {
        // 2·500·10⁴·10⁴ operations a sample: 10¹¹. Samples: 250 + 40 where both are scored, 250 or 40 where one is, 30 at the end.
        MnistSettings settings = new() { Neurons = 10_000, BatchSize = 40 };
        MnistCurve curve = new(new(RuleTable.Euclidean, 1, 0)) { Final = new(30, 0, 0, 0) };
        curve.Add(new(1, 0.5, 1, 0.5, 0, 0, 1));
        for (int k = 0; k < 2; k++) curve.Add(new(1, 0.5, 1, double.NaN, 0, 0, 1));
        curve.Add(new(1, double.NaN, 1, 0.5, 0, 0, 1));
        EulerSpeed speed = EulerSpeed.Of<float>(settings, new SolverOptions { Method = SolverMethod.Euler, StepLimit = 500 }, 250, 1);
        TablePart table = speed.Table([curve, curve], TimeSpan.FromSeconds(12.34));
        Assert.Equal(["product operations", "peak of a core", "threads", "time at the peak", "wall time", "wall time beside it"],
            table.Rows.Select(row => row[0]));
        Assert.Equal(("172.0 Tflop", "1", "12.3 s"), (table.Rows[0][1], table.Rows[2][1], table.Rows[4][1]));
        double peak = Number(1, " GFLOP/s"), least = Number(3, " s"), ratio = Number(5, " x");

        // The peak is told to a tenth: at 1 GFLOP/s, slower than any processor here, 5 %.
        Assert.InRange(172_000 / least, peak - 0.1, peak + 0.1);
        Assert.Equal(12.34 / (172_000 / peak), ratio, 0.0006 + (0.1 / peak * ratio));
        Assert.Equal(least, Number(speed.Table([curve, curve], TimeSpan.Zero).Rows[3][1], " s"));

        double Number(object row, string unit) => double.Parse(
            (row is int k ? table.Rows[k][1] : (string)row)[..^unit.Length], CultureInfo.InvariantCulture);
    }
}

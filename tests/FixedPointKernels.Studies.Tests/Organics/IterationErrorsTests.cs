using System;
using System.Linq;
using FixedPointKernels.Reference;
using FixedPointKernels.Studies.Organics.Circuits;
using FixedPointKernels.Studies.Organics.Iteration;
using Xunit;
using TwinKind = FixedPointKernels.Reference.CircuitKind;

namespace FixedPointKernels.Studies.Tests.Organics;

/// <summary>Distances of the published iteration: the twin's, in the published range, whatever the threads.</summary>
public sealed class IterationErrorsTests
{
    private static readonly IterationErrors Drawn = IterationErrors.Run(new() { Trials = 30, Steps = 6, Seed = 4 }, new() { Threads = 2 });

    // The twin iterates from the same start and takes Newton's steps for the point.
    [Fact]
    public void Every_row_is_the_twins()
    {
        (double Y, double A)[][] all = [.. Drawn.Draws.Select(Distances)];
        foreach (IterationRow row in Drawn.Rows)
        {
            double[] y = [.. all.Select(one => one[row.Step].Y).Order()], a = [.. all.Select(one => one[row.Step].A).Order()];
            Assert.Equal(y.Average(), row.Y.Mean, 1e-9);
            Assert.Equal(y[^1], row.Y.Largest, 1e-9);
            Assert.Equal((y[14] + y[15]) / 2, row.Y.Median, 1e-9);
            Assert.Equal(Math.Sqrt(a.Sum(one => (one - a.Average()) * (one - a.Average())) / 29), row.A.Deviation, 1e-9);
            Assert.Equal(a[^1], row.A.Largest, 1e-9);
        }
    }

    [Fact]
    public void The_iteration_converges_within_the_published_range()
    {
        Assert.Equal(0, Drawn.Unsolved);
        Assert.InRange(Drawn.Rows[0].Y.Largest, 0.5, 5);
        Assert.True(Drawn.Rows[^1].Y.Mean < Drawn.Rows[0].Y.Mean / 1000);
    }

    [Fact]
    public void Circuits_are_of_the_ensemble_and_do_not_depend_on_threads()
    {
        IterationErrors again = IterationErrors.Run(new() { Trials = 30, Steps = 6, Seed = 4 }, new() { Threads = 1 });
        Assert.Equal(Drawn.Rows, again.Rows);
        foreach (CircuitDraw draw in Drawn.Draws)
        {
            Assert.Equal(1, Math.Sqrt(draw.Drive.Sum(one => one * one)), 1e-14);
            double[][] wr = Rows(draw.Circuit.Recurrent!.Values.ToArray());
            double[][] square = DenseMatrix.Multiply(DenseMatrix.Transpose(wr), wr);
            Assert.Equal(1, Spectrum.Of(square).Max(one => one.Real), 1e-12);
            Assert.All(draw.Circuit.Gains.ToArray().Concat(draw.Circuit.Pool.Values.ToArray()), one => Assert.InRange(one, 1e-300, 1));
        }
    }

    [Fact]
    public void What_is_called_off_leaves_what_there_is()
    {
        IterationErrors none = IterationErrors.Run(new() { Trials = 5 }, new() { Cancellation = new(canceled: true) });
        Assert.Empty(none.Rows);
        Assert.Equal(0, none.Unsolved);
    }

    private static (double Y, double A)[] Distances(CircuitDraw draw)
    {
        double[] tau = draw.Circuit.TauY.ToArray(), floor = draw.Circuit.Floor.ToArray();
        Circuit twin = new(
            TwinKind.Main, Rows(draw.Circuit.Pool.Values.ToArray()), Rows(draw.Circuit.Recurrent!.Values.ToArray()),
            draw.Circuit.Gains.ToArray(), [.. floor.Select(Math.Sqrt)], [.. floor.Select(_ => 1.0)], tau, tau);
        (double[] Y, double[] A)[] states = CircuitPoints.Iterate(twin, draw.Drive, 1, 60);
        (double[] pointY, double[] pointA) = CircuitPoints.Newton(twin, draw.Drive, states[^1].Y, states[^1].A, 4);
        return [.. states.Take(7).Select(one => (Distance(one.Y, pointY), Distance(one.A, pointA)))];
    }

    private static double Distance(double[] one, double[] other) => Math.Sqrt(one.Zip(other, (a, b) => (a - b) * (a - b)).Sum());

    private static double[][] Rows(double[] matrix) => [.. matrix.Chunk((int)Math.Sqrt(matrix.Length))];
}

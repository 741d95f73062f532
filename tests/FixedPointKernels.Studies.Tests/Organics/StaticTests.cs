using System.IO;
using System.Linq;
using System.Threading;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Organics.Images;
using FixedPointKernels.Studies.Organics.Static;
using FixedPointKernels.Studies.Tests.Support;
using Xunit;

namespace FixedPointKernels.Studies.Tests.Organics;

/// <summary>Static training: broken off and gone on with, it is the run that nothing happened to.</summary>
public sealed class StaticTests
{
    private static readonly StaticSettings Settings = new() { Epochs = 4, BatchSize = 10, Spectra = 5, SpectraOfEpoch = 2 };

    [Theory]
    [InlineData(ClassifierKind.Identity, "5")]
    [InlineData(ClassifierKind.Generic, "4,3")]
    [InlineData(ClassifierKind.Plain, "3")]
    public void A_run_that_was_broken_off_goes_on_in_the_same_bits(ClassifierKind kind, string layers)
    {
        StaticSweep<double> sweep = new(DrawnImages.Parts(), Settings);
        StaticRun[] runs = [new(kind, layers, 3)];
        StaticCurve whole = sweep.Run(runs, new() { Threads = 1 }).Single();
        Assert.Equal(SolveStatus.StepLimit, whole.End);
        int perEpoch = sweep.Steps / Settings.Epochs;
        KeptStates states = new();
        using CancellationTokenSource stop = new();
        int steps = 0;
        void Count()
        {
            if (++steps == (2 * perEpoch) + 1) stop.Cancel();
        }

        StaticCurve broken = sweep.Run(runs, new() { Threads = 1, States = states, Cancellation = stop.Token, Advanced = Count }).Single();
        Assert.Equal((SolveStatus.Cancelled, 2), (broken.End, broken.Steps.Count));
        StaticCurve again = sweep.Run(runs, new() { Threads = 2, States = states }).Single();
        Assert.Equal(whole.Steps.Select(Numbers), again.Steps.Select(Numbers));
        Assert.Equal((whole.Best, whole.Last, whole.BestEpoch), (again.Best, again.Last, again.BestEpoch));
        Assert.Equal(whole.Told, again.Told);
        Assert.Equal(whole.Largest, again.Largest);
        Assert.Equal(kind == ClassifierKind.Plain ? 0 : 5 * runs[0].Units.Count, whole.Largest.Length);
        if (kind != ClassifierKind.Plain) Assert.Equal(0, whole.WithoutStable);
    }

    // Images (1, 5), (2, 3), (NaN, 9), (-4, -6): the largest by layer of those with a point are 5, 3, -4.
    [Fact]
    public void The_median_is_over_images_of_their_largest_layer()
    {
        StaticEpoch row = StaticSweep<double>.Row(default, 4, [1, 5, 2, 3, double.NaN, 9, -4, -6]);
        Assert.Equal((5, 3), (row.MaxReal, row.MedianReal));
        row = StaticSweep<double>.Row(default, 2, [double.NaN, double.NaN]);
        Assert.True(double.IsNaN(row.MaxReal) && double.IsNaN(row.MedianReal));
        row = StaticSweep<double>.Row(default, 2, []);
        Assert.True(double.IsNaN(row.MaxReal) && double.IsNaN(row.MedianReal));
    }

    [Fact]
    public void One_image_cannot_be_divided()
    {
        Dataset one = new("one", 1, 2, [1.0], [0]);
        Assert.Contains("1 training image", Assert.Throws<DataFileException>(() => MnistParts.Of(new(one, one, "one image"))).Message);
    }

    [Fact]
    public void A_finished_run_is_kept_bit_for_bit()
    {
        StaticSweep<double> sweep = new(DrawnImages.Parts(), Settings with { Epochs = 2 });
        StaticRun run = new(ClassifierKind.Identity, "4", 1);
        StaticCurve curve = sweep.Run([run], new() { Threads = 1 }).Single();
        Checkpoint kept = new("a run");
        curve.Save(kept);
        string file = Path.GetTempFileName();
        kept.Write(file);
        StaticCurve read = sweep.Load(Checkpoint.Read(file, "a run"), run);
        File.Delete(file);
        Assert.Equal(curve.Steps, read.Steps);
        Assert.Equal((curve.Best, curve.Last, curve.BestEpoch, curve.Elapsed), (read.Best, read.Last, read.BestEpoch, read.Elapsed));
        Assert.Equal(curve.Told, read.Told);
        Assert.Equal(curve.Largest, read.Largest);
    }

    [Fact]
    public void The_published_order_of_pixels_is_one() =>
        Assert.Equal(Enumerable.Range(0, 784), MnistParts.PixelOrder().Order());

    [Fact]
    public void No_image_is_in_two_parts()
    {
        MnistParts parts = DrawnImages.Parts();
        Assert.Equal((38, 2, 12), (parts.Train.Count, parts.Validation.Count, parts.Test.Count));
    }

    // Wall time is of the run.
    private static StaticEpoch Numbers(StaticEpoch epoch) => epoch with { Scores = epoch.Scores with { Seconds = 0 } };
}

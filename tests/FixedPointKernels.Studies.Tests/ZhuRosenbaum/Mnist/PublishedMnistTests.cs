using System;
using System.Linq;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Rules;
using FixedPointKernels.Studies.ZhuRosenbaum.Mnist;
using FixedPointKernels.Studies.ZhuRosenbaum.Published;
using Xunit;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.Mnist;

/// <summary>The embedded published runs are those of the published table.</summary>
public sealed class PublishedMnistTests
{
    // Means of the last 10 steps as printed: accuracies to 0.1 %, losses to 0.01, so half a unit of the last digit apart at most.
    [Theory]
    [InlineData("euclidean", "14.6 35.1 59.1 63.7 25.3", "2.26 2.08 1.74 1.32 2.18")]
    [InlineData("linearized", "67.5 77.9 81.9 84.7 86.7", "1.66 1.15 .84 .65 .50")]
    [InlineData("variant", "52.8 69.3 76.5 81.7 82.2", "1.89 1.60 1.25 .89 .78")]
    public void Means_of_the_last_steps_are_the_published_table(string named, string accuracies, string losses)
    {
        RuleEntry rule = Named.Rule(named);
        PublishedRun[] runs = [.. PublishedMnist.Load().Where(run => run.Rule == rule).OrderBy(run => run.Rate)];
        Assert.Equal(MnistRates.Of(rule), runs.Select(run => run.Rate));
        Assert.All(
            runs.Zip(Numbers(accuracies)),
            pair => Assert.InRange(100 * pair.First.TestAccuracy[^10..].Average(), pair.Second - 0.0501, pair.Second + 0.0501));
        Assert.All(
            runs.Zip(Numbers(losses)),
            pair => Assert.InRange(pair.First.TestLoss[^10..].Average(), pair.Second - 0.00501, pair.Second + 0.00501));
    }

    [Fact]
    public void Every_run_has_all_steps_and_300_eigenvalues_in_conjugate_pairs()
    {
        Assert.All(PublishedMnist.Load(), run =>
        {
            Assert.All(run.TrainLoss, loss => Assert.InRange(loss, 0.1, 20));
            Assert.All(run.TestAccuracy, share => Assert.InRange(share, 0, 1));
            Assert.Equal(300, run.Eigenvalues.Count);
            Assert.InRange(Math.Abs(run.Eigenvalues.Sum(value => value.Imaginary)), 0, 1e-9);
        });
    }

    private static double[] Numbers(string text) =>
        [.. text.Split(' ').Select(word => double.Parse(word, System.Globalization.CultureInfo.InvariantCulture))];
}

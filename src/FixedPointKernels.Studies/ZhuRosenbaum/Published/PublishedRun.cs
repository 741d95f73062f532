using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Published;

/// <summary>One published run: a rule at a rate.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Rate">η.</param>
public sealed record PublishedRun(RuleEntry Rule, double Rate)
{
    /// <summary>Cross-entropy of the training batch, by step.</summary>
    public double[] TrainLoss { get; } = new double[PublishedMnist.Steps];

    /// <summary>Share of the training batch that was right, by step.</summary>
    public double[] TrainAccuracy { get; } = new double[PublishedMnist.Steps];

    /// <summary>Cross-entropy of the batch of test images, by step.</summary>
    public double[] TestLoss { get; } = new double[PublishedMnist.Steps];

    /// <summary>Share of the batch of test images that was right, by step.</summary>
    public double[] TestAccuracy { get; } = new double[PublishedMnist.Steps];

    /// <summary>The eigenvalues of W after the last step.</summary>
    public List<Complex> Eigenvalues { get; } = [];
}

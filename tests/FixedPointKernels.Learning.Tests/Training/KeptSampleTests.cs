using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Learning.Tests.Training;

/// <summary>Samples that fail, kept in the update as they are: at states short of the fixed point, with adjoints that are none, and with
/// NaN.</summary>
public sealed class KeptSampleTests
{
    private const double Rate = 0.3;
    private const int Iterations = 3;

    // r ← f(W r + x) contracts at this gain, so that the third image of r = 0 is the best point seen, and is 1e-3 and more from the fixed
    // point.
    private static readonly TrainingSettings Short = new()
    {
        Rate = Rate, BatchSize = 21, Solver = new SolverOptions { Method = SolverMethod.Iterate, StepLimit = Iterations },
    };

    [Theory, Trait("Leg", "Any")]
    [InlineData("euclidean")]
    [InlineData("linearized")]
    [InlineData("variant")]
    public void A_sample_short_of_its_fixed_point_contributes_from_where_it_is(string named)
    {
        RuleEntry rule = Named.Rule(named);
        int[] chosen = SmallTask.First(21);
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        TwinStep twin = new(model, SmallTask.Data, chosen);

        // A plain iteration is an Euler step of 1.
        double[][] r = twin.Rates(stepSize: 1, Iterations);
        double[][] change = twin.Change(rule, Rate, r);
        double[][] expected = Twin.DenseMatrix.Add(twin.W, change);
        using Trainer<double> trainer = new(model, Short with { Rule = rule, KeepFailedSamples = true });
        StepReport report = trainer.Step(SmallTask.Data, chosen);
        Assert.Equal((21, 0, true), (report.Unsolved, report.Skipped, report.Applied));
        Assert.Equal(twin.Loss(r), report.Loss, 1e-12);

        // An update of 7×7 sums of 21 products, at a condition of I − G W below 10: some hundred roundings of the step's size.
        double size = Twin.DenseMatrix.Largest(change);
        double error = Twin.DenseMatrix.Largest(Twin.DenseMatrix.Subtract(expected, SmallTask.Rows(model.Network.Weights, 7)));
        Assert.True(error <= 1e-12 * size, $"error {error:E2} of a step of {size:E2}");
    }

    [Theory]
    [InlineData("euclidean")]
    [InlineData("linearized")]
    public void Without_the_setting_it_contributes_nothing(string named)
    {
        RuleEntry rule = Named.Rule(named);
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        double[] before = model.Network.Weights.ToArray();
        using Trainer<double> trainer = new(model, Short with { Rule = rule });
        StepReport report = trainer.Step(SmallTask.Data, SmallTask.First(21));
        Assert.Equal((21, double.NaN, true), (report.Unsolved, report.Loss, report.Applied));
        Assert.Equal(before, model.Network.Weights.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_failed_adjoint_is_kept_as_the_solver_left_it_or_left_out(bool keep)
    {
        // No term of the series after the first: λ = G e, whose residual max|Wᵀ G e| no sample of this network has below 1e-10.
        int[] chosen = SmallTask.First(21);
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        TwinStep twin = new(model, SmallTask.Data, chosen);
        double[][] r = twin.Rates();
        double[][] expected = twin.W;
        if (keep) expected = Twin.DenseMatrix.Add(twin.W, OneStep(twin, r));
        using Trainer<double> trainer = new(model, new TrainingSettings
        {
            Rule = RuleTable.Euclidean, Rate = Rate, BatchSize = 21, Adjoint = AdjointOptions.OneStep, KeepFailedSamples = keep,
        });
        StepReport report = trainer.Step(SmallTask.Data, chosen);
        Assert.Equal((0, 21, true), (report.Unsolved, report.Skipped, report.Applied));

        // Fixed points to 1e-10, entries of the step below 1: its derivative along r is of the order of the rate.
        double error = Twin.DenseMatrix.Largest(Twin.DenseMatrix.Subtract(expected, SmallTask.Rows(model.Network.Weights, 7)));
        Assert.True(error <= 1e-9, $"error {error:E2}");
    }

    [Theory]
    [InlineData("euclidean")]
    [InlineData("linearized")]
    public void A_sample_without_any_finite_state_makes_the_update_NaN_and_it_is_not_applied(string named)
    {
        RuleEntry rule = Named.Rule(named);
        // x = 1e308 · 2 overflows for sample 1 alone.
        double[] weights = [0.1, 0.2, 0.3, 0.4];
        RateNetwork<double, Tanh> network = new(weights, 2);
        network.SetInputWeights([1e308, 0, 0, 1], 2);
        Model<double, Tanh> model = new(network, [0, 1, 0, 2], 2);
        Dataset data = new("one overflows", 2, 2, [0, 10, 200, 10], [1, 0], 100);
        TrainingSettings settings = new() { Rule = rule, Rate = 0.1, BatchSize = 2 };
        using Trainer<double> keeps = new(model, settings with { KeepFailedSamples = true });
        StepReport kept = keeps.Step(data, [0, 1]);
        Assert.Equal((1, false), (kept.Unsolved, kept.Applied));
        Assert.Equal(weights, model.Network.Weights.ToArray());
        using Trainer<double> skips = new(model, settings);
        StepReport skipped = skips.Step(data, [0, 1]);
        Assert.Equal((1, true), (skipped.Unsolved, skipped.Applied));
        Assert.NotEqual(weights, model.Network.Weights.ToArray());
    }

    [Fact]
    public void Scores_count_it_as_wrong_all_the_same()
    {
        using Trainer<double> trainer = new(SmallTask.Model<double, Tanh>(), Short with { KeepFailedSamples = true });
        Assert.Equal(new Score(21, double.NaN, 0, 21), trainer.Evaluate(SmallTask.Data));
    }

    [Fact]
    public void Where_no_sample_fails_the_setting_changes_nothing()
    {
        double[][] learned = Array.ConvertAll([true, false], keep =>
        {
            Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
            using Trainer<double> trainer = new(
                model, new TrainingSettings { Rule = RuleTable.Euclidean, BatchSize = 21, KeepFailedSamples = keep });
            for (int step = 0; step < 3; step++) Assert.Equal(0, trainer.Step(SmallTask.Data, SmallTask.First(21)).Unsolved);
            return model.Network.Weights.ToArray();
        });
        Assert.Equal(learned[0], learned[1]);
    }

    // −η mean (G e) rᵀ.
    private static double[][] OneStep(TwinStep twin, double[][] r)
    {
        double[][] g = Array.ConvertAll(r, row => Array.ConvertAll(row, value => 1 - (value * value)));
        double[][] zero = Twin.DenseMatrix.Zeros(7, 7);
        return Twin.EuclideanRule.Step(zero, g, r, twin.Errors(r), Rate);
    }
}

using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Learning.Tests.Training;

/// <summary>One step of the trainer is the twin's, for every rule and optimizer.</summary>
public sealed class StepTests
{
    // Newton to rounding: |r − r*| ≲ 1e-14, and the factors depend on r through ‖(I − G W)⁻¹‖ and second slopes, together below 10².
    private const double Tolerance = 1e-11;

    private static readonly SolverOptions Exact = new() { Method = SolverMethod.Newton, Tolerance = 1e-12, PolishSteps = 3 };

    public static TheoryData<string> RulesAtFixedPoints => [.. RuleTable.All.Where(rule => rule.IsBySample).Select(rule => rule.Name)];

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(RulesAtFixedPoints))]
    public void A_step_is_the_twins(string named)
    {
        RuleEntry rule = Named.Rule(named);
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>(gain: 0.8);
        int[] chosen = [3, 0, 20, 7, 7];
        TwinStep twin = new(model, SmallTask.Data, chosen);
        double[][] r = twin.Rates();
        double[][] expected = Twin.WeightDecay.Apply(twin.W, twin.Change(rule, 0.3, r), 0.3, 0.02);
        using Trainer<double> trainer = new(
            model, new TrainingSettings { Rule = rule, Rate = 0.3, WeightDecay = 0.02, BatchSize = 5, Solver = Exact });
        StepReport report = trainer.Step(SmallTask.Data, chosen);
        Assert.True(report.Applied);
        Assert.Equal((0, 0), (report.Unsolved, report.Skipped));
        Assert.Equal(twin.Loss(r), report.Loss, 1e-12);
        AssertClose(twin.W, expected, model);
    }

    [Theory]
    [InlineData(0.05, 40, 5)]
    [InlineData(0.2, 7, 21)]
    public void A_step_through_time_is_the_twins(double stepSize, int steps, int batch)
    {
        // 21 samples are two chunks, the second of five rows.
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        int[] chosen = SmallTask.First(batch);
        TwinStep twin = new(model, SmallTask.Data, chosen);
        double[][] expected = Twin.WeightDecay.Apply(twin.W, twin.ChangeThroughTime(0.3, stepSize, steps), 0.3, 0.02);
        using Trainer<double> trainer = new(model, new TrainingSettings
        {
            Rule = RuleTable.ThroughTime,
            Rate = 0.3,
            WeightDecay = 0.02,
            BatchSize = batch,
            Solver = new SolverOptions { Method = SolverMethod.Euler, StepSize = stepSize, StepLimit = steps },
        });
        StepReport report = trainer.Step(SmallTask.Data, chosen);
        Assert.Equal(twin.Loss(twin.Rates(stepSize, steps)), report.Loss, 1e-12);
        AssertClose(twin.W, expected, model);
    }

    [Fact]
    public void A_rule_after_Euler_steps_takes_the_rates_and_gains_where_they_stopped()
    {
        // Ten steps of 0.1 end far from the fixed point: the residual is around e⁻¹ of the first one.
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        int[] chosen = SmallTask.First(5);
        TwinStep twin = new(model, SmallTask.Data, chosen);
        double[][] r = twin.Rates(0.1, 10);
        double[][] expected = Twin.DenseMatrix.Add(twin.W, twin.Change(RuleTable.Linearized, 0.3, r));
        using Trainer<double> trainer = new(model, new TrainingSettings
        {
            Rate = 0.3,
            BatchSize = 5,
            Solver = new SolverOptions { Method = SolverMethod.Euler, StepSize = 0.1, StepLimit = 10 },
        });
        StepReport report = trainer.Step(SmallTask.Data, chosen);
        Assert.Equal(0, report.Unsolved);
        Assert.Equal(twin.Loss(r), report.Loss, 1e-12);
        AssertClose(twin.W, expected, model);
    }

    [Theory]
    [InlineData(OptimizerKind.Momentum, null, null, null, null)]
    [InlineData(OptimizerKind.Momentum, 0.5, null, null, null)]
    [InlineData(OptimizerKind.Adam, null, null, null, null)]
    [InlineData(OptimizerKind.Adam, null, 0.6, 0.7, 1e-3)]
    public void Optimizers_step_along_the_mean_direction(
        OptimizerKind kind, double? momentum, double? beta1, double? beta2, double? epsilon)
    {
        const double rate = 0.01, decay = 0.1;
        (double mu, double b1, double b2, double small) = (momentum ?? 0.9, beta1 ?? 0.9, beta2 ?? 0.999, epsilon ?? 1e-8);
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        using Trainer<double> trainer = new(model, new TrainingSettings
        {
            Optimizer = kind, Rate = rate, WeightDecay = decay, BatchSize = 6, Solver = Exact, Momentum = momentum, Beta1 = beta1,
            Beta2 = beta2, Epsilon = epsilon,
        });
        double[][] first = Twin.DenseMatrix.Zeros(7, 7), second = Twin.DenseMatrix.Zeros(7, 7);
        for (int step = 1; step <= 3; step++)
        {
            int[] chosen = [step, step + 4, step + 9];
            TwinStep twin = new(model, SmallTask.Data, chosen);
            double[][] direction = twin.Change(RuleTable.Linearized, -1, twin.Rates());
            double[][] expected = Twin.DenseMatrix.Zeros(7, 7);
            for (int i = 0; i < 7; i++)
            {
                for (int j = 0; j < 7; j++)
                {
                    double d = direction[i][j];
                    double move;
                    if (kind == OptimizerKind.Momentum)
                    {
                        move = first[i][j] = (mu * first[i][j]) + d;
                    }
                    else
                    {
                        first[i][j] = (b1 * first[i][j]) + ((1 - b1) * d);
                        second[i][j] = (b2 * second[i][j]) + ((1 - b2) * d * d);
                        move = first[i][j] / (1 - Math.Pow(b1, step)) / (Math.Sqrt(second[i][j] / (1 - Math.Pow(b2, step))) + small);
                    }

                    expected[i][j] = twin.W[i][j] - (rate * move) - (rate * decay * twin.W[i][j]);
                }
            }

            Assert.True(trainer.Step(SmallTask.Data, chosen).Applied);

            // Adam divides by |d|: an entry of 1e-4 of the largest carries 10⁴ times its relative error.
            AssertClose(twin.W, expected, model, kind == OptimizerKind.Adam ? 1e-7 : Tolerance);
        }
    }

    [Fact]
    public void The_schedule_goes_by_step_from_the_first_to_the_last()
    {
        // Five steps, two of them warm-up: 1/2, 1, then the cosine from 1 by its middle to F. Every step is the one of a constant rate of
        // that size, from where it starts.
        const double rate = 0.3, final = 0.1;
        double[] factors = [0.5, 1, 1, (1 + final) / 2, final];
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        int[] chosen = SmallTask.First(5);
        TrainingSettings settings = new() { Rate = rate, BatchSize = 5 };
        using Trainer<double> trainer = new(
            model, settings with { Schedule = new RateSchedule { Decay = RateDecay.Cosine, Steps = 5, WarmUp = 2, Final = final } });
        foreach (double factor in factors)
        {
            Model<double, Tanh> other = SmallTask.Model<double, Tanh>();
            other.Network.Recurrent.Set(model.Network.Weights);
            double[] before = model.Network.Weights.ToArray();
            using Trainer<double> constant = new(other, settings with { Rate = rate * factor });
            trainer.Step(SmallTask.Data, chosen);
            constant.Step(SmallTask.Data, chosen);
            double step = Enumerable.Range(0, before.Length).Max(i => Math.Abs(model.Network.Weights[i] - before[i]));
            Assert.True(step > 1e-4, $"the step of {step} tests nothing");

            // The factors differ in their last bit, cos π/2 being 6e-17.
            for (int i = 0; i < before.Length; i++) Assert.Equal(other.Network.Weights[i], model.Network.Weights[i], 1e-15);
        }
    }

    [Fact]
    public void A_short_last_batch_finds_its_room()
    {
        // Products sum 300 samples in blocks of 150, but 237 in one: the room for the largest batch must do for that too.
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        using Trainer<double> trainer = new(model, new TrainingSettings { BatchSize = 300, Rate = 0.1 });
        for (int batch = 300; batch > 0; batch -= 63)
        {
            int[] chosen = Array.ConvertAll(SmallTask.First(batch), k => k % SmallTask.Samples);
            Assert.True(trainer.Step(SmallTask.Data, chosen).Applied);
        }
    }

    public static TheoryData<string> Rules => [.. RuleTable.TrainedNames];

    /// <summary>17 to 21 samples are two chunks of the rule through time, 5 are one: nothing of the larger batch may be counted or added
    /// again.</summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public void A_short_batch_after_a_full_one_is_that_of_a_new_trainer(string named)
    {
        RuleEntry rule = Named.Rule(named);
        TrainingSettings settings = new()
        {
            Rule = rule, Parts = NetworkParameters.All, GradientOptimizer = OptimizerKind.Sgd, Rate = 0.1, InputRate = 0.1,
            ReadoutRate = 0.1, BatchSize = 21,
            Solver = rule == RuleTable.ThroughTime
                ? new SolverOptions { Method = SolverMethod.Euler, StepSize = 0.2, StepLimit = 10 }
                : null,
        };
        Model<double, Tanh> used = SmallTask.Model<double, Tanh>(), other = SmallTask.Model<double, Tanh>();
        using Trainer<double> trainer = new(used, settings);
        Assert.True(trainer.Step(SmallTask.Data, SmallTask.First(21)).Applied);
        other.Network.Recurrent.Set(used.Network.Weights);
        other.Network.Input!.Set(used.Network.Input!.Values);
        other.Network.SetBias(used.Network.Bias);
        Assert.True(other.Parameters[3].TrySet(used.Readout));
        using Trainer<double> fresh = new(other, settings);
        StepReport expected = fresh.Step(SmallTask.Data, SmallTask.First(5)), report = trainer.Step(SmallTask.Data, SmallTask.First(5));
        Assert.Equal(
            (expected.Loss, expected.Accuracy, expected.Unsolved, expected.Skipped),
            (report.Loss, report.Accuracy, report.Unsolved, report.Skipped));
        Assert.Equal(other.Network.Weights.ToArray(), used.Network.Weights.ToArray());
        Assert.Equal(other.Network.Input.Values.ToArray(), used.Network.Input.Values.ToArray());
        Assert.Equal(other.Network.Bias.ToArray(), used.Network.Bias.ToArray());
        Assert.Equal(other.Readout.ToArray(), used.Readout.ToArray());
    }

    [Fact]
    public void Training_lowers_the_loss()
    {
        Model<float, Tanh> model = SmallTask.Model<float, Tanh>(neurons: 12);
        using Trainer<float> trainer = new(model, new TrainingSettings { BatchSize = 21, Rate = 0.2 });
        double before = trainer.Evaluate(SmallTask.Data).Loss;
        for (int step = 0; step < 30; step++) trainer.Step(SmallTask.Data, SmallTask.First(21));
        Assert.True(trainer.Evaluate(SmallTask.Data).Loss < 0.9 * before);
    }

    // The step, not W, sets the scale: an error in ΔW may not hide behind W.
    private static void AssertClose(double[][] old, double[][] expected, Model<double, Tanh> model, double tolerance = Tolerance)
    {
        double[][] actual = SmallTask.Rows(model.Network.Weights, old.Length);
        double scale = Twin.DenseMatrix.Largest(Twin.DenseMatrix.Subtract(expected, old));
        double error = Twin.DenseMatrix.Largest(Twin.DenseMatrix.Subtract(expected, actual));
        Assert.True(scale > 1e-4, $"the step of {scale} tests nothing");
        Assert.True(error <= tolerance * scale, $"error {error:E2} of a step of {scale:E2}");
    }
}

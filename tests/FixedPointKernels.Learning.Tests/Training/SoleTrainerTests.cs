using System;
using System.Numerics;
using System.Threading.Tasks;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Simd;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Training;

/// <summary>A trainer takes one call at a time and notices who else writes into its network; sizes and rates that cannot be are refused
/// before anything is made.</summary>
public sealed class SoleTrainerTests
{
    [ThreadStatic]
    private static Action? next;

    [Fact]
    public void A_second_thread_in_a_trainer_is_refused_and_spoils_nothing()
    {
        foreach (RuleEntry rule in new[] { RuleTable.Linearized, RuleTable.ThroughTime })
        {
            Model<double, Hooked> model = SmallTask.Model<double, Hooked>(), alone = SmallTask.Model<double, Hooked>();
            TrainingSettings settings = new() { Rule = rule, BatchSize = 8, Rate = 0.1 };
            using Trainer<double> trainer = new(model, settings), single = new(alone, settings);
            int[] chosen = SmallTask.First(8);
            Checkpoint checkpoint = new("a test");
            trainer.Save(checkpoint, "");
            Action[] calls =
            [
                () =>
                    trainer.Step(SmallTask.Data, chosen), () =>
                        trainer.Measure(SmallTask.Data, chosen), () => trainer.Evaluate(SmallTask.Data), trainer.Forget,
                () => trainer.Save(new("a test"), ""), () => trainer.Load(checkpoint, ""),
            ];
            foreach (Action second in calls)
            {
                single.Step(SmallTask.Data, chosen);
                Refused(() => trainer.Step(SmallTask.Data, chosen), second);
                Assert.Equal(alone.Network.Weights.ToArray(), model.Network.Weights.ToArray());
                Refused(() => trainer.Measure(SmallTask.Data, chosen), second);
                Refused(() => trainer.Evaluate(SmallTask.Data), second);
            }

            // What throws leaves.
            Assert.Throws<ArgumentException>(() => trainer.Step(SmallTask.Data, []));
            Assert.Throws<ArgumentException>(() => trainer.Measure(SmallTask.Data, []));
            Assert.Throws<DataFileException>(() => trainer.Load(new("a test"), ""));
            trainer.Step(SmallTask.Data, chosen);
        }
    }

    [Fact]
    public void An_update_by_somebody_else_in_the_middle_of_a_step_is_thrown_and_no_step_is_taken()
    {
        foreach (RuleEntry rule in new[] { RuleTable.Linearized, RuleTable.Euclidean, RuleTable.ThroughTime })
        {
            Model<double, Hooked> model = SmallTask.Model<double, Hooked>();
            using Trainer<double> trainer = new(model, new() { Rule = rule, BatchSize = 8 });
            double[] zero = new double[model.Network.Weights.Length];
            next = () => model.Network.Recurrent.Set(zero);
            string message = Assert.Throws<InvalidOperationException>(() => trainer.Step(SmallTask.Data, SmallTask.First(8))).Message;
            Assert.Contains("updated while it was in use", message, StringComparison.Ordinal);
            Assert.Equal(zero, model.Network.Weights.ToArray());
            Assert.Equal(0, trainer.StepsTaken);
            Assert.True(trainer.Step(SmallTask.Data, SmallTask.First(8)).Applied);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e200)]
    public void A_rate_or_a_decay_that_is_not_finite_in_the_element_type_is_refused(double bad)
    {
        TrainingSettings[] settings =
        [
            new() { Rate = bad }, new() { WeightDecay = bad }, new() { Parts = NetworkParameters.All, InputRate = bad }, new()
            {
                Parts = NetworkParameters.All, ReadoutRate = bad,
            },
            new() { Rate = bad, Optimizer = OptimizerKind.Adam }, new() { Rate = bad, Optimizer = OptimizerKind.Momentum },
        ];
        foreach (TrainingSettings one in settings)
            Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<float>(SmallTask.Model<float, Tanh>(), one));
    }

    [Fact]
    public void A_model_of_a_hundred_thousand_neurons_says_what_it_would_take()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(
            () => Model<float, Tanh>.Random(100_000, 784, 10, 1));
        Assert.Equal("neurons", refusal.ParamName);
        Assert.StartsWith(
            "neurons = 100000 needs 111.8 GiB for the weights and their two packed copies; here the largest neurons that fits is ",
            refusal.Message, StringComparison.Ordinal);
        Assert.Equal(
            "features", Assert.Throws<ArgumentOutOfRangeException>(() => Model<float, Tanh>.Random(300, int.MaxValue, 10, 1)).ParamName);
        Assert.Equal(
            "classes", Assert.Throws<ArgumentOutOfRangeException>(() => Model<float, Tanh>.Random(300, 784, int.MaxValue, 1)).ParamName);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void A_default_score_has_no_loss_and_no_stability()
    {
        Assert.True(double.IsNaN(default(Score).Loss) && double.IsNaN(default(StableSamples).LargestAbscissa));
        Assert.False(default(StepReport).Applied);
        Assert.Equal((0.25, -1.0), (new Score(1, 0.25, 1, 0).Loss, new StableSamples(1, 1, -1).LargestAbscissa));
    }

    private static void Refused(Action first, Action second)
    {
        Exception? refusal = null;
        next = () => refusal = Task.Run(() => Record.Exception(second)).GetAwaiter().GetResult();
        first();
        Assert.Null(next);
        Assert.Contains("one trainer per thread", Assert.IsType<InvalidOperationException>(refusal).Message, StringComparison.Ordinal);
    }

    private readonly struct Hooked : IActivation
    {
        public V Value<S, V, T>(V z)
            where S : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Action? now = next;
            next = null;
            now?.Invoke();
            return default(Tanh).Value<S, V, T>(z);
        }

        public V Slope<S, V, T>(V z, V value)
            where S : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => default(Tanh).Slope<S, V, T>(z, value);
    }
}

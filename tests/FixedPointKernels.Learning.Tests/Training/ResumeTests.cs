using System;
using System.Linq;
using System.Runtime.InteropServices;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Training;

/// <summary>Steps, a checkpoint written and read into a new trainer of a new model, and more steps end in the bits of all the steps in one
/// go.</summary>
public sealed class ResumeTests : IDisposable
{
    // The stability is looked at every ten steps: before the checkpoint and after it.
    private const int Before = 13;
    private const int After = 9;

    private static readonly int[] Offsets = [0, 1, 3, 4, 7, 11];

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, OptimizerKind, string> Settings
    {
        get
        {
            TheoryData<string, OptimizerKind, string> all = [];
            foreach (RuleEntry rule in RuleTable.OfFixedPoints.Where(rule => rule.IsTrained))
            {
                bool any = !rule.RateInside;
                foreach (string parts in (string[])["Recurrent", "Recurrent,Input,Bias,Readout"])
                {
                    all.Add(rule.Name, OptimizerKind.Sgd, parts);
                    if (any) all.Add(rule.Name, OptimizerKind.Momentum, parts);
                    if (any) all.Add(rule.Name, OptimizerKind.Adam, parts);
                }
            }

            return all;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Settings))]
    public void Every_rule_optimizer_and_part_goes_on_with_the_same_bits(string named, OptimizerKind optimizer, string parts)
    {
        RuleEntry rule = Named.Rule(named);
        TrainingSettings settings = new()
        {
            Rule = rule, Rate = 0.01, Optimizer = optimizer, GradientOptimizer = optimizer, Parts = new ParameterSet(
                parts.Split(',')), BatchSize = 6, WeightDecay = 0.01,
            Schedule = new RateSchedule { Decay = RateDecay.Cosine, Steps = Before + After, WarmUp = 2 },
            Solver = rule == RuleTable.ThroughTime ? SolverOptions.PublishedEuler : null,
        };
        Compare<double>(settings);
        Compare<float>(settings);
    }

    [Theory]
    [InlineData(SolverMethod.Chord, AdjointMethod.Direct)]
    [InlineData(SolverMethod.Auto, AdjointMethod.Shared)]
    [InlineData(SolverMethod.Auto, AdjointMethod.Gmres)]
    public void Shared_inverses_go_on_with_the_same_bits_from_where_both_forget(SolverMethod solver, AdjointMethod adjoint)
    {
        TrainingSettings settings = new()
        {
            Rule = RuleTable.Euclidean, Rate = 0.5, BatchSize = 6, Threads = 2, Solver = new SolverOptions
            {
                Method = solver,
            }, Adjoint = new AdjointOptions
            {
                Method = adjoint,
            },
        };
        Assert.True(settings.SharesBatch);
        Compare<double>(settings);
    }

    [Fact]
    public void What_keeps_fixed_points_stable_goes_on_with_the_same_bits() =>
        Compare<double>(new TrainingSettings { Rate = 0.01, BatchSize = 6, KeepStable = 0.9 });

    [Fact]
    public void Another_model_or_a_weight_that_is_not_finite_is_refused_and_changes_nothing()
    {
        TrainingSettings settings = new() { BatchSize = 6 };
        using Trainer<double> small = new(SmallTask.Model<double, Tanh>(neurons: 5), settings);
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        using Trainer<double> trainer = new(model, settings);
        byte[] before = Bits(model);
        Checkpoint other = new("test");
        small.Save(other, "");
        Assert.Contains(
            "'Recurrent' is (25,) float64, but (49,)", Assert.Throws<DataFileException>(() => trainer.Load(other, "")).Message,
            StringComparison.Ordinal);
        Checkpoint infinite = new("test");
        infinite.Add<long>("steps taken", [3], 1);
        infinite.Add<double>("Recurrent", [.. new double[48], double.PositiveInfinity], 49);
        Assert.Contains("not finite", Assert.Throws<DataFileException>(() => trainer.Load(infinite, "")).Message, StringComparison.Ordinal);
        Assert.Equal(before, Bits(model));
        Assert.Equal(0, trainer.StepsTaken);
    }

    [Fact]
    public void A_checkpoint_without_the_memory_of_the_stability_guard_is_refused_and_changes_nothing()
    {
        TrainingSettings settings = new() { BatchSize = 6 };
        using Trainer<double> plain = new(SmallTask.Model<double, Tanh>(), settings);
        Steps(plain, 0, 2);
        Checkpoint kept = new("test");
        plain.Save(kept, "");
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>();
        using Trainer<double> guarded = new(model, settings with { KeepStable = 0.9 });
        byte[] before = Bits(model);
        Assert.Contains(
            "stability vectors", Assert.Throws<DataFileException>(() => guarded.Load(kept, "")).Message, StringComparison.Ordinal);
        Assert.Equal(before, Bits(model));
        Assert.Equal(0, guarded.StepsTaken);
    }

    private void Compare<T>(TrainingSettings settings)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Model<T, Tanh> whole = SmallTask.Model<T, Tanh>();
        using (Trainer<T> trainer = new(whole, settings))
        {
            Steps(trainer, 0, Before);
            Checkpoint kept = new("test");
            trainer.Save(kept, "a/");
            kept.Write(folder.File("checkpoint"));
            trainer.Forget();
            Steps(trainer, Before, After);
        }

        Model<T, Tanh> resumed = SmallTask.Model<T, Tanh>();
        using (Trainer<T> trainer = new(resumed, settings))
        {
            Assert.NotEqual(Bits(whole), Bits(resumed));
            trainer.Load(Checkpoint.Read(folder.File("checkpoint"), "test"), "a/");
            Assert.Equal(Before, trainer.StepsTaken);
            Steps(trainer, Before, After);
        }

        Assert.Equal(Bits(whole), Bits(resumed));
    }

    private static void Steps<T>(Trainer<T> trainer, int from, int count)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        for (int step = from; step < from + count; step++)
            Assert.True(trainer.Step(SmallTask.Data, [.. Offsets.Select(offset => (step + offset) % SmallTask.Samples)]).Applied);
    }

    private static byte[] Bits<T>(Model<T, Tanh> model)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        [
            .. MemoryMarshal.AsBytes(model.Network.Weights), .. MemoryMarshal.AsBytes(model.Network.Input!.Values),
            .. MemoryMarshal.AsBytes(model.Network.Bias), .. MemoryMarshal.AsBytes(model.Readout),
        ];
}

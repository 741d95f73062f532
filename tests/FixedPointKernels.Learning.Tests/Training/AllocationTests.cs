using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Training;

/// <summary>A step allocates nothing after the first one, on any thread, whatever happens to its samples; and its report says so.</summary>
[Collection(Alone.Name)]
public sealed class AllocationTests
{
    public static TheoryData<string, int> RulesAndThreads
    {
        get
        {
            TheoryData<string, int> rows = [];
            foreach (string rule in RuleTable.TrainedNames)
            {
                rows.Add(rule, 1);
                rows.Add(rule, 3);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(RulesAndThreads))]
    public void Nor_do_steps_of_all_parts(string named, int threads) => Check<float>(
        new TrainingSettings
        {
            Rule = Named.Rule(named), Threads = threads, Rate = 0.1, Parts = NetworkParameters.All, Schedule = new RateSchedule
            {
                Decay = RateDecay.Cosine, Steps = 100, WarmUp = 2,
            },
        },
        0.5);

    [Theory]
    [InlineData(0.9)]
    [InlineData(2.5)]
    public void Nor_does_keeping_stable(double gain)
    {
        // 40 steps hold four looks; at gain 2.5 the first ones shrink W, and some of their samples may have no fixed point.
        using Trainer<float> trainer = new(
            SmallTask.Model<float, Tanh>(12, gain), new TrainingSettings { Rate = 0.01, BatchSize = 21, KeepStable = 0.1 });
        int[] chosen = SmallTask.First(21);
        for (int step = 0; step < 20; step++) trainer.Step(SmallTask.Data, chosen);
        ZeroBytes.InAllThreads("keep stable", () =>
        {
            long said = 0;
            for (int step = 0; step < 10; step++) said += trainer.Step(SmallTask.Data, chosen).AllocatedBytes;
            return said;
        });
    }

    [Theory]
    [MemberData(nameof(RulesAndThreads))]
    public void Steps_allocate_nothing(string named, int threads)
    {
        RuleEntry rule = Named.Rule(named);
        Check<double>(new TrainingSettings { Rule = rule, Threads = threads, Rate = 0.1 }, 0.5);
        Check<float>(new TrainingSettings { Rule = rule, Threads = threads, Rate = 0.1 }, 0.5);
    }

    [Theory]
    [InlineData("euclidean", false)]
    [InlineData("euclidean", true)]
    [InlineData("linearized", false)]
    [InlineData("finite-step", false)]
    public void Nor_do_steps_with_samples_that_fail(string named, bool keep)
    {
        RuleEntry rule = Named.Rule(named);
        // Three plain iterations leave samples with ρ(W) ≈ 12 unsolved; a rate of 1e3 takes finite steps through their singularity.
        bool finite = rule == RuleTable.FiniteStep;
        SolverOptions? solver = finite ? null : new SolverOptions { Method = SolverMethod.Iterate, StepLimit = 3 };
        StepReport report = Check<double>(
            new TrainingSettings
            {
                Rule = rule, Threads = 3, Rate = finite ? 1e3 : 0, Solver = solver, KeepFailedSamples = keep,
            }, 12, neurons: 40);
        Assert.True(report.Unsolved + report.Skipped > 0, "no sample failed");
    }

    [Theory]
    [InlineData(AdjointMethod.Shared)]
    [InlineData(AdjointMethod.Gmres)]
    public void Nor_do_shared_adjoints(AdjointMethod method) =>
        Check<double>(
            new TrainingSettings { Rule = RuleTable.Euclidean, Threads = 2, Rate = 0.1, Adjoint = new AdjointOptions { Method = method } },
            0.5);

    [Theory]
    [InlineData(OptimizerKind.Momentum)]
    [InlineData(OptimizerKind.Adam)]
    public void Nor_do_optimizers(OptimizerKind optimizer) =>
        Check<float>(new TrainingSettings { Optimizer = optimizer, Threads = 2, Rate = 0.01 }, 0.5);

    [Fact]
    public void Nor_does_a_step_that_cannot_be_applied()
    {
        StepReport report = Check<float>(new TrainingSettings { Threads = 2, Rate = 1e38, WeightDecay = 1e38 }, 0.5);
        Assert.False(report.Applied);
    }

    private static StepReport Check<T>(TrainingSettings settings, double gain, int neurons = 12)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool throughTime = settings.Rule == RuleTable.ThroughTime;
        SolverOptions? solver = throughTime
            ? new SolverOptions { Method = SolverMethod.Euler, StepSize = 0.1, StepLimit = 20 }
            : settings.Solver;
        using Trainer<T> trainer = new(SmallTask.Model<T, Tanh>(neurons, gain), settings with { BatchSize = 21, Solver = solver });
        int[] whole = SmallTask.First(21);
        int[] part = SmallTask.First(10);

        // Each way once: the first step makes the adjoint's memory, and the runtime makes its own where code runs for the first time.
        trainer.Step(SmallTask.Data, whole);
        trainer.Step(SmallTask.Data, part);
        StepReport last = default;
        ZeroBytes.InAllThreads($"{settings.Rule.Name}, {settings.Threads} threads", () =>
        {
            long said = trainer.Step(SmallTask.Data, part).AllocatedBytes;
            last = trainer.Step(SmallTask.Data, whole);
            return said + last.AllocatedBytes;
        });
        return last;
    }
}

using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Training;

/// <summary>The zeros of a mask and the signs of a column hold through training, whatever steps, decays, guards or loads.</summary>
[Collection(Alone.Name)]
public sealed class BoundedTests
{
    private const int N = 7;
    private static readonly bool[] Free = [.. Enumerable.Range(0, N * N).Select(i => i % 3 != 0)];
    private static readonly int[] Signs = [.. Enumerable.Range(0, N * N).Select(i => i % N < 4 ? 1 : -1)];
    private static readonly int[] All = SmallTask.First(SmallTask.Samples);

    public static TheoryData<string, OptimizerKind> Ways
    {
        get
        {
            TheoryData<string, OptimizerKind> rows = [];
            foreach (RuleEntry rule in RuleTable.All.Where(rule => rule.IsBySample))
            {
                foreach (OptimizerKind kind in Enum.GetValues<OptimizerKind>().Where(kind => kind == OptimizerKind.Sgd || !rule.RateInside))
                    rows.Add(rule.Name, kind);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Zeros_and_signs_hold(string named, OptimizerKind kind)
    {
        TrainingSettings settings = new()
        {
            Rule = Named.Rule(named), Rate = 0.02, Optimizer = kind, WeightDecay = 0.1, BatchSize = All.Length, KeepStable = 0.7,
            Parts = NetworkParameters.Recurrent | NetworkParameters.Readout, GradientOptimizer = kind, ReadoutRate = 0.02,
        };
        Check<double>(settings);
        Check<float>(settings);
    }

    private static void Check<T>(TrainingSettings settings)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Model<T, Tanh> free = SmallTask.Model<T, Tanh>(gain: 1.2), model = SmallTask.Model<T, Tanh>(gain: 1.2);
        Checkpoint unbounded = new("test");
        using (Trainer<T> other = new(free, settings)) other.Save(unbounded, "");
        model.Parameters[0].Restrict(Bounds<T>.Mask(Free).And(Bounds<T>.Signs(Signs)));
        T[] start = model.Network.Weights.ToArray();
        using Trainer<T> trainer = new(model, settings);
        double first = trainer.Measure(SmallTask.Data, All).Loss;
        for (int step = 0; step < 60; step++)
        {
            Assert.True(trainer.Step(SmallTask.Data, All).Applied);
            AssertBounded<T>(model.Network.Weights);
        }

        Assert.True(trainer.Measure(SmallTask.Data, All).Loss < first);
        Assert.NotEqual(start, model.Network.Weights.ToArray());
        ZeroBytes.InAllThreads("bounded", () => trainer.Step(SmallTask.Data, All).AllocatedBytes);

        // The start of a network without bounds has entries on both sides of them.
        trainer.Load(unbounded, "");
        AssertBounded<T>(model.Network.Weights);
        Assert.Equal(start, model.Network.Weights.ToArray());
    }

    private static void AssertBounded<T>(ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < weights.Length; i++)
            Assert.True(Free[i] ? weights[i] * T.CreateChecked(Signs[i]) >= T.Zero : weights[i] == T.Zero, $"entry {i} is {weights[i]}");
    }
}

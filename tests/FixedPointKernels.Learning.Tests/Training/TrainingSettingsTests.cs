using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Training;

/// <summary>Settings out of range or in contradiction are refused by name; rules have names that are read back; models are made as
/// said.</summary>
public sealed class TrainingSettingsTests
{
    public static TheoryData<string> Names => [.. RuleTable.TrainedNames];

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_are_read_back_in_any_case(string name)
    {
        Assert.True(RuleTable.TryFind(name, out RuleEntry? rule));
        Assert.Equal(name, rule.Name);
        Assert.True(RuleTable.TryFind(name.ToUpperInvariant(), out RuleEntry? same));
        Assert.Equal(rule, same);
        Assert.True(rule.DefaultRate > 0);
        Assert.False(RuleTable.TryFind(name + "x", out _));
    }

    [Fact]
    public void Every_rule_has_a_name() => Assert.Equal(RuleTable.All.Count, RuleTable.All.Select(rule => rule.Name).Distinct().Count());

    // Checkpoints compare this text: another one, and those written before are refused.
    [Fact]
    public void Settings_are_told_as_they_were()
    {
        TrainingSettings settings = new()
        {
            Rule = RuleTable.FiniteStepDamped, Parts = NetworkParameters.Recurrent | NetworkParameters.Bias,
        };
        string text = $"{settings}";
        string start = "TrainingSettings { Rule = FiniteStepDamped, Parts = Recurrent, Bias, Rate = , InputRate = 0.001,";
        Assert.StartsWith(start, text, StringComparison.Ordinal);
        string[] rules = ["Euclidean", "Reparameterized", "Linearized", "Variant", "FiniteStep", "FiniteStepDamped", "ThroughTime"];
        Assert.Equal(rules, RuleTable.OfFixedPoints.Select(rule => $"{rule}"));
        Assert.Equal("Recurrent, Input, Bias, Readout", $"{NetworkParameters.All}");
        Assert.Equal(NetworkParameters.Bias | NetworkParameters.Recurrent, settings.Parts);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        TrainingSettings plain = new();
        Refuses(plain with { Rule = RuleTable.Reparameterized }, "Rule");
        Refuses(plain with { Optimizer = (OptimizerKind)99 }, "Optimizer");
        Refuses(plain with { Rate = -1 }, "Rate");
        Refuses(plain with { Rate = double.NaN }, "Rate");
        Refuses(plain with { Rate = double.PositiveInfinity }, "Rate");
        Refuses(plain with { WeightDecay = -1 }, "WeightDecay");
        Refuses(plain with { WeightDecay = double.NaN }, "WeightDecay");
        Refuses(plain with { Parts = ParameterSet.None }, "Parts");
        Refuses(plain with { Parts = new ParameterSet("Recurrent", "Gain") }, "Parts");
        Refuses(plain with { GradientOptimizer = (OptimizerKind)99 }, "GradientOptimizer");
        Refuses(plain with { InputRate = -1 }, "InputRate");
        Refuses(plain with { ReadoutRate = double.NaN }, "ReadoutRate");
        Refuses(plain with { Schedule = new RateSchedule { Decay = RateDecay.Cosine } }, "Steps");
        Refuses(plain with { KeepStable = 0 }, "KeepStable");
        Refuses(plain with { KeepStable = 1 }, "KeepStable");
        Refuses(plain with { KeepStable = double.NaN }, "KeepStable");
        Refuses(plain with { KeepStable = 0.1, Parts = NetworkParameters.Readout }, "KeepStable");
        Refuses(plain with { BatchSize = 0 }, "BatchSize");
        Refuses(plain with { Epochs = 0 }, "Epochs");
        Refuses(plain with { Threads = 0 }, "Threads");
    }

    [Fact]
    public void A_solver_without_a_budget_is_bounded()
    {
        SolveBudget none = new();
        Assert.Equal(200, TrainingSettings.DefaultBudget.Factorizations);
        Assert.Equal(TrainingSettings.DefaultBudget, new TrainingSettings().BoundedSolver.Budget);
        Assert.Equal(SolverMethod.Newton, new TrainingSettings { Solver = new() { Method = SolverMethod.Newton } }.BoundedSolver.Method);
        Assert.Equal(
            TrainingSettings.DefaultBudget, new TrainingSettings { Solver = new() { Method = SolverMethod.Chord } }.BoundedSolver.Budget);
        Assert.Same(none, new TrainingSettings { Solver = new() { Budget = none } }.BoundedSolver.Budget);
    }

    // ρ(W) ≈ 30 in 40 neurons: iteration settles nowhere, Newton and paths find points by some dozens of factorizations.
    [Fact]
    public void The_bound_reaches_the_solver_of_a_step()
    {
        int[] solved = [.. new int?[] { 0, 100, null }.Select(Solved)];
        Assert.True(solved[0] < solved[1] && solved[1] <= solved[2], string.Join(", ", solved));

        static int Solved(int? factorizations)
        {
            SolverOptions solver = new() { Budget = new() { Factorizations = factorizations } };
            using Trainer<double> trainer = new(
                SmallTask.Model<double, Tanh>(40, 30), new() { Solver = factorizations == 100 ? null : solver });
            return SmallTask.Samples - trainer.Measure(SmallTask.Data, SmallTask.First(SmallTask.Samples)).Unsolved;
        }
    }

    [Fact]
    public void Contradictions_are_refused()
    {
        TrainingSettings plain = new();
        foreach (OptimizerKind optimizer in (OptimizerKind[])[OptimizerKind.Momentum, OptimizerKind.Adam])
        {
            Refuses(plain with { Rule = RuleTable.FiniteStep, Optimizer = optimizer }, "finite-step");
            Refuses(plain with { Rule = RuleTable.FiniteStepDamped, Optimizer = optimizer }, "finite-step-damped");
        }

        Refuses(plain with { Rule = RuleTable.ThroughTime, KeepFailedSamples = true }, "KeepFailedSamples");
        foreach (SolverMethod method in Enum.GetValues<SolverMethod>().Where(method => method != SolverMethod.Euler))
            Refuses(plain with { Rule = RuleTable.ThroughTime, Solver = new SolverOptions { Method = method } }, "through-time");
    }

    [Fact]
    public void Constants_of_an_optimizer_are_in_range()
    {
        TrainingSettings momentum = new() { Optimizer = OptimizerKind.Momentum }, adam = new() { Optimizer = OptimizerKind.Adam };
        foreach (double bad in (double[])[-0.1, 1, double.NaN])
        {
            Refuses(momentum with { Momentum = bad }, "Momentum");
            Refuses(adam with { Beta1 = bad }, "Beta1");
            Refuses(adam with { Beta2 = bad }, "Beta2");
        }

        foreach (double bad in (double[])[-1, 0, double.NaN, double.PositiveInfinity]) Refuses(adam with { Epsilon = bad }, "Epsilon");
    }

    [Fact]
    public void What_the_other_settings_leave_without_effect_is_refused()
    {
        TrainingSettings plain = new(), readout = new() { Parts = NetworkParameters.Readout, GradientOptimizer = OptimizerKind.Sgd };
        Refuses(plain with { Momentum = 0.5 }, "Momentum");
        Refuses(plain with { Optimizer = OptimizerKind.Momentum, Beta1 = 0.5 }, "Beta1");
        Refuses(plain with { Optimizer = OptimizerKind.Momentum, Beta2 = 0.5 }, "Beta2");
        Refuses(plain with { Epsilon = 1e-4 }, "Epsilon");
        Refuses(readout with { Epsilon = 1e-4 }, "Epsilon");
        Refuses(readout with { Rate = 0.1 }, "Rate");
        Refuses(readout with { Optimizer = OptimizerKind.Adam }, "Optimizer");
        Refuses(readout with { Adjoint = new AdjointOptions() }, "Adjoint");
        Refuses(readout with { Parts = NetworkParameters.Bias, WeightDecay = 0.5 }, "WeightDecay");
        Refuses(plain with { Adjoint = new AdjointOptions() }, "Adjoint");
        Refuses(plain with { Rule = RuleTable.ThroughTime, Parts = NetworkParameters.All, Adjoint = new AdjointOptions() }, "Adjoint");
        Refuses(
            plain with { Rule = RuleTable.ThroughTime, GainsFromRates = true, Solver = SolverOptions.PublishedEuler },
            "Gains from the rates");
    }

    [Fact]
    public void A_rate_that_is_infinite_in_float_is_refused()
    {
        TrainingSettings settings = new() { Rate = 1e200 };
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<float>(SmallTask.Model<float, Tanh>(), settings));
        new Trainer<double>(SmallTask.Model<double, Tanh>(), settings).Dispose();
    }

    [Fact]
    public void Models_say_what_does_not_fit()
    {
        RateNetwork<double, Tanh> network = new([1, 2, 3, 4], 2);
        Assert.Contains(
            "input weights", Assert.Throws<ArgumentException>(() => new Model<double, Tanh>(network, [1, 2], 1)).Message,
            StringComparison.Ordinal);
        network.SetInputWeights([1, 2], 1);
        Assert.Throws<ArgumentException>(() => new Model<double, Tanh>(network, [1, 2, 3], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Model<double, Tanh>(network, [], 0));
    }

    [Fact]
    public void A_random_model_has_the_spread_it_says_and_float_rounds_the_double_one()
    {
        Model<double, Tanh> model = Model<double, Tanh>.Random(60, 40, 5, seed: 3, gain: 2);
        Model<float, Tanh> rounded = Model<float, Tanh>.Random(60, 40, 5, seed: 3, gain: 2);
        Assert.Equal(Array.ConvertAll(model.Network.Weights.ToArray(), w => (float)w), rounded.Network.Weights.ToArray());

        // The standard deviation of n normal draws is off by 1/√(2 n) relative, 0.012, 0.014 and 0.041 here; four times that is allowed.
        Assert.Equal(2 / Math.Sqrt(60), Spread(model.Network.Weights), 0.05 * 2 / Math.Sqrt(60));
        Assert.Equal(1 / Math.Sqrt(40), Spread(model.Network.Input!.Values), 0.06 / Math.Sqrt(40));
        Assert.Equal(1 / Math.Sqrt(60), Spread(model.Readout), 0.17 / Math.Sqrt(60));
        Assert.NotEqual(model.Network.Weights.ToArray(), Model<double, Tanh>.Random(60, 40, 5, seed: 4, gain: 2).Network.Weights.ToArray());
    }

    private static double Spread(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value * value;
        return Math.Sqrt(sum / values.Length);
    }

    private static void Refuses(TrainingSettings settings, string named) =>
        Assert.Contains(
            named, Assert.ThrowsAny<ArgumentException>(
                () => new Trainer<double>(SmallTask.Model<double, Tanh>(), settings)).Message, StringComparison.Ordinal);
}

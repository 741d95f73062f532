using System;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Rules;

/// <summary>Every row of the table of rules can be run without knowing which it is.</summary>
public sealed class RuleTableTests
{
    private const int N = 5;

    public static TheoryData<string, int> RulesAndBatches
    {
        get
        {
            TheoryData<string, int> rows = [];
            foreach (RuleEntry rule in RuleTable.All.Where(rule => rule.IsBySample))
            {
                foreach (int batch in (int[])[1, 64, 65, 150]) rows.Add(rule.Name, batch);
            }

            return rows;
        }
    }

    // Averaging the factors in the way of Accumulate gives its update bit for bit.
    [Theory]
    [MemberData(nameof(RulesAndBatches))]
    public void The_mean_of_the_factors_is_what_Accumulate_adds_and_they_need_no_more_scratch_than_they_say(string named, int batch)
    {
        Assert.True(RuleTable.TryFind(named, out RuleEntry? rule));
        RandomNet net = new(91, N, 0.8, batch, 0.5);
        double[] g = [.. Enumerable.Range(0, batch).SelectMany(k => Rows.Flat<double>(new RandomSample(k, N, 1, 0.1).G))];
        Factoring factoring = new(
            net.Network<double, Linear>(), Rows.Flat<double>(net.X), g, Rows.Flat<double>(net.E), new double[N * N], new double[N * N]);
        ZeroBytes.Assert(named, () => rule.Run(factoring));
        Assert.Equal(factoring.Expected, factoring.Found);
        Assert.Contains(factoring.Found, value => value != 0);
    }

    [Fact]
    public void Names_are_told_apart_and_lead_to_their_row()
    {
        Assert.Equal(RuleTable.All.Count, RuleTable.All.Select(rule => rule.Name).Distinct().Count());
        Assert.All(
            RuleTable.All, rule =>
                Assert.True(RuleTable.TryFind(rule.Name, out RuleEntry? found) && found == rule && rule.Source.Length > 0));
        Assert.Equal("FiniteStepDamped", RuleTable.FiniteStepDamped.ToString());
    }

    [Fact]
    public void A_rule_without_factors_refuses_to_be_run() =>
        Assert.All(
            RuleTable.All.Where(rule => !rule.IsBySample), rule =>
                Assert.Throws<InvalidOperationException>(() => rule.Run(default(Factoring))));

    private readonly struct Factoring(
        RateNetwork<double, Linear> network, double[] rates, double[] gains, double[] errors, double[] found,
        double[] expected) : IRuleAction
    {
        private readonly FixedPointSolver<double, Linear> solver = new(network, rates.Length / N);
        private readonly SolveStatus[] statuses = new SolveStatus[rates.Length / N];
        private readonly double[] left = new double[rates.Length], right = new double[rates.Length];
        private readonly AlignedBuffer<double> memory = new((4 * rates.Length) + 256);
        private readonly AlignedBuffer<double> outer = ParameterGradient.OuterScratch<double>(rates.Length / N, N, N).Allocate<double>();

        internal double[] Found => found;

        internal double[] Expected => expected;

        public void Run<TRule>(TRule rule)
            where TRule : struct, ILearningRule
        {
            int batch = statuses.Length;
            Array.Clear(found);
            Array.Clear(expected);
            Scratch<double> exactly = new(memory.Span[..TRule.Scratch(batch, N).Elements]);
            Rule.Factors(rule, network.Recurrent, 0.01, new RuleBatch<double>(N, rates, gains, errors), left, right, statuses, exactly);
            solver.Factors(rule, 0.01, rates, gains, errors, left, right);
            ParameterGradient.AddOuter(-0.01, batch, left, N, right, N, found, outer.Scratch);
            solver.Accumulate(rule, 0.01, rates, gains, errors, expected);
        }
    }
}

using System;
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

/// <summary>One SGD step of rate 1 moves Wx, b, R (and W by the Euclidean rule) by minus the central difference of the re-solved loss
/// J.</summary>
/// <remarks>
/// The quotient's truncation error is h² J‴/6 + …, and the quotients at h and 2h differ by three times that, so their difference bounds it.
/// J is polished to rounding: some 100 N ε (1 + J), divided by h = 2e-4: 1e-9. The step itself is read off as a difference of parameters of
/// size 1: ε.
/// </remarks>
public sealed class PartGradientTests
{
    private const double H = 2e-4;
    private const double Rounding = 1e-9;

    private static readonly int[] Chosen = [3, 0, 20, 7, 7];

    private static readonly TrainingSettings Plain = new()
    {
        Rule = RuleTable.Euclidean,
        Parts = NetworkParameters.All,
        GradientOptimizer = OptimizerKind.Sgd,
        Rate = 1,
        InputRate = 1,
        ReadoutRate = 1,
        BatchSize = Chosen.Length,
        Solver = new SolverOptions { Tolerance = 1e-12, PolishSteps = 3 },
        Adjoint = new AdjointOptions { Tolerance = 1e-13 },
    };

    [Fact, Trait("Leg", "Any")]
    public void Tanh_parts_agree_with_central_differences() => Check<Tanh>(Plain, 1.2);

    [Fact]
    public void Logistic_parts_agree() => Check<Logistic>(Plain, 3);

    [Fact]
    public void Softplus_parts_agree() => Check<Softplus>(Plain, 0.6);

    [Fact]
    public void Linear_parts_agree() => Check(Plain, 0.6, new Linear(1));

    [Theory]
    [InlineData(AdjointMethod.Shared)]
    [InlineData(AdjointMethod.Gmres)]
    public void Parts_by_other_adjoints_agree(AdjointMethod method) =>
        Check<Tanh>(Plain with { Adjoint = new AdjointOptions { Method = method, Tolerance = 1e-13 } }, 1.2);

    [Fact]
    public void Parts_through_time_agree_with_central_differences_of_the_Euler_pass() => Check<Tanh>(
        Plain with
        {
            Rule = RuleTable.ThroughTime,
            Adjoint = null,
            Solver = new SolverOptions { Method = SolverMethod.Euler, StepSize = 0.2, StepLimit = 12 },
        }, 1.2);

    [Theory]
    [InlineData("linearized")]
    [InlineData("finite-step")]
    public void Other_rules_leave_the_implicit_gradients_as_they_are(string named)
    {
        RuleEntry rule = Named.Rule(named);
        double[][] euclidean = Step<Tanh>(Plain, 1.2), other = Step<Tanh>(Plain with { Rule = rule }, 1.2);
        Assert.NotEqual(euclidean[0], other[0]);
        for (int part = 1; part < 4; part++) Assert.Equal(euclidean[part], other[part]);
    }

    [Theory]
    [InlineData("Recurrent")]
    [InlineData("Input")]
    [InlineData("Bias")]
    [InlineData("Readout")]
    [InlineData("Input,Readout")]
    public void Parts_that_are_not_trained_do_not_move_and_the_others_move_as_with_all(string names)
    {
        ParameterSet parts = new(names.Split(','));
        double[][] start = Start<Tanh>(1.2).Parameters, all = Step<Tanh>(Plain, 1.2), some = Step<Tanh>(Only(parts), 1.2);
        for (int part = 0; part < 4; part++)
            Assert.Equal(parts.Contains(new(NetworkParameters.All.Names[part])) ? all[part] : start[part], some[part]);
    }

    // Without what is of W, or of the adjoint, where nothing uses it.
    private static TrainingSettings Only(ParameterSet parts) => Plain with
    {
        Parts = parts,
        Rate = parts.Contains(NetworkParameters.Recurrent) ? Plain.Rate : null,
        Adjoint = parts == NetworkParameters.Readout ? null : Plain.Adjoint,
    };

    [Fact]
    public void Every_part_has_a_rate_of_its_own()
    {
        double[][] start = Start<Tanh>(1.2).Parameters, full = Step<Tanh>(Plain, 1.2);
        double[][] scaled = Step<Tanh>(Plain with { Rate = 0.5, InputRate = 0.25, ReadoutRate = 0.125 }, 1.2);
        double[] rates = [0.5, 0.25, 0.25, 0.125];
        for (int part = 0; part < 4; part++)
        {
            for (int i = 0; i < full[part].Length; i++)
                Assert.Equal((full[part][i] - start[part][i]) * rates[part], scaled[part][i] - start[part][i], 1e-15);
        }
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.Momentum)]
    [InlineData(OptimizerKind.Adam)]
    public void Every_matrix_decays_by_its_own_rate_whatever_the_optimizer_and_the_bias_does_not(OptimizerKind kind)
    {
        // Decoupled: p ← p + Δp − η α p, the Δp of no decay, each rounded once; the bias starts away from 0, where a decay would show.
        const double alpha = 0.5;
        TrainingSettings plain = Plain with
        {
            Optimizer = kind,
            GradientOptimizer = kind,
            Rate = 0.5,
            InputRate = 0.25,
            ReadoutRate = 0.125,
        };
        double[][] start = Start<Tanh>(1.2).Parameters, free = Step<Tanh>(plain, 1.2), decayed = Step<Tanh>(
            plain with { WeightDecay = alpha }, 1.2);
        double[] rates = [0.5, 0.25, 0, 0.125];
        Assert.All(start, part => Assert.Contains(part, value => Math.Abs(value) > 0.1));
        for (int part = 0; part < 4; part++)
        {
            for (int i = 0; i < start[part].Length; i++)
                Assert.Equal(free[part][i] - (rates[part] * alpha * start[part][i]), decayed[part][i], 1e-14);
        }
    }

    private static void Check<TActivation>(TrainingSettings settings, double gain, TActivation f = default)
        where TActivation : struct, IActivation
    {
        double[][] start = Start(gain, f).Parameters, moved = Step(settings, gain, f);
        for (int part = 0; part < 4; part++)
        {
            double largest = 0;
            for (int i = 0; i < moved[part].Length; i++)
            {
                double gradient = start[part][i] - moved[part][i];
                double near = Quotient(H), far = Quotient(2 * H);
                double tolerance = Math.Abs(far - near) + Rounding;
                Assert.True(
                    Math.Abs(gradient - near) <= tolerance,
                    $"part {part}, entry {i}: {gradient:R} for {near:R}, more than {tolerance:E1} off");
                largest = Math.Max(largest, Math.Abs(gradient));

                double Quotient(double h) => (Loss(part, i, h) - Loss(part, i, -h)) / (2 * h);
            }

            Assert.True(largest > 1e-3, $"part {part}: nothing to compare");
        }

        double Loss(int part, int i, double by)
        {
            (Model<double, TActivation> model, double[][] parameters) = Start(gain, f);
            parameters[part][i] += by;
            model.Network.Recurrent.Set(parameters[0]);
            model.Network.Input!.Set(parameters[1]);
            model.Network.SetBias(parameters[2]);
            Assert.True(model.Parameters[3].TrySet(parameters[3]));
            using Trainer<double> scorer = new(model, settings);
            return scorer.Measure(SmallTask.Data, Chosen).Loss;
        }
    }

    // W, Wx, b, R after one step.
    private static double[][] Step<TActivation>(TrainingSettings settings, double gain, TActivation f = default)
        where TActivation : struct, IActivation
    {
        Model<double, TActivation> model = Start(gain, f).Model;
        using Trainer<double> trainer = new(model, settings);
        StepReport report = trainer.Step(SmallTask.Data, Chosen);
        Assert.Equal((true, 0, 0), (report.Applied, report.Unsolved, report.Skipped));
        return Parameters(model);
    }

    private static (Model<double, TActivation> Model, double[][] Parameters) Start<TActivation>(double gain, TActivation f = default)
        where TActivation : struct, IActivation
    {
        Model<double, TActivation> model = SmallTask.Model<double, TActivation>(gain: gain, activation: f);
        model.Network.SetBias([0.1, -0.2, 0.3, 0, 0.05, -0.4, 0.2]);
        return (model, Parameters(model));
    }

    private static double[][] Parameters<TActivation>(Model<double, TActivation> model)
        where TActivation : struct, IActivation =>
        [model.Network.Weights.ToArray(), model.Network.Input!.Values.ToArray(), model.Network.Bias.ToArray(), model.Readout.ToArray()];
}

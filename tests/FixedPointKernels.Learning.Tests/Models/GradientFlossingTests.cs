using System;
using System.IO;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Rules;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Models;

/// <summary>Steps of gradient flossing: they lower the loss, keep what is not flossed, go on after a checkpoint, and refuse.</summary>
[Collection(Alone.Name)]
public sealed class GradientFlossingTests
{
    private const int Units = 12, Steps = 20;
    private static readonly string[] Names = ["W", "U", "b", "s0", "V"];
    private static readonly SequenceShape Shape = new(Units, 2, Steps, 1);
    private static readonly FlossingSettings Settings = new() { Exponents = 4, Schedule = new(Steps, 1, 4), Rate = 0.01 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_exponents_go_to_the_target(bool inFloat)
    {
        if (inFloat) Check<float>();
        else Check<double>();

        static void Check<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach (double target in (double[])[0, -0.1])
            {
                TemporalNetwork<T, Tanh> network = Draw<T>();
                T[] readout = network["V"].Values.ToArray(), start = network["s0"].Values.ToArray();
                GradientFlossing<T, Tanh> flossing = new(network, Settings with { Target = target });
                T[] vectors = Vectors(flossing);
                FlossingReport first = flossing.Step(Inputs<T>(0), vectors), last = first;
                for (int epoch = 1; epoch < 150; epoch++)
                {
                    last = flossing.Step(Inputs<T>(epoch), vectors);
                    Assert.True(last.Applied);
                }

                Assert.Equal(150, flossing.StepsTaken);
                Assert.True(last.Loss < 0.1 * first.Loss, $"{first.Loss} → {last.Loss}");
                Assert.Equal(readout, network["V"].Values.ToArray());
                Assert.Equal(start, network["s0"].Values.ToArray());
            }
        }
    }

    // A step of plain descent is −η times the gradient of the spectrum itself.
    [Fact]
    public void A_step_is_that_of_its_optimizer()
    {
        TemporalNetwork<double, Tanh> network = Draw<double>();
        LyapunovSpectrum<double, Tanh> spectrum = new(network.Weights, Settings.Schedule, 4, withGradient: true);
        GradientFlossing<double, Tanh> flossing = new(
            network, Settings with { Optimizer = OptimizerKind.Sgd, Parts = new("W", "s0"), ClipNorm = 1e-3 });
        double[] vectors = Vectors(flossing), w = network["W"].Values.ToArray(), s = network["s0"].Values.ToArray();
        Assert.Equal(SpectrumStatus.Measured, spectrum.Measure(Inputs<double>(0), vectors));
        double[] gradients = new double[network.Weights.Shape.Count];
        double loss = spectrum.Gradient(default, default, gradients, isMean: true);
        FlossingReport report = flossing.Step(Inputs<double>(0), vectors);
        double[] byW = gradients[..(Units * Units)], byS = gradients[^Units..];
        double norm = Math.Sqrt(byW.Concat(byS).Sum(one => one * one));
        Assert.Equal((loss, spectrum.Exponents[0]), (report.Loss, report.Largest));
        Assert.Equal(norm, report.GradientNorm, 1e-12);
        Assert.True(norm > 1e-3);
        for (int i = 0; i < w.Length; i++) Assert.Equal(w[i] - (0.01 * 1e-3 / norm * byW[i]), network["W"].Values[i], 1e-15);
        for (int i = 0; i < s.Length; i++) Assert.Equal(s[i] - (0.01 * 1e-3 / norm * byS[i]), network["s0"].Values[i], 1e-15);
    }

    [Fact]
    public void It_goes_on_after_a_checkpoint_in_the_same_bits()
    {
        TemporalNetwork<double, Tanh> network = Draw<double>(), other = Draw<double>();
        GradientFlossing<double, Tanh> flossing = new(network, Settings), onward = new(other, Settings);
        double[] vectors = Vectors(flossing);
        for (int epoch = 0; epoch < 5; epoch++) flossing.Step(Inputs<double>(epoch), vectors);
        Checkpoint kept = new("flossing");
        flossing.Save(kept, "a ");
        string file = Path.GetTempFileName();
        kept.Write(file);
        onward.Load(Checkpoint.Read(file, "flossing"), "a ");
        File.Delete(file);
        foreach (Parameter<double> one in network.Parameters) Assert.True(other[one.Name].TrySet(one.Values));
        Assert.Equal(5, onward.StepsTaken);
        Assert.Equal(flossing.Step(Inputs<double>(5), vectors), onward.Step(Inputs<double>(5), vectors));
        Assert.Equal(network["W"].Values.ToArray(), other["W"].Values.ToArray());
    }

    [Fact]
    public void A_trajectory_that_is_not_finite_changes_nothing()
    {
        TemporalNetwork<double, Tanh> network = Draw<double>();
        GradientFlossing<double, Tanh> flossing = new(network, Settings);
        double[] inputs = Inputs<double>(0), before = network["W"].Values.ToArray();
        inputs[3] = double.NaN;
        FlossingReport report = flossing.Step(inputs, Vectors(flossing));
        Assert.Equal((SpectrumStatus.StateNotFinite, false), (report.Status, report.Applied));
        Assert.True(double.IsNaN(report.Loss));
        Assert.Equal(before, network["W"].Values.ToArray());
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        GradientFlossing<float, Tanh> flossing = new(Draw<float>(), Settings);
        float[] inputs = Inputs<float>(0), vectors = Vectors(flossing);
        ZeroBytes.Assert("flossing", () => flossing.Step(inputs, vectors));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        TemporalNetwork<double, Tanh> network = Draw<double>();
        Assert.Contains("V has no part", Refused(Settings with { Parts = new("V") }), StringComparison.Ordinal);
        Refused(Settings with { Exponents = Units + 1 });
        Refused(Settings with { Rate = -1 });
        Refused(Settings with { ClipNorm = 0 });
        Refused(Settings with { Target = double.NaN });

        string Refused(FlossingSettings settings) =>
            Assert.ThrowsAny<ArgumentException>(() => new GradientFlossing<double, Tanh>(network, settings)).Message;
    }

    // One gradient of L + ρ L_f, in its parts; scores know L alone, and a trajectory that is not finite leaves L alone.
    [Fact]
    public void A_companion_joins_the_loss_of_the_trials()
    {
        TemporalNetwork<double, Tanh> network = Draw<double>();
        TrialSet trials = new("drawn", 70, Steps, 2, 1, TrialTarget.Values);
        for (int k = 0; k < trials.Count; k++)
        {
            new SeededRandom(4, (ulong)k).FillGaussian(trials.Inputs(k), 1);
            trials.Mask(k).Fill(1);
        }

        int[] all = [.. Enumerable.Range(0, 70)];
        using Trainer<double> trainer = new(
            network, new() { Rule = TemporalRules.Bptt, Parts = new("W", "U", "b", "s0", "V"), Rate = 0.01, BatchSize = 70, Threads = 2 });
        double alone = trainer.Differentiate(trials, all).Loss;
        double[][] byTrials = [.. Names.Select(name => trainer.Gradient(name).ToArray())];
        FlossingLoss<double, Tanh> companion = new(network, Settings, 0.3);
        GradientFlossing<double, Tanh> flossing = new(network, Settings);
        double[] inputs = Inputs<double>(0), vectors = Vectors(flossing), own = new double[network.Weights.Shape.Count];
        companion.Load(inputs, vectors);
        companion.AddGradient(own);
        network.Companion = companion;
        Assert.Equal(alone, trainer.Differentiate(trials, all).Loss);
        for (int part = 0; part < Names.Length; part++)
        {
            double[] joined = trainer.Gradient(Names[part]).ToArray();
            ReadOnlySpan<double> beside = part < 4 ? network.Weights.Shape.Of<double>(own, (LeakyPart)part) : new double[joined.Length];
            for (int i = 0; i < joined.Length; i++) Assert.Equal(byTrials[part][i] + beside[i], joined[i], 1e-14);
        }

        Assert.True(companion.Loss > 0);
        ZeroBytes.InAllThreads("combined", () => trainer.Step(trials, all).AllocatedBytes);
        inputs[0] = double.PositiveInfinity;
        companion.Load(inputs, vectors);
        Assert.True(trainer.Step(trials, all).Applied);
        Assert.True(double.IsNaN(companion.Loss));
        Assert.Throws<ArgumentException>(() => companion.Load(inputs.AsSpan(1), vectors));
        Assert.ThrowsAny<ArgumentException>(() => new FlossingLoss<double, Tanh>(network, Settings, -1));
    }

    [Fact]
    public void A_start_keeps_everything_but_what_is_asked_for()
    {
        TemporalNetwork<double, Tanh> one = new(Shape, new()), other = new(Shape, new());
        new TemporalStart { Gain = 0.5, BiasScale = 0.1 }.Draw(one, 3);
        new TemporalStart { Gain = 2 }.Draw(other, 3);
        Assert.Equal(one["W"].Values.ToArray().Select(w => 4 * w), other["W"].Values.ToArray(), (a, b) => Math.Abs(a - b) < 1e-15);
        foreach (string name in (string[])["U", "V", "F", "s0", "c"])
            Assert.Equal(one[name].Values.ToArray(), other[name].Values.ToArray());
        Assert.All(one["b"].Values.ToArray(), b => Assert.InRange(b, 0, 0.1));
        Assert.All(other["b"].Values.ToArray(), b => Assert.Equal(0, b));
        Assert.ThrowsAny<ArgumentException>(() => new TemporalStart { BiasScale = -1 }.Draw(one, 3));
        Assert.ThrowsAny<ArgumentException>(() => new TemporalStart { Gain = double.NaN }.Draw(one, 3));
    }

    private static TemporalNetwork<T, Tanh> Draw<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TemporalNetwork<T, Tanh> network = new(Shape, new() { Alpha = 0.5 });
        new TemporalStart { Gain = 0.5 }.Draw(network, 1);
        return network;
    }

    private static T[] Inputs<T>(int epoch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] inputs = new T[Steps * 2];
        new SeededRandom(2, (ulong)epoch).FillGaussian(inputs.AsSpan(), 0.5);
        return inputs;
    }

    private static T[] Vectors<T>(GradientFlossing<T, Tanh> flossing)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] vectors = new T[4 * Units];
        new SeededRandom(3).FillGaussian(vectors.AsSpan(), 1);
        flossing.Orthonormalize(vectors);
        return vectors;
    }
}

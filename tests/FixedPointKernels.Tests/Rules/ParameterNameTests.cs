using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Rules;

/// <summary>Misuse is told in the caller's words: the parameter an exception names is one of the method that was
/// called, and the one that was wrong.</summary>
public sealed class ParameterNameTests
{
    private static readonly double[] One = new double[1], Two = new double[2], Three = new double[3],
        Four = new double[4], Six = new double[6];

    [Fact, Trait("Leg", "Any")]
    public void Of_rules_and_gradients()
    {
        ParameterNames names = new();
        PackedWeights<double> w = Network().Recurrent, oblong = new(Six, 2, 3);
        double[] delta = new double[4];
        SolveStatus[] statuses = new SolveStatus[2];
        Type type = typeof(Rule);
        names.Call(type, "Scratch", "batch", () => Rule.Scratch<Euclidean, double>(-1, 2));
        names.Call(type, "Scratch", "neurons", () => Rule.Scratch<Euclidean, double>(1, -2));
        names.Call(
            type, "Accumulate", "weights", () => Rule.Accumulate(default(Euclidean), null!, 1, Batch(), default, delta, statuses, Lent()));
        names.Call(
            type, "Accumulate", "weights", () => Rule.Accumulate(default(Euclidean), oblong, 1, Batch(), default, delta, statuses, Lent()));
        names.Call(type, "Accumulate", "rate", () =>
            Rule.Accumulate(default(Euclidean), w, double.NaN, Batch(), default, delta, statuses, Lent()));
        names.Call(type, "Accumulate", "solved", () =>
            Rule.Accumulate(default(Euclidean), w, 1, Batch(), new SolveStatus[1], delta, statuses, Lent()));
        names.Call(type, "Accumulate", "deltaW", () =>
            Rule.Accumulate(default(Euclidean), w, 1, Batch(), default, new double[3], statuses, Lent()));
        names.Call(type, "Accumulate", "statuses", () =>
            Rule.Accumulate(default(Euclidean), w, 1, Batch(), default, delta, new SolveStatus[1], Lent()));
        names.Call(
            type, "Accumulate", "scratch", () => Rule.Accumulate(default(Euclidean), w, 1, Batch(), default, delta, statuses, default));
        names.Call(type, "Accumulate", "batch", () =>
            Rule.Accumulate(default(Euclidean), w, 1, new RuleBatch<double>(2, delta, delta, delta), default, delta, statuses, Lent()));
        names.Call(type, "AddWeightDecay", "deltaW", () => Rule.AddWeightDecay(1, 1, Four, new double[3]));
        names.Call(type, "AddWeightDecay", "rate", () => Rule.AddWeightDecay(double.NaN, 1, Four, delta));
        names.Call(type, "AddWeightDecay", "decay", () => Rule.AddWeightDecay(1, double.NaN, Four, delta));
        type = typeof(RuleBatch<double>);
        names.New(type, "neurons", () => _ = new RuleBatch<double>(0, Four, Four, Four).Count);
        names.New(type, "rates", () => _ = new RuleBatch<double>(2, Three, Four, Four).Count);
        names.New(type, "gains", () => _ = new RuleBatch<double>(2, Four, Three, Four).Count);
        names.New(type, "errors", () => _ = new RuleBatch<double>(2, Four, Four, Three).Count);
        Factors(names, default(Euclidean), w, oblong);
        Factors(names, default(LinearizedReparameterized), w, oblong);
        Factors(names, default(GainVariant), w, oblong);
        Factors(names, default(FiniteStep), w, oblong);

        type = typeof(Reparameterized);
        names.Call(type, "Scratch", "batch", () => Reparameterized.Scratch<double>(-1, 2));
        names.Call(type, "Scratch", "neurons", () => Reparameterized.Scratch<double>(1, -2));
        foreach (double[] rows in new[] { Two, Four })
        {
            names.Call(
                type, "Accumulate", "weights", () => Reparameterized.Accumulate(null!, [1, 1], 1, rows, rows, delta, new int[2], Lent()));
            names.Call(
                type, "Accumulate", "weights", () => Reparameterized.Accumulate(oblong, [1, 1], 1, rows, rows, delta, new int[2], Lent()));
            names.Call(type, "Accumulate", "gains", () => Reparameterized.Accumulate(w, One, 1, rows, rows, delta, new int[2], Lent()));
            names.Call(type, "Accumulate", "gains", () => Reparameterized.Accumulate(w, Two, 1, rows, rows, delta, new int[2], Lent()));
            names.Call(
                type, "Accumulate", "rate", () => Reparameterized.Accumulate(w, [1, 1], double.NaN, rows, rows, delta, new int[2], Lent()));
            names.Call(
                type, "Accumulate", "drives", () => Reparameterized.Accumulate(w, [1, 1], 1, Three, rows, delta, new int[2], Lent()));
            names.Call(type, "Accumulate", "deltaW", () =>
                Reparameterized.Accumulate(w, [1, 1], 1, rows, rows, new double[3], new int[2], Lent()));
            names.Call(type, "Accumulate", "pivots", () => Reparameterized.Accumulate(w, [1, 1], 1, rows, rows, delta, new int[1], Lent()));
            names.Call(
                type, "Accumulate", "scratch", () => Reparameterized.Accumulate(w, [1, 1], 1, rows, rows, delta, new int[2], default));
        }

        names.Call(type, "Accumulate", "errors", () => Reparameterized.Accumulate(w, [1, 1], 1, Four, Three, delta, new int[2], Lent()));
        type = typeof(ParameterGradient);
        names.Call(type, "OuterScratch", "batch", () => ParameterGradient.OuterScratch<double>(-1, 2, 2));
        names.Call(type, "OuterScratch", "rows", () => ParameterGradient.OuterScratch<double>(1, -2, 2));
        names.Call(type, "OuterScratch", "columns", () => ParameterGradient.OuterScratch<double>(1, 2, -2));
        names.Call(type, "AddOuter", "scale", () => ParameterGradient.AddOuter(double.NaN, 2, Four, 2, Four, 2, delta, Lent()));
        names.Call(type, "AddOuter", "batch", () => ParameterGradient.AddOuter(1, -2, Four, -2, Four, -2, delta, Lent()));
        names.Call(type, "AddOuter", "left", () => ParameterGradient.AddOuter(1, 2, Three, 2, Four, 2, delta, Lent()));
        names.Call(type, "AddOuter", "right", () => ParameterGradient.AddOuter(1, 2, Four, 2, Three, 2, delta, Lent()));
        names.Call(type, "AddOuter", "target", () => ParameterGradient.AddOuter(1, 2, Four, 2, Four, 2, new double[3], Lent()));
        names.Call(type, "AddOuter", "left", () => ParameterGradient.AddOuter(1, 2, delta, 2, Four, 2, delta, Lent()));
        names.Call(type, "AddMean", "scale", () => ParameterGradient.AddMean(double.NaN, Four, new double[2]));
        names.Call(type, "AddMean", "adjoints", () => ParameterGradient.AddMean(1, Three, new double[2]));
        names.Call(type, "AddMean", "adjoints", () => ParameterGradient.AddMean(1, delta, delta.AsSpan(0, 2)));
        names.AssertAllRight();
    }

    private static RateNetwork<double, Tanh> Network() => new(Four, 2);

    private static RuleBatch<double> Batch() => new(2, Four, Four, Four);

    private static Scratch<double> Lent() => new AlignedBuffer<double>(100_000).Scratch;

    private static void Factors<TRule>(ParameterNames names, TRule rule, PackedWeights<double> w, PackedWeights<double> oblong)
        where TRule : struct, ILearningRule
    {
        SolveStatus[] statuses = new SolveStatus[2];
        double[] a = new double[4], b = new double[4];
        names.Call(typeof(TRule), "Factors", "weights", () => rule.Factors(null!, 1, Batch(), a, b, statuses, Lent()));
        names.Call(typeof(TRule), "Factors", "weights", () => rule.Factors(oblong, 1, Batch(), a, b, statuses, Lent()));
        names.Call(typeof(TRule), "Factors", "left", () => rule.Factors(w, 1, Batch(), a.AsSpan(1), b, statuses, Lent()));
        names.Call(typeof(TRule), "Factors", "right", () => rule.Factors(w, 1, Batch(), a, b.AsSpan(1), statuses, Lent()));
        names.Call(typeof(TRule), "Factors", "statuses", () => rule.Factors(w, 1, Batch(), a, b, statuses.AsSpan(1), Lent()));
        if (typeof(TRule) != typeof(Euclidean))
            names.Call(typeof(TRule), "Factors", "scratch", () => rule.Factors(w, 1, Batch(), a, b, statuses, default));
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Native.Vectors;

/// <summary>What C# makes of networks, bit for bit: every activation by every method, in both element types.</summary>
internal static class BitVectors
{
    private const int N = 33, Batch = 3, Calls = 30;

    internal static void Write(TextWriter output)
    {
        Both<Linear>(ActivationKind.Linear, 0.7, 2, new(0.7), output);
        Both<Relu>(ActivationKind.Relu, 1, 2, default, output);
        Both<Tanh>(ActivationKind.Tanh, 1, 2, default, output);
        Both<RectifiedTanh>(ActivationKind.RectifiedTanh, 1, 2, default, output);
        Both<Logistic>(ActivationKind.Logistic, 1, 2, default, output);
        Both<Softplus>(ActivationKind.Softplus, 1, 2, default, output);
        Both<PowerLaw>(ActivationKind.PowerLaw, 0.05, 2, new(0.05, 2), output);
        Both<PowerLaw>(ActivationKind.PowerLaw, 0.05, 1.7, new(0.05, 1.7), output);
    }

    private static void Both<TActivation>(ActivationKind kind, double gain, double exponent, TActivation f, TextWriter output)
        where TActivation : struct, IActivation
    {
        foreach (SolverMethod method in Enum.GetValues<SolverMethod>())
        {
            One<float, TActivation>(kind, gain, exponent, f, method, output);
            One<double, TActivation>(kind, gain, exponent, f, method, output);
        }

        Tracked<float, TActivation>(kind, gain, exponent, f, output);
        Tracked<double, TActivation>(kind, gain, exponent, f, output);
    }

    // What comes back is written as it is, converged or not: the same calls from C have to leave the same bits and statuses.
    private static void One<T, TActivation>(
        ActivationKind kind, double gain, double exponent, TActivation f, SolverMethod method, TextWriter output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        Random random = new(15);
        T[] w = [.. Enumerable.Range(0, N * N).Select(_ => Number<T>(0.7 * Normal(random) / Math.Sqrt(N)))];
        T[] x = [.. Enumerable.Range(0, Batch * N).Select(_ => Number<T>(Normal(random)))];
        T[] e = [.. Enumerable.Range(0, Batch * N).Select(_ => Number<T>(Normal(random)))];
        FixedPointSolver<T, TActivation> solver = new(new(w, N, f), Batch, new() { Method = method });
        T[] rates = new T[x.Length], gains = new T[x.Length], lambda = new T[x.Length], potentials = new T[x.Length];
        T[] delta = new T[w.Length];
        List<int> statuses = [];
        SolveSummary<T> solved = solver.Solve(x, rates, gains);
        statuses.AddRange(solved.Statuses.ToArray().Select(status => (int)status));
        long evaluations = solved.Evaluations, factorizations = solved.Factorizations;
        _ = solver.Adjoint(gains, e, lambda);
        _ = solver.Accumulate(default(Euclidean), Number<T>(0.1), rates, gains, lambda, delta);
        _ = solver.SolvePotential(x, potentials);

        output.WriteLine(Text.Line(
            "bits", $"{kind}-{method}-{typeof(T).Name}", typeof(T) == typeof(float) ? 1 : 0, (int)kind, gain, exponent, (int)method,
            N, Batch, evaluations, factorizations));
        output.WriteLine(string.Join(' ', statuses));
        foreach (T[] given in (T[][])[w, x, e]) output.WriteLine(string.Join(' ', given.Select(v => Text.Of(double.CreateTruncating(v)))));
        foreach (T[] made in (T[][])[rates, gains, lambda, delta, potentials]) output.WriteLine(string.Join(' ', made.Select(Bits)));
    }

    // A tracker's loop: moving inputs, and every third call an adjoint, a rule and an update.
    private static void Tracked<T, TActivation>(ActivationKind kind, double gain, double exponent, TActivation f, TextWriter output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        Random random = new(16);
        T[] w = [.. Enumerable.Range(0, N * N).Select(_ => Number<T>(0.7 * Normal(random) / Math.Sqrt(N)))];
        T[] x = [.. Enumerable.Range(0, Calls * N).Select(i => Number<T>(Math.Sin(i % N) + (0.01 * (i / N))))];
        T[] e = [.. Enumerable.Range(0, N).Select(_ => Number<T>(Normal(random)))];
        RateNetwork<T, TActivation> network = new(w, N, f);
        FixedPointTracker<T, TActivation> tracker = new(network);
        T[] rates = new T[x.Length], lambda = new T[N], delta = new T[w.Length];
        List<int> told = [];
        for (int k = 0; k < Calls; k++)
        {
            TrackResult<T> result = tracker.Track(x.AsSpan(k * N, N), rates.AsSpan(k * N, N), search: true);
            told.Add((int)result.Status);
            told.Add(result.Products);
            if (k % 3 != 2) continue;
            Array.Clear(delta);
            _ = tracker.Adjoint(e, lambda);
            _ = tracker.Accumulate(default(Euclidean), Number<T>(0.01), lambda, delta);
            network.Update(delta);
        }

        string name = $"track-{kind}-{typeof(T).Name}";
        output.WriteLine(Text.Line("track", name, typeof(T) == typeof(float) ? 1 : 0, (int)kind, gain, exponent, N, Calls));
        foreach (T[] given in (T[][])[w, x, e]) output.WriteLine(string.Join(' ', given.Select(v => Text.Of(double.CreateTruncating(v)))));
        output.WriteLine(string.Join(' ', told));
        foreach (T[] made in (T[][])[rates, lambda, network.Weights.ToArray()]) output.WriteLine(string.Join(' ', made.Select(Bits)));
    }

    private static T Number<T>(double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateTruncating(value);

    private static string Bits<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => value switch
        {
            float single => BitConverter.SingleToUInt32Bits(single).ToString("x8", null),
            double number => BitConverter.DoubleToUInt64Bits(number).ToString("x16", null),
            _ => throw new NotSupportedException(),
        };

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

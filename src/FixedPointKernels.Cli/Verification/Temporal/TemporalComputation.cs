using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Choices;

namespace FixedPointKernels.Cli.Verification;

/// <summary>The quantities of a case of learning through time, from the library's public calls: states and traces of its cells here, loss,
/// outputs and updates of a network by <see cref="TemporalUpdates{T, TActivation}"/>.</summary>
internal sealed class TemporalComputation : INetworkAction<IReadOnlyDictionary<string, double[]>>
{
    private readonly TemporalCase one;

    private TemporalComputation(TemporalCase one) => this.one = one;

    private int Units => one.Shape.Units;

    internal static IReadOnlyDictionary<string, double[]> Of(TemporalCase one, Precision precision) =>
        one.Activation.Run<TemporalComputation, IReadOnlyDictionary<string, double[]>>(precision, new(one));

    public IReadOnlyDictionary<string, double[]> Run<T, TActivation>(TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        if (T.CreateTruncating(one.Options.Alpha) == T.Zero)
            throw new ArgumentException($"{one.Name}: alpha is {one.Options.Alpha}, which is 0 in this precision.");
        Dictionary<string, double[]> found = [];
        new TemporalUpdates<T, TActivation>(one, activation).AddTo(found);
        LeakyWeights<T> weights = new(one.Options.Placement, new(Units, one.Shape.Inputs), one.Options.Alpha, one.Options.Types.Span);
        weights.Set(Narrow<T>([.. one.Parameters["W"], .. one.Parameters["U"], .. one.Parameters["b"], .. one.Parameters["s0"]]));
        double[] states = States(weights, activation);
        found[TemporalQuantities.States] = states;
        found[TemporalQuantities.Last] = states[^(one.Batch * Units)..];
        found[TemporalQuantities.Arguments] = Arguments(states);
        found[TemporalQuantities.Means] = Means<T, TActivation>(activation);
        found[TemporalQuantities.LastTrace] =
            [.. Enumerable.Range(0, Traced).SelectMany(sample => LastTrace(weights, activation, sample))];
        return found;
    }

    // Of how many samples the traces stand in a file.
    private int Traced => one.IsOnVoltage || Units <= TemporalQuantities.FewUnits ? one.Batch : 1;

    // s₀ … s_T, T + 1 × B × N.
    private double[] States<T, TActivation>(LeakyWeights<T> weights, TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        LeakyCell<T, TActivation> cell = new(weights, one.Shape.Steps, one.Batch, activation);
        T[] all = new T[one.Batch * one.Shape.Steps * Units];
        cell.Trace(Narrow<T>(one.BySample(one.Inputs, one.Shape.Inputs)), all);
        double[] start = [.. one.Parameters["s0"].Select(s => double.CreateChecked(T.CreateTruncating(s)))];
        return [.. Enumerable.Repeat(start, one.Batch).SelectMany(s => s), .. one.ByStep(Widen(all), Units)];
    }

    // What φ is taken of at every step, T × B × N: in V the state, else from the states, in double.
    private double[] Arguments(double[] states)
    {
        (int n, int m, double alpha) = (Units, one.Shape.Inputs, one.Options.Alpha);
        if (one.IsOnVoltage) return states[(one.Batch * n)..];
        double[] arguments = new double[one.Shape.Steps * one.Batch * n];
        for (int row = 0; row < one.Shape.Steps * one.Batch; row++)
        {
            ReadOnlySpan<double> s = states.AsSpan(row * n, n), x = one.Inputs.AsSpan(row * m, m);
            for (int i = 0; i < n; i++)
            {
                double sum = one.Parameters["b"][i];
                for (int j = 0; j < n; j++) sum += one.Parameters["W"][(i * n) + j] * s[j];
                for (int j = 0; j < m; j++) sum += one.Parameters["U"][(i * m) + j] * x[j];
                arguments[(row * n) + i] = one.Options.Placement == LeakPlacement.Rate ? sum : ((1 - alpha) * s[i]) + (alpha * sum);
            }
        }

        return arguments;
    }

    // A step without leak, back along modulated hops with μ = 1: what unit i is told reaches the start as row i of the means.
    private double[] Means<T, TActivation>(TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        LeakyWeights<T> weights = new(LeakPlacement.Voltage, new(Units, 1), 1, one.Options.Types.Span);
        weights.Set(LeakyPart.Recurrent, Narrow<T>(one.Parameters["W"]));
        LeakyCell<T, TActivation> cell = new(weights, 1, 1, activation);
        T[] state = new T[Units], gradients = new T[weights.Shape.Count];
        List<double> means = [];
        for (int i = 0; i < Units; i++)
        {
            T[] told = new T[Units];
            told[i] = T.One;
            cell.Trace([T.Zero], state);
            cell.BackwardThrough(told, gradients, CreditPath.Modulated(1, byType: true));
            means.AddRange(Widen<T>(weights.Shape.Of<T>(gradients, LeakyPart.Start)));
        }

        return [.. means];
    }

    // Told once, after the last step, a one for every neuron: what a trace has become. On the voltage all rows are the same.
    private double[] LastTrace<T, TActivation>(LeakyWeights<T> weights, TActivation activation, int sample)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        OnlineCell<T, TActivation> cell = new(weights, CreditPath.Leak, 1, activation);
        T[] inputs = Narrow<T>(one.BySample(one.Inputs, one.Shape.Inputs)), told = new T[Units], state = new T[Units];
        T[] gradients = new T[weights.Shape.Count];
        Array.Fill(told, T.One);
        cell.Begin(1);
        for (int step = 0; step < one.Shape.Steps; step++)
            cell.Step(inputs.AsSpan(((sample * one.Shape.Steps) + step) * one.Shape.Inputs, one.Shape.Inputs), state);
        cell.Learn(told);
        cell.Take(gradients);
        double[] traces = Widen<T>(weights.Shape.Of<T>(gradients, LeakyPart.Recurrent));
        return one.IsOnVoltage ? traces[..Units] : traces;
    }

    internal static double[] Widen<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = double.CreateChecked(values[i]);
        return wide;
    }

    internal static T[] Narrow<T>(double[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. values.Select(T.CreateTruncating)];
}

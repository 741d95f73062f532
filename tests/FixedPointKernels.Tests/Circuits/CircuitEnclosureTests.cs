using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference.Circuit;
using TwinKind = FixedPointKernels.Reference.CircuitKind;

namespace FixedPointKernels.Tests.Circuits;

/// <summary>What stands behind Converged for circuits in float, against the same sums in double, which are exact beside it.</summary>
public sealed class CircuitEnclosureTests
{
    // An enclosure is itself rounded, to within ½ε. What it may add: some ε² of what meets in a component, of second parts and their sums.
    private const double Slack = 4 * 1.2e-7 * 1.2e-7;

    [Theory, Trait("Leg", "Any")]
    [InlineData(TwinKind.Main, null)]
    [InlineData(TwinKind.Main, 1.0)]
    [InlineData(TwinKind.RectIn, 1.0)]
    [InlineData(TwinKind.RectOut, 1.0)]
    public void Enclosures_hold_the_exact_residuals_and_little_more(TwinKind kind, double? recurrence)
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            int n = random.Next(1, 40);
            (Circuit<float> circuit, float[] state, float[] z, double[] exact) = Draw(random, n, kind, recurrence);
            CircuitMap<float> map = new(circuit);
            Scratch<float> scratch = map.Scratch(1).Allocate<float>().Scratch;
            float[] image = new float[2 * n], residual = new float[1], linearization = new float[3 * n], scales = new float[2 * n];
            map.Evaluate(1, state, z, image, linearization, residual, scratch);
            float[] residuals = [.. image.Zip(state, (one, other) => one - other)], enclosed = [.. residuals];

            // The cheap bound is for points: it takes the image to be no larger than the state.
            float bound = Bound(map, state, z, linearization, scratch) * Math.Max(1, image.Max(MathF.Abs) / state.Max(MathF.Abs));
            Enclose(map, state, z, linearization, enclosed, scales, scratch);
            Holds(Wider(map, state, z, scratch), exact, scales, seed);
            for (int i = 0; i < 2 * n; i++)
            {
                Assert.True(Math.Abs(residuals[i] - exact[i]) <= bound, $"{seed}, {i}: {residuals[i] - exact[i]} over {bound}");
                double held = Math.Abs(enclosed[i]), real = Math.Abs(exact[i]), tiny = Slack * (n + 8) * scales[i];
                Assert.True(held >= real * (1 - 1.2e-7), $"{seed}, {i}: {held} does not hold {real}");
                Assert.True(held <= real * (1 + (4 * 1.2e-7)) + tiny, $"{seed}, {i}: {held} is far over {real} ({scales[i]})");
            }
        }
    }

    // The linearization counts as stored: the same formulas of its floats in double.
    [Theory, Trait("Leg", "Any")]
    [InlineData(TwinKind.Main, null)]
    [InlineData(TwinKind.Main, 1.0)]
    [InlineData(TwinKind.RectIn, 1.0)]
    [InlineData(TwinKind.RectOut, 1.0)]
    public void Adjoint_enclosures_hold_the_exact_residuals_and_little_more(TwinKind kind, double? recurrence)
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            int n = random.Next(1, 40);
            (Circuit<float> circuit, float[] state, float[] z, _) = Draw(random, n, kind, recurrence);
            CircuitMap<float> map = new(circuit);
            Scratch<float> scratch = map.Scratch(1).Allocate<float>().Scratch;
            float[] Numbers() => [.. Enumerable.Range(0, 2 * n).Select(_ => (2 * random.NextSingle()) - 1)];
            float[] image = new float[2 * n], residual = new float[1], point = new float[3 * n], scales = new float[2 * n];
            float[] vector = Numbers(), addend = Numbers(), products = new float[2 * n];
            map.Evaluate(1, state, z, image, point, residual, scratch);
            map.TransposedProduct(1, point, vector, products, scratch);
            float[] residuals = [.. products.Select((one, i) => addend[i] + one - vector[i])], enclosed = [.. residuals];
            double[] exact = Adjoint(circuit, point, vector, addend);

            // The cheap bound is for solutions, where what is added up is no larger than the vector and e.
            float bound = TransposedBound(map, point, vector, addend, scratch) * Math.Max(1, products.Max(MathF.Abs));
            EncloseTransposed(map, point, vector, addend, enclosed, scales, scratch);
            Holds(WiderTransposed(map, point, vector, addend, scratch), exact, scales, seed);
            for (int i = 0; i < 2 * n; i++)
            {
                Assert.True(Math.Abs(residuals[i] - exact[i]) <= bound, $"{seed}, {i}: {residuals[i] - exact[i]} over {bound}");
                double held = Math.Abs(enclosed[i]), real = Math.Abs(exact[i]), tiny = 4 * Slack * (n + 8) * scales[i];
                Assert.True(held >= real * (1 - 1.2e-7), $"{seed}, {i}: {held} does not hold {real}");
                Assert.True(held <= real * (1 + (4 * 1.2e-7)) + tiny, $"{seed}, {i}: {held} is far over {real} ({scales[i]})");
            }
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void Wider_residuals_are_of_float_alone_and_never_of_states_that_are_none()
    {
        Circuit<double> circuit = CoreCircuit.Of<double>(CoreCircuit.Draw(new(1), 3, TwinKind.Main, 1.0).Circuit);
        CircuitMap<double> map = new(circuit);
        Scratch<double> scratch = map.Scratch(1).Allocate<double>().Scratch;
        Assert.Equal(double.PositiveInfinity, Wider(map, new double[6], new double[3], scratch));
        Assert.Equal(double.PositiveInfinity, WiderTransposed(map, new double[9], new double[6], new double[6], scratch));
        (Circuit<float> single, float[] state, float[] z, _) = Draw(new(1), 3, TwinKind.Main, 1.0);
        CircuitMap<float> narrow = new(single);
        Scratch<float> lent = narrow.Scratch(1).Allocate<float>().Scratch;
        foreach (float bad in (float[])[float.NaN, float.PositiveInfinity, -1])
        {
            float[] spoiled = [.. state[..5], bad];
            Assert.False(Wider(narrow, spoiled, z, lent) < float.PositiveInfinity);
        }
    }

    // After W was replaced the copies in double are of the new one.
    [Fact, Trait("Leg", "Any")]
    public void Wider_residuals_follow_new_weights()
    {
        (Circuit<float> circuit, float[] state, float[] z, _) = Draw(new(2), 9, TwinKind.Main, 1.0);
        (Circuit<float> other, _, _, _) = Draw(new(3), 9, TwinKind.Main, 1.0);
        Scratch<float> scratch = new CircuitMap<float>(circuit).Scratch(1).Allocate<float>().Scratch;
        float before = Wider(new CircuitMap<float>(circuit), state, z, scratch);
        circuit.Pool.Set(other.Pool.Values);
        circuit.Recurrent!.Set(other.Recurrent!.Values);
        float after = Wider(new CircuitMap<float>(circuit), state, z, scratch);
        Circuit<float> anew = new(
            circuit.Kind, other.Pool.Values, other.Recurrent!.Values, circuit.Gains, Ones(9), Ones(9), circuit.TauY, circuit.TauA);
        anew.SetFloor(circuit.Floor);
        Assert.NotEqual(before, after);
        Assert.Equal(Wider(new CircuitMap<float>(anew), state, z, scratch), after);
    }

    private static float[] Ones(int n) => [.. Enumerable.Repeat(1f, n)];

    // An upper bound in float is within two of its roundings, and some n roundings of double of what meets, in any component.
    private static void Holds(float wider, double[] exact, float[] scales, int seed)
    {
        double real = exact.Max(Math.Abs), tiny = 1e-14 * exact.Length * exact.Length * scales.Max();
        Assert.True(wider >= real * (1 - 1e-12), $"{seed}: {wider} does not hold {real}");
        Assert.True(wider <= (real * (1 + 2.4e-7)) + tiny, $"{seed}: {wider} is far over {real}");
    }

    private static double[] Adjoint(Circuit<float> circuit, float[] point, float[] vector, float[] addend)
    {
        int n = circuit.Units;
        bool rectified = circuit.Kind != CircuitKind.Main;
        double[] result = new double[2 * n];
        for (int j = 0; j < n; j++)
        {
            double h = 0, through = 0, root = Math.Sqrt(point[n + j]), signal = rectified ? Math.Max(point[j], 0) : point[j];
            for (int i = 0; i < n; i++)
            {
                double weight = circuit.Recurrent is { } recurrent ? recurrent.Values[(i * n) + j] : i == j ? 1 : 0;
                bool open = circuit.Kind != CircuitKind.RectifiedOutput || point[(2 * n) + i] > 0;
                h += (double)circuit.Pool.Values[(i * n) + j] * vector[n + i];
                if (open) through += weight * (1 - Math.Sqrt(point[n + i])) * vector[i];
            }

            if (circuit.Kind == CircuitKind.RectifiedInput && !(point[j] > 0)) through = 0;
            result[j] = addend[j] + through + (2 * (double)point[n + j] * signal * h) - vector[j];
            result[n + j] = addend[n + j] - (point[(2 * n) + j] / (2 * root) * vector[j]) + (signal * signal * h) - vector[n + j];
        }

        return result;
    }

    private static (Circuit<float> Circuit, float[] State, float[] Z, double[] Exact) Draw(
        Random random, int n, TwinKind kind, double? recurrence)
    {
        (Twin drawn, double[] given) = CoreCircuit.Draw(random, n, kind, recurrence);
        Circuit<float> circuit = CoreCircuit.Of<float>(drawn);
        float[] z = CoreCircuit.Convert<float>(given);
        float[] state =
        [
            .. Enumerable.Range(0, n).Select(_ => (2 * random.NextSingle()) - 1),
            .. Enumerable.Range(0, n).Select(_ => random.NextSingle()),
        ];
        double[] floor = Array.ConvertAll(circuit.Floor.ToArray(), one => (double)one);
        double[][] Rows(double[][] rows) => [.. rows.Select(row => Array.ConvertAll(row, one => (double)(float)one))];
        Twin twin = drawn with
        {
            W = Rows(drawn.W),
            Wr = Rows(drawn.Wr),
            B = Array.ConvertAll(drawn.B, one => (double)(float)one),
            B0 = [.. floor.Select(Math.Sqrt)],
            Sigma = [.. floor.Select(_ => 1.0)],
        };
        double[] wide = Array.ConvertAll(state, one => (double)one);
        (double[] atY, double[] atA) = twin.Residual(wide[..n], wide[n..], Array.ConvertAll(z, one => (double)one));
        return (circuit, state, z, [.. atY, .. atA]);
    }

    private static float TransposedBound<TMap>(TMap map, float[] point, float[] vector, float[] addend, Scratch<float> scratch)
        where TMap : struct, IFixedPointMap<TMap, float> => TMap.TransposedError(map, point, vector, addend, scratch);

    private static void EncloseTransposed<TMap>(
        TMap map, float[] point, float[] vector, float[] addend, float[] residuals, float[] scales, Scratch<float> scratch)
        where TMap : struct, IFixedPointMap<TMap, float> =>
        TMap.EncloseTransposed(map, point, vector, addend, residuals, 0, scales, scratch);

    private static T Wider<T, TMap>(TMap map, T[] state, T[] z, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<TMap, T> => TMap.WiderResidual(map, state, z, default, scratch);

    private static T WiderTransposed<T, TMap>(TMap map, T[] point, T[] vector, T[] addend, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TMap : struct, IFixedPointMap<TMap, T> => TMap.WiderTransposedResidual(map, point, vector, addend, scratch);

    private static float Bound<TMap>(TMap map, float[] state, float[] z, float[] linearization, Scratch<float> scratch)
        where TMap : struct, IFixedPointMap<TMap, float> => TMap.ResidualError(map, state, z, linearization, scratch);

    private static void Enclose<TMap>(
        TMap map, float[] state, float[] z, float[] linearization, float[] residuals, float[] scales, Scratch<float> scratch)
        where TMap : struct, IFixedPointMap<TMap, float> => TMap.Enclose(map, state, z, linearization, residuals, 0, scales, scratch);
}

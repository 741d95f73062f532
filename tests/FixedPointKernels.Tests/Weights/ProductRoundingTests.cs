using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Weights;

/// <summary>The bound of a product's rounding against its formula, and against what rounding does to
/// products in float, judged in double.</summary>
public sealed class ProductRoundingTests
{
    private const double Epsilon = 1.0 / (1 << 23);

    private static readonly string[] Families = ["gaussian", "averages", "signs", "one pattern", "patterns", "sparse ones", "halves",
        "two values", "sorted", "one large", "sparse", "heavy tails", "in turn", "dust"];

    [Fact, Trait("Leg", "Any")]
    public void The_bound_is_what_the_formula_says_before_and_after_an_update()
    {
        foreach ((int outputs, int inputs) in ((int, int)[])[(1, 1), (3, 32), (2, 33), (70, 100), (100, 70), (300, 5), (5, 300)])
        {
            PackedWeights<float> weights = new(Weights("gaussian", outputs, inputs, new Random(outputs)), outputs, inputs);
            foreach (string family in (string[])["halves", "signs", "sparse ones", "signs with gaps", "in turn", "dust"])
            {
                Near(Enumerable.Range(0, outputs).Max(i => Bound(inputs, j => weights.Values[(i * inputs) + j])),
                    weights.Rounding.Bound(Threes(inputs), 1, 2));
                Near(Enumerable.Range(0, inputs).Max(j => Bound(outputs, i => weights.Values[(i * inputs) + j])),
                    weights.RoundingTransposed.Bound(Threes(outputs), 1, 2));
                weights.Set(Weights(family, outputs, inputs, new Random(7)));
            }
        }
    }

    [Fact]
    public void Products_are_never_rounded_by_more()
    {
        double worst = 0;
        List<string> over = [];
        Random random = new(3);
        foreach (int n in (int[])[8, 33, 64, 129, 300])
        {
            foreach (string family in Families)
            {
                for (int turn = 0; turn < 9; turn++)
                {
                    float[] w = Weights(family, n, n, random),
                        v = [.. Enumerable.Range(0, n).Select(j => Component(turn, j, n, w, random))];
                    PackedWeights<float> weights = new(w, n, n);
                    float[] forward = new float[n], backward = new float[n];
                    weights.Multiply(1, v, 0, forward);
                    weights.MultiplyTransposed(1, v, 0, backward);
                    if (v.Max(Math.Abs) == 0) continue;
                    double one = 0, other = 0;
                    for (int i = 0; i < n; i++)
                    {
                        double row = 0, column = 0;
                        for (int j = 0; j < n; j++)
                            (row, column) = (row + ((double)w[(i * n) + j] * v[j]), column + ((double)w[(j * n) + i] * v[j]));
                        (one, other) = (Math.Max(one, Math.Abs(forward[i] - row)), Math.Max(other, Math.Abs(backward[i] - column)));
                    }

                    one /= Epsilon * weights.Rounding.Bound(v, 1, forward.Max(Math.Abs));
                    other /= Epsilon * weights.RoundingTransposed.Bound(v, 1, backward.Max(Math.Abs));
                    worst = Math.Max(worst, Math.Max(one, other));
                    if (!(one <= 1 && other <= 1)) over.Add($"{family}, N = {n}, turn {turn}: {one:0.00} and {other:0.00} of the bound");
                }
            }
        }

        Assert.Empty(over);

        // A bound of many times what happens would clear nothing.
        Assert.InRange(worst, 0.3, 1);
    }

    // Up to 300 terms are summed in float: 300 · ½ε.
    private static void Near(double expected, double found) =>
        Assert.InRange(found, expected * (1 - 2e-5), (expected * (1 + 2e-5)) + 1e-30);

    // Beside 500 such terms a sum of 1 stays 1. The bound says so from nothing but the size of the weights.
    [Fact, Trait("Leg", "Any")]
    public void Terms_of_silent_neurons_are_counted_by_size()
    {
        foreach (int n in (int[])[33, 64, 129, 500])
        {
            float[] v =
                [.. Enumerable.Range(0, n).Select(j => j == 3 ? 1 : j % 4 == 0 ? 0 : j % 4 == 1 ? 1e-3f : j % 4 == 2 ? 4e-8f : -1e-7f)];
            double w = 0.5, sum = 2,
                expected = v.Sum(e => Math.Abs(w * e) <= 2 * Epsilon * sum ? Math.Min(Math.Abs(w * e), 0.5 * Epsilon * sum) : 0);
            Near(expected / Epsilon, LostTerms.Of<float>(v, (float)w, (float)sum));
        }
    }

    private static float[] Threes(int n) => [.. Enumerable.Repeat(3f, n)];

    // Of max|v| = 3 and max|W v| = 2; the largest of the first part is added to the second, which is the same for all.
    private static double Bound(int terms, Func<int, float> term)
    {
        double magnitude = 0, sum = 0, peak = 0, before = 0, first = 0, lost = 0;
        int repeats = 0;
        for (int k = 0; k < terms; k++)
        {
            double size = Math.Abs((double)term(k));
            if (k % 8 == 0) first = 0;
            if (size <= Epsilon * magnitude) lost += Math.Min(size / Epsilon, 0.5 * magnitude);
            magnitude += size;
            sum += term(k);
            if (size > 0 && (size == before || size == first)) repeats++;
            if (size > 0) before = size;
            if (first == 0) first = size;
            if ((k + 1) % 8 == 0 || k == terms - 1) peak = Math.Max(peak, Math.Abs(sum));
        }

        if (terms <= 32) return 3 * 0.5 * (terms + 1) * magnitude;
        double growing = 0.8 * Math.Sqrt(terms / 3.0);
        double alike = Math.Min(0.5 * terms, 1.16 * Math.Sqrt((double)repeats * terms)) * magnitude;
        double walked = 3 * (Math.Max(Math.Max(0.72 * magnitude, growing * peak), alike) + lost), grown = 2 * growing;
        return Math.Max(walked, grown) + (0.5 * Math.Min(walked, grown));
    }

    // Constant, random, rising, excitatory before inhibitory, one large, alternating, aligned with a row, one large and
    // the others silent, saturated at its signs.
    private static float Component(int turn, int j, int n, float[] w, Random random) => turn switch
    {
        0 => 0.9f,
        1 => (float)((2 * random.NextDouble()) - 1),
        2 => (j + 1f) / n,
        3 => (float)((0.8 * random.NextDouble()) + 0.2) * (j < n / 2 ? 1 : -1),
        4 => j == n / 3 ? 5 : (float)random.NextDouble(),
        5 => (float)random.NextDouble() * (j % 2 == 0 ? 1 : -1),
        7 => j == n / 3 ? 1 : (float)((0.4 + (0.1 * random.NextDouble())) * Epsilon),
        6 => w[(n * (n / 2)) + j] * (0.9f + (0.1f * (float)random.NextDouble())),
        _ => MathF.CopySign(0.9437f, w[(n * (n / 2)) + j]),
    };

    private static float[] Weights(string family, int outputs, int inputs, Random random)
    {
        float[] w = new float[outputs * inputs];
        int[,] patterns = new int[10, Math.Max(outputs, inputs)];
        for (int k = 0; k < patterns.Length; k++) patterns[k % 10, k / 10] = random.Next(2) == 0 ? 1 : -1;
        for (int i = 0; i < outputs; i++)
        {
            for (int j = 0; j < inputs; j++)
            {
                double gaussian = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                w[(i * inputs) + j] = (float)(family switch
                {
                    "averages" => 1.0 / inputs,
                    "signs" => (random.Next(2) == 0 ? 1.0 : -1.0) / inputs,
                    "signs with gaps" => j % 2 == 0 ? 0 : random.Next(2) == 0 ? 0.3 : -0.3,
                    "one pattern" => (double)patterns[0, i] * patterns[0, j] / inputs,
                    "patterns" => Enumerable.Range(0, 10).Sum(p => patterns[p, i] * patterns[p, j]) / (double)inputs,
                    "sparse ones" => random.NextDouble() < 0.1 ? 0.3 : 0,
                    "halves" => Math.Abs(gaussian) * (j < inputs / 2 ? 1 : -1) / inputs,
                    "two values" => (j < inputs / 2 ? 1.1 : -1.3) / inputs,
                    "sorted" => (j + random.NextDouble()) / inputs / inputs,
                    "one large" => (gaussian / inputs) + (j == (i * 7) % inputs ? 1 : 0),
                    "in turn" => j == 1 ? 1 : (1.49 + (j % 3)) * Epsilon,
                    "dust" => j == 1 ? 1 : (0.3 + (0.19 * random.NextDouble())) * Epsilon,
                    "sparse" => random.NextDouble() < 0.05 ? gaussian : 0,
                    "heavy tails" => gaussian / (0.01 + random.NextDouble()) / inputs,
                    _ => gaussian / Math.Sqrt(inputs),
                });
            }
        }

        return w;
    }
}

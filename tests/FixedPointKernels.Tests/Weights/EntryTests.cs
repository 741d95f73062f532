using System;
using System.Linq;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Weights;

/// <summary>What every kind of weights says of its products holds in exact arithmetic: entries with twice the digits, and the bound of a
/// plain product's rounding.</summary>
public sealed class EntryTests
{
    private const int N = 24;
    private const int Rank = 3;

    // Vectors of which a part of 2⁻⁶⁰ is left over, as a gain's product leaves it; weights of very different size, so that sums cancel.
    [Theory]
    [InlineData(Transpose.No)]
    [InlineData(Transpose.Yes)]
    public void An_entry_is_exact_but_for_its_error(Transpose form)
    {
        Random random = new(5);
        for (int turn = 0; turn < 60; turn++)
        {
            double[] dense = Draw(random, N * N, 0.4), left = Draw(random, N * Rank, 1), right = Draw(random, Rank * N, 1);
            double[] v = Draw(random, N, 1), low = [.. Draw(random, N, 1).Select(x => x * Math.ScaleB(1, -60))];
            Dyadic[] exact = [.. dense.Select(Dyadic.Of)], product = new Dyadic[N * N];
            for (int at = 0; at < product.Length; at++)
            {
                product[at] = Dyadic.Of(0);
                for (int l = 0; l < Rank; l++) product[at] += Dyadic.Of(left[(at / N * Rank) + l]) * Dyadic.Of(right[(l * N) + (at % N)]);
            }

            Check<Dense<double>>(new PackedWeights<double>(dense, N, N), form, v, low, exact);
            Check<Sparse<double>>(SparseWeights<double>.Of(dense, N, N), form, v, low, exact);
            Check<LowRank<double>>(new LowRankWeights<double>(left, right, N, N, Rank), form, v, low, product);
        }
    }

    // One full row and one full column, the rest empty: a product with W and one with Wᵀ are each as long as their own longest line.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_bound_of_a_product_is_that_of_its_own_lines(int full)
    {
        double[] v = [.. Enumerable.Range(0, N).Select(i => 1 + (0.3 * Math.Sin(i)))], low = new double[N], w = new double[N * N];
        for (int i = 0; i < N; i++) w[full == 0 ? i : i * N] = 1 + (0.3 * Math.Cos(i));
        Dyadic[] exact = [.. w.Select(Dyadic.Of)];
        foreach (Transpose form in (Transpose[])[Transpose.No, Transpose.Yes])
            Check<Sparse<double>>(SparseWeights<double>.Of(w, N, N), form, v, low, exact);
    }

    // W = 1 aᵀ with a rank of 64 that it does not need: one term in each inner sum, and 64 in the outer one, each of which loses almost
    // half a unit in the last place of what is summed so far.
    [Fact]
    public void The_bound_of_a_product_of_low_rank_counts_both_sums()
    {
        const int Long = 64;
        double[] ones = [.. Enumerable.Repeat(1.0, Long)], a = new double[Long], product = new double[1];
        double sum = 0;
        Dyadic exact = Dyadic.Of(0);
        for (int l = 0; l < Long; l++)
        {
            double unit = Math.BitIncrement(sum + 1) - (sum + 1);
            sum += a[l] = 1 + (0.49 * unit);
            exact += Dyadic.Of(a[l]);
        }

        LowRank<double> weights = new LowRankWeights<double>(ones, a, 1, 1, Long);
        weights.Multiply(1, [1], product, weights.Scratch(1).Allocate<double>().Scratch);
        Dyadic bound = Dyadic.Of(Precision<double>.Epsilon * Rounding<LowRank<double>>(weights, [1], product[0]));
        Assert.True(Dyadic.Abs(exact - Dyadic.Of(product[0])).CompareTo(bound) <= 0);
    }

    private static double Rounding<TWeights>(TWeights weights, double[] v, double product)
        where TWeights : struct, IWeights<TWeights, double> => TWeights.Rounding(weights, Transpose.No, v, 1, product);

    private static double[] Draw(Random random, int count, double share) =>
        [.. Enumerable.Range(0, count).Select(
            _ => random.NextDouble() < share ? (random.NextDouble() - 0.5) * Math.ScaleB(1, random.Next(-20, 21)) : 0)];

    private static void Check<TWeights>(TWeights weights, Transpose form, double[] v, double[] low, Dyadic[] exact)
        where TWeights : struct, IWeights<TWeights, double>
    {
        Scratch<double> scratch = (TWeights.EntryScratch(weights) + weights.Scratch(1)).Allocate<double>().Scratch;
        double[] prepared = new double[TWeights.PreparedLength(weights)], plain = new double[N];
        TWeights.Prepare(weights, form, v, low, prepared, scratch);
        if (form == Transpose.No) weights.Multiply(1, v, plain, scratch);
        else weights.MultiplyTransposed(1, v, plain, scratch);
        double rounding = Precision<double>.Epsilon * TWeights.Rounding(weights, form, v, 1, plain.Max(Math.Abs)),
            lowSum = low.Sum(Math.Abs);
        for (int i = 0; i < N; i++)
        {
            (Dyadic high, Dyadic all) = (Dyadic.Of(0), Dyadic.Of(0));
            for (int j = 0; j < N; j++)
            {
                Dyadic weight = exact[form == Transpose.No ? (i * N) + j : (j * N) + i];
                high += weight * Dyadic.Of(v[j]);
                all += weight * (Dyadic.Of(v[j]) + Dyadic.Of(low[j]));
            }

            // The part of low is a plain sum: N roundings of ½ε each of at most the largest weight times Σ|low|.
            CompensatedDot<double> entry =
                TWeights.Entry(weights, form, i, v, low, prepared, scratch, out double correction, out double largest);
            double allowed = entry.Error(N) + (Math.Abs(correction) * 1e-15) + (largest * N * Precision<double>.Epsilon * lowSum);
            Dyadic left = all - Dyadic.Of(entry.Sum) - Dyadic.Of(entry.Correction) - Dyadic.Of(correction);
            Assert.True(
                Dyadic.Abs(left).CompareTo(Dyadic.Of(allowed)) <= 0, $"{typeof(TWeights).Name}, entry {i}: more than {allowed} off");
            bool bounded = Dyadic.Abs(high - Dyadic.Of(plain[i])).CompareTo(Dyadic.Of(rounding)) <= 0;
            Assert.True(bounded, $"{typeof(TWeights).Name}, entry {i}: a plain product is off by more than {rounding}");

            // And it is of use: some thousand times as good as the plain product.
            Assert.InRange(allowed, 0, (1e-3 * rounding) + double.Epsilon);
        }
    }
}

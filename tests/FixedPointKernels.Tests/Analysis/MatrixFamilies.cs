using System;
using System.Linq;
using FixedPointKernels.Reference;
using FixedPointKernels.Tests.Support;

namespace FixedPointKernels.Tests.Analysis;

/// <summary>Random matrices of kinds that trouble eigenvalue iterations, orders 2 to 40: matrix <c>seed</c> is
/// of kind <c>seed mod Count</c>.</summary>
internal static class MatrixFamilies
{
    internal static readonly (string Name, Func<Random, double[][]> Draw)[] All =
    [
        ("chain of pairs", random => Chain(random, random.Next(1, 21))),
        ("chain as a block", random => Embedded(random, Chain(random, random.Next(1, 11)), random.Next(1, 21))),
        ("normal", Normal),
        ("small integers", random => Square(Order(random), (_, _) => random.Next(-2, 3))),
        ("permutation", random => Permutation(random, Order(random), signs: false)),
        ("signed permutation, coupled", CoupledPermutation),
        ("excitatory and inhibitory", ExcitatoryInhibitory),
        ("averages", random => Averages(random, Order(random))),
        ("graded", Graded),
        ("companion", Companion),
        ("Jordan blocks", random => Permuted(random, Jordan(random, Order(random)))),
        ("equal blocks", random => EqualBlocks(random, random.Next(1, 6), random.Next(2, 9))),
        ("orthogonal symmetry", random => Reflection(random, Order(random))),
        ("rank two", random => RankTwo(random, Order(random))),
        ("sparse signs", random => Square(Order(random), (_, _) => random.Next(6) == 0 ? random.Next(2) == 0 ? 1 : -1 : 0)),
    ];

    internal static (string Name, double[][] A) Matrix(int seed)
    {
        (string name, Func<Random, double[][]> draw) = All[seed % All.Length];
        return ($"{name}, seed {seed}", draw(new Random(seed)));
    }

    private static int Order(Random random) => random.Next(2, 41);

    private static double Weak(Random random) => Math.Pow(10, -17 + (16 * random.NextDouble()));

    private static double[][] Square(int n, Func<int, int, double> entry)
    {
        double[][] a = DenseMatrix.Zeros(n, n);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) a[i][j] = entry(i, j);
        }

        return a;
    }

    // [[0, 1], [1, 0]] again and again, neighbours coupled by ±ε, all alike or each its own.
    private static double[][] Chain(Random random, int pairs)
    {
        double[][] a = DenseMatrix.Zeros(2 * pairs, 2 * pairs);
        bool alike = random.Next(2) == 0;
        double size = random.Next(3) == 0 ? 0.9 : 1, weak = Weak(random);
        for (int i = 0; i + 1 < 2 * pairs; i++)
        {
            if (i % 2 == 0)
            {
                a[i][i + 1] = a[i + 1][i] = size;
                continue;
            }

            double coupling = alike ? weak : Weak(random);
            a[i][i + 1] = coupling;
            a[i + 1][i] = alike || random.Next(2) == 0 ? -coupling : coupling;
        }

        return a;
    }

    // The block, what surrounds it, and entries that lead from one to the other but not back (or weakly back), neurons in random order.
    private static double[][] Embedded(Random random, double[][] block, int more)
    {
        int m = block.Length;
        double back = random.Next(2) == 0 ? 0 : Weak(random);
        bool dense = random.Next(2) == 0;
        double[][] around = RandomSample.Normal(random, m + more, m + more);
        return Permuted(random,
            Square(m + more, (i, j) => i < m && j < m ? block[i][j] : i >= m && j < m ? back * around[i][j] : dense ? around[i][j] : 0));
    }

    private static double[][] Permuted(Random random, double[][] a)
    {
        int[] order = [.. Enumerable.Range(0, a.Length)];
        random.Shuffle(order);
        return Square(a.Length, (i, j) => a[order[i]][order[j]]);
    }

    private static double[][] Normal(Random random)
    {
        int n = Order(random);
        return RandomSample.Normal(random, n, n);
    }

    private static double[][] CoupledPermutation(Random random)
    {
        int n = Order(random);
        return DenseMatrix.Add(Permutation(random, n, signs: true), DenseMatrix.Scale(Weak(random), RandomSample.Normal(random, n, n)));
    }

    private static double[][] Permutation(Random random, int n, bool signs)
    {
        int[] to = [.. Enumerable.Range(0, n)];
        random.Shuffle(to);
        return Square(n, (i, j) => to[i] != j ? 0 : signs && random.Next(2) == 0 ? -1 : 1);
    }

    private static double[][] ExcitatoryInhibitory(Random random)
    {
        int n = Order(random);
        double balance = random.Next(2) == 0 ? 4 : 1 + (4 * random.NextDouble());
        return Square(n, (_, j) => random.Next(3) == 0 ? 0 : (j % 5 == 4 ? -balance : 1) * random.NextDouble() / Math.Sqrt(n));
    }

    // Rows that are means over groups: many eigenvalues 0, some exactly 1.
    private static double[][] Averages(Random random, int n)
    {
        int groups = random.Next(1, 5);
        return Square(n, (i, j) => i % groups == j % groups ? 1.0 / Enumerable.Range(0, n).Count(k => k % groups == i % groups) : 0);
    }

    private static double[][] Graded(Random random)
    {
        int n = Order(random);
        double steep = 8.0 / n * random.NextDouble();
        bool similar = random.Next(2) == 0;
        double[][] a = RandomSample.Normal(random, n, n);
        return Square(n, (i, j) => a[i][j] * Math.Pow(10, steep * (similar ? i - j : -i - j)));
    }

    private static double[][] Companion(Random random)
    {
        int n = Order(random);
        bool cyclic = random.Next(3) == 0;
        return Square(n, (i, j) => i == 0 ? cyclic ? (j == n - 1 ? 1 : 0) : random.Next(-3, 4) : j == i - 1 ? 1 : 0);
    }

    private static double[][] Jordan(Random random, int n)
    {
        double[] values = [0, 0, 1, -1, 0.5, random.NextDouble()];
        int block = 0;
        double value = 0;
        bool[] linked = new bool[n];
        double[] diagonal = new double[n];
        for (int i = 0; i < n; i++)
        {
            linked[i] = block > 0;
            if (block == 0) (block, value) = (random.Next(1, 7), values[random.Next(values.Length)]);
            diagonal[i] = value;
            block--;
        }

        double back = random.Next(2) == 0 ? 0 : Weak(random);
        return Square(n, (i, j) => i == j ? diagonal[i] : j == i + 1 && linked[j] ? 1 : j == i - 1 && linked[i] ? back : 0);
    }

    private static double[][] EqualBlocks(Random random, int blocks, int size)
    {
        double[][] one = RandomSample.Normal(random, size, size);
        double weak = random.Next(2) == 0 ? 0 : Weak(random);
        return Square(Math.Min(40, blocks * size), (i, j) => i / size == j / size ? one[i % size][j % size] : weak);
    }

    // I − 2 v vᵀ: eigenvalues 1, n − 1 times, and −1.
    private static double[][] Reflection(Random random, int n)
    {
        double[] v = RandomSample.Normal(random, 1, n)[0];
        double square = v.Sum(x => x * x);
        return Square(n, (i, j) => (i == j ? 1 : 0) - (2 * v[i] * v[j] / square));
    }

    private static double[][] RankTwo(Random random, int n)
    {
        double[][] v = RandomSample.Normal(random, 4, n);
        return Square(n, (i, j) => ((v[0][i] * v[1][j]) + (v[2][i] * v[3][j])) / n);
    }
}

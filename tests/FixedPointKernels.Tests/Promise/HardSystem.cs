using System;

namespace FixedPointKernels.Tests.Promise;

/// <summary>A linear system (I − W) r = x that is singular, or nearly so: W as floats, a drive, and, where it is exactly
/// singular, whether a solution exists.</summary>
/// <param name="Name">The family.</param>
/// <param name="W">N × N.</param>
/// <param name="X">N.</param>
internal sealed record HardSystem(string Name, double[] W, double[] X)
{
    internal int N => X.Length;

    /// <summary>One system of a random family; every entry is a float, so that float and double solve the same one.</summary>
    internal static HardSystem Random(int seed)
    {
        Random random = new(seed);
        int n = 2 + random.Next(11);
        double[] w = new double[n * n];
        string name = Fill(random, n, w);
        double[] x = new double[n];
        for (int i = 0; i < n; i++) x[i] = random.Next(5) == 0 ? 0 : random.Next(-9, 10);
        if (random.Next(4) == 0) Centre(x);
        double scale = Math.Pow(10, random.Next(-8, 9));
        for (int i = 0; i < n; i++) x[i] = (float)(x[i] * scale);

        // D W D⁻¹ with powers of two: the same singularity, exactly, in other units neuron by neuron.
        if (random.Next(3) == 0)
        {
            int[] powers = new int[n];
            for (int i = 0; i < n; i++) powers[i] = random.Next(-13, 14);
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++) w[(i * n) + j] = Math.ScaleB(w[(i * n) + j], powers[i] - powers[j]);
                x[i] = Math.ScaleB(x[i], powers[i]);
            }

            name += ", rescaled";
        }

        if (random.Next(4) == 0)
        {
            int at = random.Next(n * n);
            w[at] = (float)(w[at] + Math.ScaleB(random.Next(2) == 0 ? 1 : -1, -random.Next(4, 40)));
            name += ", perturbed";
        }

        return new(name, w, x);
    }

    private static string Fill(Random random, int n, double[] w)
    {
        switch (random.Next(7))
        {
            case 0:
                for (int i = 0; i < n * n; i++) w[i] = (float)(1.0 / n);
                return "average";
            case 1:
                for (int i = 0, shift = 1 + random.Next(n); i < n; i++) w[(i * n) + ((i + shift) % n)] = 1;
                return "permutation";
            case 2:
                return Projection(random, n, w);
            case 3:
                for (int i = 0; i < n; i++) w[(i * n) + i] = i % 2 == 0 ? 1 : 0.5;
                return "diag(1, ½)";
            case 4:
                for (int i = 0; i < n * n; i++) w[i] = (random.Next(2) == 0 ? 1 : -1) / (double)(1 << random.Next(4));
                return "±1";
            case 5:
                // Rows that sum to 1: averages with weights.
                for (int i = 0; i < n; i++)
                {
                    for (int j = 0; j < n - 1; j++) w[(i * n) + ((i + j) % n)] = Math.ScaleB(1, -j - 1);
                    w[(i * n) + ((i + n - 1) % n)] = Math.ScaleB(1, -n + 1);
                }

                return "weighted average";
            default:
                return Integers(random, n, w);
        }
    }

    // v vᵀ/|v|² with v of ±1: exact where N is a power of two.
    private static string Projection(Random random, int n, double[] w)
    {
        int[] v = new int[n];
        for (int i = 0; i < n; i++) v[i] = random.Next(2) == 0 ? 1 : -1;
        for (int i = 0; i < n * n; i++) w[i] = (float)(v[i / n] * v[i % n] / (double)n);
        return "projection";
    }

    // I − W of small integers, the last row a combination of the others.
    private static string Integers(Random random, int n, double[] w)
    {
        for (int i = 0; i < (n - 1) * n; i++) w[i] = random.Next(-3, 4);
        for (int i = 0; i < n - 1; i++)
        {
            int factor = random.Next(-2, 3);
            for (int j = 0; j < n; j++) w[((n - 1) * n) + j] += factor * w[(i * n) + j];
        }

        for (int i = 0; i < n * n; i++) w[i] = (i / n == i % n ? 1 : 0) - w[i];
        return "integers";
    }

    private static void Centre(double[] x)
    {
        double sum = 0;
        for (int i = 1; i < x.Length; i++) sum += x[i];
        x[0] = -sum;
    }
}

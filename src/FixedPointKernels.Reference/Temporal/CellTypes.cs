using System.Linq;

namespace FixedPointKernels.Reference;

/// <summary>Cell types: what is known of a synapse is which type drives which.</summary>
public static class CellTypes
{
    /// <summary>In place of every W_ij the mean over all pairs of neurons of the types of i and of j.</summary>
    /// <param name="w">N × N.</param>
    /// <param name="types">The type of every neuron.</param>
    public static double[][] Means(double[][] w, int[] types)
    {
        int n = w.Length;
        double[][] means = DenseMatrix.Zeros(n, n);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                int[] like = [.. Enumerable.Range(0, n).Where(k => types[k] == types[i])];
                int[] from = [.. Enumerable.Range(0, n).Where(k => types[k] == types[j])];
                means[i][j] = like.Average(a => from.Average(b => w[a][b]));
            }
        }

        return means;
    }

    /// <summary>Two types: the first ⌊N/2⌋ neurons, and the others.</summary>
    public static int[] Halves(int n) => [.. Enumerable.Range(0, n).Select(i => i < n / 2 ? 0 : 1)];
}

namespace FixedPointKernels.Reference;

/// <summary>What the parameters of a leaky cell are to be changed by: a gradient, or what a rule has in its place.</summary>
/// <param name="W">N × N.</param>
/// <param name="U">N × D.</param>
/// <param name="B">N.</param>
/// <param name="Start">By s₀, N.</param>
public sealed record CellGradient(double[][] W, double[][] U, double[] B, double[] Start)
{
    /// <summary>All zeros, for a cell.</summary>
    public static CellGradient Zeros(LeakyCell cell)
    {
        int n = cell.B.Length;
        return new(DenseMatrix.Zeros(n, n), DenseMatrix.Zeros(n, cell.U[0].Length), new double[n], new double[n]);
    }

    /// <summary>The sum of two.</summary>
    public static CellGradient operator +(CellGradient one, CellGradient other) => new(
        DenseMatrix.Add(one.W, other.W), DenseMatrix.Add(one.U, other.U), DenseMatrix.AddScaled(one.B, 1, other.B),
        DenseMatrix.AddScaled(one.Start, 1, other.Start));

    /// <summary>Adds d_i (z_j, x_j, 1): neuron i is answerable for d_i, and was given z through W, x through U and 1 by its
    /// bias.</summary>
    internal void AddOuter(double[] d, double[] z, double[] x)
    {
        for (int i = 0; i < d.Length; i++)
        {
            for (int j = 0; j < z.Length; j++) W[i][j] += d[i] * z[j];
            for (int j = 0; j < x.Length; j++) U[i][j] += d[i] * x[j];
            B[i] += d[i];
        }
    }
}

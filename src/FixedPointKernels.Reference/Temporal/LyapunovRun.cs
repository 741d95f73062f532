using System.Linq;

namespace FixedPointKernels.Reference;

/// <summary>Lyapunov exponents of a leaky cell along one trajectory, with every Jacobian written out.</summary>
/// <param name="Cell">The cell, with its s₀.</param>
/// <param name="X">Inputs, T × D.</param>
/// <param name="Vectors">Q₀ as k rows of N.</param>
/// <param name="Interval">n_o.</param>
/// <param name="WarmUp">w.</param>
/// <remarks>Source: spec 3, section 6.</remarks>
public sealed record LyapunovRun(LeakyCell Cell, double[][] X, double[][] Vectors, int Interval = 1, int WarmUp = 0)
{
    /// <summary>s_0 … s_T.</summary>
    public double[][] States => [Cell.Start, .. Cell.Run(X)];

    /// <summary>J_t of t = 1 … T, N × N.</summary>
    public double[][][] Jacobians
    {
        get
        {
            double[][] states = States;
            return [.. Enumerable.Range(1, X.Length).Select(t => Jacobian(Cell, Arguments(states, t)))];
        }
    }

    /// <summary>What φ′ is taken of in step t: the old voltage, or u_t.</summary>
    public double[] Arguments(double[][] states, int t)
    {
        double[] old = states[t - 1];
        if (Cell.Form == LeakForm.V) return old;
        double[] sum = DenseMatrix.AddScaled(DenseMatrix.Multiply(Cell.W, old), 1, DenseMatrix.Multiply(Cell.U, X[t - 1]));
        sum = DenseMatrix.AddScaled(sum, 1, Cell.B);
        return Cell.Form == LeakForm.R ? sum : DenseMatrix.AddScaled(DenseMatrix.Scale(1 - Cell.Alpha, old), Cell.Alpha, sum);
    }

    /// <summary>λ per step, n, and ln R_ii of every counted point.</summary>
    public (double[] Exponents, int Steps, double[][] Logs) Measure()
    {
        int k = Vectors.Length, n = 0, last = 0;
        double[] sum = new double[k];
        double[][] q = Vectors, logs = [];
        double[][][] jacobians = Jacobians;
        for (int t = 1; t <= X.Length; t++)
        {
            q = [.. q.Select(column => DenseMatrix.Multiply(jacobians[t - 1], column))];
            if (t % Interval != 0 && t != X.Length) continue;
            (q, double[][] r) = GramSchmidt.Factor(q);
            if (last >= WarmUp)
            {
                double[] log = [.. Enumerable.Range(0, k).Select(i => System.Math.Log(r[i][i]))];
                (sum, logs, n) = (DenseMatrix.AddScaled(sum, 1, log), [.. logs, log], n + t - last);
            }

            last = t;
        }

        return (DenseMatrix.Scale(1.0 / n, sum), n, logs);
    }

    /// <summary>The mean of ln |det J_t|, by elimination with pivots.</summary>
    public double MeanLogDeterminant() => Jacobians.Average(LogDeterminant);

    /// <summary>J of a step.</summary>
    public static double[][] Jacobian(LeakyCell cell, double[] arguments)
    {
        double[][] slopes = DenseMatrix.Diagonal(cell.Phi.Slopes(arguments)), leak = DenseMatrix.Identity(arguments.Length);
        leak = DenseMatrix.Scale(1 - cell.Alpha, leak);
        return cell.Form switch
        {
            LeakForm.V => DenseMatrix.AddScaled(leak, cell.Alpha, DenseMatrix.Multiply(cell.W, slopes)),
            LeakForm.R => DenseMatrix.AddScaled(leak, cell.Alpha, DenseMatrix.Multiply(slopes, cell.W)),
            _ => DenseMatrix.Multiply(slopes, DenseMatrix.AddScaled(leak, cell.Alpha, cell.W)),
        };
    }

    private static double LogDeterminant(double[][] matrix)
    {
        double[][] a = [.. matrix.Select(row => row.ToArray())];
        double sum = 0;
        for (int c = 0; c < a.Length; c++)
        {
            int pivot = Enumerable.Range(c, a.Length - c).MaxBy(row => System.Math.Abs(a[row][c]));
            (a[c], a[pivot]) = (a[pivot], a[c]);
            sum += System.Math.Log(System.Math.Abs(a[c][c]));
            for (int row = c + 1; row < a.Length; row++) a[row] = DenseMatrix.AddScaled(a[row], -a[row][c] / a[c][c], a[c]);
        }

        return sum;
    }
}

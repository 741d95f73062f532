namespace FixedPointKernels.Reference;

/// <summary>Real-time recurrent learning: X_t = ∂s_t/∂(every parameter) goes forward with the states, and the gradient is Σ_t X_tᵀ
/// ∂L/∂s_t. It is exact, and shares nothing with a way back through time.</summary>
/// <remarks>X_t = J_t X_{t−1} + what the parameters do at step t directly. O(N⁴) a step. Source: spec 3, section 4.7; R. J. Williams and D.
/// Zipser 1989.</remarks>
public static class RealTimeLearning
{
    /// <summary>Σ_t X_tᵀ (signal of step t) of one sample.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="x">T × D.</param>
    /// <param name="signals">∂L/∂s_t, or what stands in its place, T × N.</param>
    public static CellGradient Gradient(LeakyCell cell, double[][] x, double[][] signals)
    {
        (int n, int m) = (cell.B.Length, cell.U[0].Length);
        int ofInputs = n * n, ofBias = ofInputs + (n * m), ofStart = ofBias + n;
        double[][] sensitivity = DenseMatrix.Zeros(n, ofStart + n);
        for (int i = 0; i < n; i++) sensitivity[i][ofStart + i] = 1;
        double[] sum = new double[ofStart + n], state = cell.Start;
        double[][] states = cell.Run(x);
        for (int t = 0; t < x.Length; t++)
        {
            sensitivity = DenseMatrix.Multiply(cell.Jacobian(state, x[t]), sensitivity);
            double[] gains = cell.Gains(state, x[t]), z = cell.Sources(state);
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++) sensitivity[i][(i * n) + j] += gains[i] * z[j];
                for (int j = 0; j < m; j++) sensitivity[i][ofInputs + (i * m) + j] += gains[i] * x[t][j];
                sensitivity[i][ofBias + i] += gains[i];
            }

            for (int i = 0; i < n; i++) sum = DenseMatrix.AddScaled(sum, signals[t][i], sensitivity[i]);
            state = states[t];
        }

        CellGradient gradient = CellGradient.Zeros(cell);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) gradient.W[i][j] = sum[(i * n) + j];
            for (int j = 0; j < m; j++) gradient.U[i][j] = sum[ofInputs + (i * m) + j];
            gradient.B[i] = sum[ofBias + i];
            gradient.Start[i] = sum[ofStart + i];
        }

        return gradient;
    }
}

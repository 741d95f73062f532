namespace FixedPointKernels.Reference;

/// <summary>What every synapse remembers of its own doing, forward: p_t = f_t ∘ p_{t−1} + ∂s_t/∂(its weight) directly. e-prop, random
/// e-prop and RFLO where f is the leak, SnAp-1 where it is the diagonal of J_t.</summary>
/// <param name="cell">The cell.</param>
/// <param name="ownWeight">Whether f is the diagonal of J_t, W_ii in it.</param>
/// <remarks>With one trace a synapse in every form, although in V all neurons have the same. Of s₀: what of the start is left. Source: spec
/// 3, sections 4.1 and 4.3.</remarks>
public sealed class EligibilityTraces(LeakyCell cell, bool ownWeight)
{
    /// <summary>The traces of W after the last step, N × N.</summary>
    public double[][] Last(double[][] x) => Run(x, null).Traces.W;

    /// <summary>Σ_t (signal of step t)_i p_t,ij of one sample.</summary>
    /// <param name="x">T × D.</param>
    /// <param name="signals">∂L/∂s_t, or what stands in its place, T × N.</param>
    public CellGradient Gradient(double[][] x, double[][] signals) => Run(x, signals).Sum;

    private (CellGradient Traces, CellGradient Sum) Run(double[][] x, double[][]? signals)
    {
        CellGradient traces = CellGradient.Zeros(cell), sum = CellGradient.Zeros(cell);
        for (int i = 0; i < traces.Start.Length; i++) traces.Start[i] = 1;
        double[][] states = cell.Run(x);
        double[] state = cell.Start;
        for (int t = 0; t < x.Length; t++)
        {
            double[] kept = Kept(state, x[t]), gains = cell.Gains(state, x[t]);
            traces = Weighted(traces, kept);
            traces.AddOuter(gains, cell.Sources(state), x[t]);
            if (signals is not null) sum += Weighted(traces, signals[t]);
            state = states[t];
        }

        return (traces, sum);
    }

    // f of the step from s with x.
    private double[] Kept(double[] s, double[] x)
    {
        double[] kept = new double[s.Length], u = cell.Argument(s, x);
        double[][] jacobian = cell.Jacobian(s, x);
        for (int i = 0; i < s.Length; i++)
        {
            if (ownWeight) kept[i] = jacobian[i][i];
            else kept[i] = (1 - cell.Alpha) * (cell.Form == LeakForm.P ? cell.Phi.Slope(u[i]) : 1);
        }

        return kept;
    }

    // Row i of everything times factor i.
    private static CellGradient Weighted(CellGradient one, double[] factors) => new(
        DenseMatrix.Multiply(DenseMatrix.Diagonal(factors), one.W), DenseMatrix.Multiply(DenseMatrix.Diagonal(factors), one.U),
        DenseMatrix.Multiply(factors, one.B), DenseMatrix.Multiply(factors, one.Start));
}

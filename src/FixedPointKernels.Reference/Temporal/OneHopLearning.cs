using System;

namespace FixedPointKernels.Reference;

/// <summary>MDGL, of a leak on the voltage: e-prop, and once more along every way that leaves a neuron by one synapse and is read there at
/// the next step.</summary>
/// <remarks>
/// With S_t = ∂L/∂v_t directly, L̃_t∘φ′(v_t) = S_t + φ′(v_t) ∘ α Mᵀ S_{t+1}, and the trace of a synapse is the sum that it stands for,
/// z̄_t = α Σ_{s≤t} (1 − α)^{t−s} φ(v_{s−1}), with powers in place of a recurrence. The start is step 0, of which (1 − α)^t is left. M is
/// W or <see cref="CellTypes.Means"/>. Source: spec 3, section 4.5.
/// </remarks>
public static class OneHopLearning
{
    /// <summary>The update of one sample.</summary>
    /// <param name="cell">The cell, form V.</param>
    /// <param name="x">T × D.</param>
    /// <param name="signals">∂L/∂v_t, or what stands in its place, T × N.</param>
    /// <param name="between">M, N × N.</param>
    public static CellGradient Gradient(LeakyCell cell, double[][] x, double[][] signals, double[][] between)
    {
        if (cell.Form != LeakForm.V) throw new ArgumentException("The rule is of a leak on the voltage.", nameof(cell));
        double[][] states = [cell.Start, .. cell.Run(x)];
        CellGradient sum = CellGradient.Zeros(cell);
        for (int t = 0; t <= x.Length; t++)
        {
            double[] told = t == 0 ? new double[cell.B.Length] : signals[t - 1];
            if (t < x.Length)
            {
                double[] back = DenseMatrix.Multiply(DenseMatrix.Transpose(between), signals[t]);
                told = DenseMatrix.AddScaled(told, cell.Alpha, DenseMatrix.Multiply(cell.Phi.Slopes(states[t]), back));
            }

            for (int s = 1; s <= t; s++)
            {
                double left = cell.Alpha * Math.Pow(1 - cell.Alpha, t - s);
                sum.AddOuter(DenseMatrix.Scale(left, told), cell.Sources(states[s - 1]), x[s - 1]);
            }

            for (int i = 0; i < told.Length; i++) sum.Start[i] += Math.Pow(1 - cell.Alpha, t) * told[i];
        }

        return sum;
    }
}

using System;

namespace FixedPointKernels.Reference;

/// <summary>ModProp, of a leak on the voltage: what is told at step t reaches step s by [(1 − α) I + α μ Mᵀ]^{t−s}, the constant μ in place
/// of every slope on the way.</summary>
/// <remarks>A sum over all pairs s ≤ t with the powers written out. M is W or <see cref="CellTypes.Means"/>. As the published code has it,
/// not its description. Source: spec 3, section 4.6.</remarks>
public static class ModulatedLearning
{
    /// <summary>The update of one sample.</summary>
    /// <param name="cell">The cell, form V.</param>
    /// <param name="x">T × D.</param>
    /// <param name="signals">∂L/∂v_t, or what stands in its place, T × N.</param>
    /// <param name="between">M, N × N.</param>
    /// <param name="modulation">μ.</param>
    public static CellGradient Gradient(LeakyCell cell, double[][] x, double[][] signals, double[][] between, double modulation)
    {
        if (cell.Form != LeakForm.V) throw new ArgumentException("The rule is of a leak on the voltage.", nameof(cell));
        double[][] states = [cell.Start, .. cell.Run(x)], identity = DenseMatrix.Identity(cell.B.Length);
        double[][] step = DenseMatrix.AddScaled(
            DenseMatrix.Scale(1 - cell.Alpha, identity), cell.Alpha * modulation, DenseMatrix.Transpose(between));
        CellGradient sum = CellGradient.Zeros(cell);
        double[] ofStart = sum.Start;
        double[][] power = identity;
        for (int lag = 0; lag <= x.Length; lag++)
        {
            for (int t = Math.Max(lag, 1); t <= x.Length; t++)
            {
                double[] reached = DenseMatrix.Multiply(power, signals[t - 1]);
                int s = t - lag;
                if (s > 0) sum.AddOuter(DenseMatrix.Scale(cell.Alpha, reached), cell.Sources(states[s - 1]), x[s - 1]);
                else ofStart = DenseMatrix.AddScaled(ofStart, 1, reached);
            }

            power = DenseMatrix.Multiply(step, power);
        }

        return sum with { Start = ofStart };
    }
}

using System.Collections.Generic;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace FixedPointKernels.Studies.Temporal.Spectra;

/// <summary>How a state depends on one of many steps before: ∂s_T/∂s_t = J_T … J_{t+1}, by its singular values.</summary>
/// <remarks>Source: R. Engelken, "Gradient flossing: improving gradient descent through dynamic control of Jacobians", 2023.</remarks>
internal static class LongTermJacobian
{
    // 1/ε: rounding of the largest singular value is as large as the smallest.
    private const double Most = 4.5e15;

    /// <summary>The largest singular value, and its quotient with the smallest, of the product of the last 1, 2, … Jacobians; infinite
    /// where
    /// the smallest is 0.</summary>
    /// <param name="n">N.</param>
    /// <param name="jacobians">J of every step, N × N row-major.</param>
    internal static IReadOnlyList<(double Norm, double Condition)> Of(int n, IReadOnlyList<double[]> jacobians)
    {
        List<(double, double)> found = [];
        Matrix<double> product = DenseMatrix.CreateIdentity(n);
        for (int step = jacobians.Count - 1; step >= 0; step--)
        {
            product *= Matrix<double>.Build.DenseOfRowMajor(n, n, jacobians[step]);
            Vector<double> singular = product.Svd(computeVectors: false).S;
            double condition = singular[0] / singular[n - 1];
            found.Add((singular[0], condition < Most ? condition : double.PositiveInfinity));
        }

        return found;
    }
}

using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;
using MathNet.Numerics.LinearAlgebra;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Landscape;

/// <summary>The least-squares solutions around which the landscape is mapped, by pseudo-inverse: for setting up, not for a hot
/// path.</summary>
/// <remarks>Columns are samples: X and R̂ are N × m. Source: singular values of MathNet.Numerics.</remarks>
internal static class LeastSquares
{
    /// <summary>W* = (R̂ − X) R̂⁺, N × N row-major: the smallest W with W R̂ = R̂ − X, that is (I − W) R̂ = X, where there is
    /// one.</summary>
    internal static double[] Weights(LinearProblem problem)
    {
        (Matrix<double> inputs, Matrix<double> targets) = Columns(problem);
        return ((targets - inputs) * targets.PseudoInverse()).ToRowMajorArray();
    }

    /// <summary>A* X − R̂ with A* = R̂ X⁺, as rows of samples: what the best A leaves.</summary>
    internal static double[] InverseResidual(LinearProblem problem)
    {
        (Matrix<double> inputs, Matrix<double> targets) = Columns(problem);
        return ((targets * inputs.PseudoInverse() * inputs) - targets).ToColumnMajorArray();
    }

    // Rows of samples are, column by column, the matrix whose columns are samples.
    private static (Matrix<double> Inputs, Matrix<double> Targets) Columns(LinearProblem problem) => (
        Matrix<double>.Build.Dense(problem.Neurons, problem.Samples, problem.Inputs.ToArray()),
        Matrix<double>.Build.Dense(problem.Neurons, problem.Samples, problem.Targets.ToArray()));
}

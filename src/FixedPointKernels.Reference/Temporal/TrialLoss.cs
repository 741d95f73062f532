using System;
using System.Linq;

namespace FixedPointKernels.Reference;

/// <summary>What a trial's outputs lose at every step, by definition, and by each output.</summary>
/// <param name="Kind">Which loss.</param>
/// <param name="Whole">M, the sum of the mask over the whole batch.</param>
/// <remarks>A class is the row of zeros with a 1 at its place. Source: spec 3, section 2.</remarks>
public sealed record TrialLoss(TrialLossKind Kind, double Whole)
{
    /// <summary>Σ_t m_t ℓ(y_t)/M of one trial.</summary>
    /// <param name="y">T × K.</param>
    /// <param name="wanted">T × K.</param>
    /// <param name="mask">m, T.</param>
    public double Value(double[][] y, double[][] wanted, double[] mask)
    {
        double sum = 0;
        for (int t = 0; t < y.Length; t++) sum += mask[t] * OfStep(y[t], wanted[t]) / Whole;
        return sum;
    }

    /// <summary>Its derivatives by y, T × K.</summary>
    /// <inheritdoc cref="Value" path="/param"/>
    public double[][] Errors(double[][] y, double[][] wanted, double[] mask) =>
        [.. y.Select((one, t) => DenseMatrix.Scale(mask[t] / Whole, Error(one, wanted[t])))];

    private static double Logistic(double y) => 1 / (1 + Math.Exp(-y));

    private static double[] Softmax(double[] y) => [.. y.Select(one => Math.Exp(one) / y.Sum(Math.Exp))];

    private double OfStep(double[] y, double[] wanted) => Kind switch
    {
        TrialLossKind.SquaredError => y.Zip(wanted, (one, other) => (one - other) * (one - other)).Sum() / 2,
        TrialLossKind.CrossEntropy => -Softmax(y).Zip(wanted, (share, other) => other * Math.Log(share)).Sum(),
        _ => -y.Zip(wanted, (one, other) => (other * Math.Log(Logistic(one))) + ((1 - other) * Math.Log(Logistic(-one)))).Average(),
    };

    private double[] Error(double[] y, double[] wanted) => Kind switch
    {
        TrialLossKind.SquaredError => DenseMatrix.AddScaled(y, -1, wanted),
        TrialLossKind.CrossEntropy => DenseMatrix.AddScaled(Softmax(y), -1, wanted),
        _ => [.. y.Zip(wanted, (one, other) => (Logistic(one) - other) / y.Length)],
    };
}

/// <summary>The losses of trials.</summary>
public enum TrialLossKind
{
    /// <summary>‖y − y*‖²/2.</summary>
    SquaredError,

    /// <summary>−log of the softmax of the class.</summary>
    CrossEntropy,

    /// <summary>The mean over the outputs of −log of the probability that the logit gives to the bit.</summary>
    Logistic,
}

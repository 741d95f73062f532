namespace FixedPointKernels.Learning.Losses;

/// <summary>What is asked of a linear readout ŷ = R r.</summary>
public enum ReadoutLoss
{
    /// <summary>Classes: softmax cross-entropy against labels (<see cref="SoftmaxCrossEntropy"/>).</summary>
    CrossEntropy,

    /// <summary>Numbers: squared error against targets (<see cref="ReadoutSquaredError"/>).</summary>
    SquaredError,
}

namespace FixedPointKernels.Learning.Optimizers;

/// <summary>How a direction becomes a step.</summary>
public enum OptimizerKind
{
    /// <summary>W ← W + ΔW.</summary>
    Sgd,

    /// <summary>Heavy ball, without Nesterov's look ahead.</summary>
    Momentum,

    /// <summary>Adam.</summary>
    Adam,
}

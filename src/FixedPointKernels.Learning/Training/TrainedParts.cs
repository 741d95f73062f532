using System;

namespace FixedPointKernels.Learning.Training;

/// <summary>What a trainer changes of x = Wx s + b, r = f(W r + x), ŷ = R r: W by the learning rule, the others by their implicit gradients.</summary>
/// <remarks>∂J/∂Wx = mean λ sᵀ, ∂J/∂b = mean λ, ∂J/∂R = mean (softmax − onehot) rᵀ, λ = G (I − Wᵀ G)⁻¹ ∂L/∂r. Source: L. B. Almeida 1987, F. J. Pineda 1987.</remarks>
[Flags]
public enum TrainedParts
{
    /// <summary>Nothing; refused by a trainer.</summary>
    None = 0,

    /// <summary>The recurrent weights W.</summary>
    Recurrent = 1,

    /// <summary>The input weights Wx.</summary>
    Input = 2,

    /// <summary>The bias b; it starts at 0 where the network has none.</summary>
    Bias = 4,

    /// <summary>The readout R.</summary>
    Readout = 8,

    /// <summary>Everything.</summary>
    All = Recurrent | Input | Bias | Readout,
}

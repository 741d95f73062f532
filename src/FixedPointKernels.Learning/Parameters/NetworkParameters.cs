namespace FixedPointKernels.Learning.Parameters;

/// <summary>The parameters of a rate network, x = Wx s + b, r = f(W r + x), ŷ = R r, by the names that checkpoints have.</summary>
/// <remarks>
/// W goes by the learning rule, the others by their implicit gradients, ∂J/∂Wx = mean λ sᵀ, ∂J/∂b = mean λ, ∂J/∂R = mean (softmax − onehot)
/// rᵀ, λ = G (I − Wᵀ G)⁻¹ ∂L/∂r. Source: L. B. Almeida 1987, F. J. Pineda 1987.
/// </remarks>
public static class NetworkParameters
{
    /// <summary>The recurrent weights W.</summary>
    public static ParameterSet Recurrent { get; } = new("Recurrent");

    /// <summary>The input weights Wx.</summary>
    public static ParameterSet Input { get; } = new("Input");

    /// <summary>The bias b; it starts at 0 where the network has none.</summary>
    public static ParameterSet Bias { get; } = new("Bias");

    /// <summary>The readout R.</summary>
    public static ParameterSet Readout { get; } = new("Readout");

    /// <summary>Everything.</summary>
    public static ParameterSet All { get; } = Recurrent | Input | Bias | Readout;
}

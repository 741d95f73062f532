namespace FixedPointKernels.Reference;

/// <summary>Names of the six response functions.</summary>
public enum ActivationKind
{
    /// <summary>g z.</summary>
    Linear,

    /// <summary>tanh z.</summary>
    Tanh,

    /// <summary>max(z, 0).</summary>
    Relu,

    /// <summary>1/(1 + e⁻ᶻ).</summary>
    Logistic,

    /// <summary>log(1 + eᶻ).</summary>
    Softplus,

    /// <summary>k [z]₊ᵖ.</summary>
    PowerLaw,
}

namespace FixedPointKernels.Dynamics;

/// <summary>What became of a measurement of Lyapunov exponents.</summary>
public enum SpectrumStatus
{
    /// <summary>Nothing was measured yet.</summary>
    None,

    /// <summary>Every exponent is a number, or −∞ where its direction died.</summary>
    Measured,

    /// <summary>An input or a state was not finite.</summary>
    StateNotFinite,

    /// <summary>The states are finite and a tangent vector grew out of range between two orthonormalizations, or met a slope that is not
    /// finite.</summary>
    TangentNotFinite,
}

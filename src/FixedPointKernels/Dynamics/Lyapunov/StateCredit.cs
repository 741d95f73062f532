namespace FixedPointKernels.Dynamics;

/// <summary>How a gradient of Lyapunov exponents goes back along the states, by which the slopes on their way depend on earlier
/// steps.</summary>
public enum StateCredit
{
    /// <summary>All of the way, backpropagation through time.</summary>
    Full,

    /// <summary>A neuron's own leak alone, as in e-prop.</summary>
    Leak,

    /// <summary>Not at all: slopes count as constants, and U, b and s₀ have no gradient.</summary>
    None,
}

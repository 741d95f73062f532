namespace FixedPointKernels.Dynamics;

/// <summary>What of the gradient of Lyapunov exponents is taken: all of it, or what a local rule could know.</summary>
/// <param name="State">How credit goes back along the states.</param>
/// <param name="CutsTangents">Whether the tangent vectors that leave an orthonormalization count as constants in the next segment; within
/// a segment they are followed all the same.</param>
/// <remarks>
/// With a rectifier, whose curvature is 0, the states carry nothing: <see cref="Exact"/>, <see cref="ChainAlongLeak"/> and
/// <see cref="Chain"/> are the same then, and so are <see cref="Local"/> and <see cref="LocalAlongLeak"/>. Source: spec of learning through
/// time, section 7.3.
/// </remarks>
public readonly record struct FlossingPath(StateCredit State, bool CutsTangents)
{
    /// <summary>The gradient itself; <c>default</c>.</summary>
    public static FlossingPath Exact => default;

    /// <summary>All of the tangents' chain, states along the leak alone (eprop_chain).</summary>
    public static FlossingPath ChainAlongLeak => new(StateCredit.Leak, false);

    /// <summary>All of the tangents' chain, slopes as constants (state_detached).</summary>
    public static FlossingPath Chain => new(StateCredit.None, false);

    /// <summary>Each segment by itself, slopes as constants: no way back at all (local). With one exponent and an interval of 1 a Hebbian
    /// product of tangents, ∇W = 2 (λ − λ*) / n · α Σ_t q_t (φ′ ∘ q_{t−1})ᵀ / |J_t q_{t−1}| with the leak on the voltage.</summary>
    public static FlossingPath Local => new(StateCredit.None, true);

    /// <summary>Each segment by itself, states along the leak (local_eprop).</summary>
    public static FlossingPath LocalAlongLeak => new(StateCredit.Leak, true);
}

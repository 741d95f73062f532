using System;

namespace FixedPointKernels.Dynamics;

/// <summary>How credit for what a readout reads at one step goes back to earlier steps: the whole gradient, or a rule that a nervous system
/// could follow.</summary>
/// <remarks>
/// With d_t = ∂L/∂(what step t was given) by the path, M = W or the means of its blocks by cell type, and the slope φ′ of the step that it
/// leads to, a step back carries the leak (1 − α)· and α times: All Wᵀ φ′…, Self diag(W) φ′…, None nothing, One Mᵀ(∂L/∂v of the next step
/// alone) φ′, Modulated μ Mᵀ without φ′. Source: spec of learning through time, sections 3 and 4; G. Bellec et al., "A solution to the
/// learning dilemma for recurrent networks of spiking neurons", 2020 (None); J. M. Murray, "Local online learning in recurrent networks
/// with random feedback", 2019 (None, leak on the rate); J. Menick et al., "Practical real time recurrent learning with a sparse
/// approximation", 2021 (Self); Y. H. Liu et al., "Cell-type-specific neuromodulation guides synaptic credit assignment in a spiking neural
/// network", 2021 (One); Y. H. Liu et al., "Biologically-plausible backpropagation through arbitrary timespans via local neuromodulators",
/// 2022 (Modulated).
/// </remarks>
public readonly record struct CreditPath
{
    private CreditPath(CreditHop hop, bool byType = false, double modulation = 0) =>
        (Hop, ByType, Modulation) = (hop, byType, modulation);

    /// <summary>The exact gradient.</summary>
    public static CreditPath Exact => default;

    /// <summary>The leak alone.</summary>
    public static CreditPath Leak => new(CreditHop.None);

    /// <summary>The leak and a neuron's own weight.</summary>
    public static CreditPath Self => new(CreditHop.Self);

    /// <summary>The leak, after one hop through W.</summary>
    public static CreditPath OneHop => new(CreditHop.One);

    /// <summary>The leak, after one hop through the mean weights between cell types.</summary>
    public static CreditPath OneHopByType => new(CreditHop.One, byType: true);

    /// <summary>Of a hop.</summary>
    public CreditHop Hop { get; }

    /// <summary>Whether hops go through the mean weights between cell types (<see cref="LeakyWeights{T}.Types"/>).</summary>
    public bool ByType { get; }

    /// <summary>μ; 0 where the hop has none.</summary>
    public double Modulation { get; }

    /// <summary>All hops with a constant in place of every slope.</summary>
    /// <param name="modulation">μ. Once (1 − α) I + α μ M has a spectral radius over 1, credit grows from step to step.</param>
    /// <param name="byType">Whether M is the mean weights between cell types, or W.</param>
    /// <exception cref="ArgumentOutOfRangeException">μ is not finite.</exception>
    public static CreditPath Modulated(double modulation, bool byType) => double.IsFinite(modulation)
        ? new(CreditHop.Modulated, byType, modulation)
        : throw new ArgumentOutOfRangeException(nameof(modulation), modulation, $"μ is {modulation}; it must be finite.");

    /// <summary>Whether cells with this leak have such a path.</summary>
    public bool Fits(LeakPlacement placement) =>
        placement == LeakPlacement.Voltage || Hop is not (CreditHop.One or CreditHop.Modulated);
}

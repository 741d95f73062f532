namespace FixedPointKernels.Dynamics;

/// <summary>What of a step back through the recurrent weights is taken; a neuron's own leak always is.</summary>
public enum CreditHop
{
    /// <summary>All of it, Wᵀ: the exact gradient, backpropagation through time.</summary>
    All,

    /// <summary>Nothing: credit stays within a neuron (e-prop, RFLO).</summary>
    None,

    /// <summary>The neuron's own weight, the diagonal of W (SnAp-1).</summary>
    Self,

    /// <summary>One hop and no more: from what a neuron is told at the next step to those that drive it (MDGL). On the voltage only.
    /// </summary>
    One,

    /// <summary>All hops, with a constant μ in place of every slope on the way (ModProp). On the voltage only.</summary>
    Modulated,
}

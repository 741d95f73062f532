namespace FixedPointKernels.Reference;

/// <summary>The rules that learn through time, by the sections of spec 3.</summary>
public enum TemporalRule
{
    /// <summary>The exact gradient (3).</summary>
    Bptt,

    /// <summary>All of the way, from fixed feedback (4.4).</summary>
    FeedbackAlignment,

    /// <summary>The leak alone (4.1).</summary>
    Eprop,

    /// <summary>The leak alone, from fixed feedback (4.1).</summary>
    Rflo,

    /// <summary>The diagonal of the Jacobian (4.3).</summary>
    Snap1,

    /// <summary>One hop through W (4.5).</summary>
    Mdgl,

    /// <summary>One hop through the means of the cell types (4.5).</summary>
    MdglByType,

    /// <summary>All hops with a constant slope, through the means of the cell types (4.6).</summary>
    ModpropByType,

    /// <summary>The same through W (4.6).</summary>
    Modprop,
}

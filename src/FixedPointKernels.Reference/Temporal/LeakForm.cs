namespace FixedPointKernels.Reference;

/// <summary>Where the leak of a recurrent cell stands, by the letters of spec 3, section 1.</summary>
public enum LeakForm
{
    /// <summary>v_t = (1 − α) v + α (W φ(v) + U x + b).</summary>
    V,

    /// <summary>u_t = W r + U x + b, r_t = (1 − α) r + α φ(u_t).</summary>
    R,

    /// <summary>u_t = (1 − α) h + α (W h + U x + b), h_t = φ(u_t).</summary>
    P,
}

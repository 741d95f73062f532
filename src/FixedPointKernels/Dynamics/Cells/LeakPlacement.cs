namespace FixedPointKernels.Dynamics;

/// <summary>Where the leak of a leaky recurrent cell stands. With α = 1 rate and inside are the same.</summary>
public enum LeakPlacement
{
    /// <summary>On the voltage (form V): v ← (1 − α) v + α (W φ(v) + U x + b).</summary>
    Voltage,

    /// <summary>On the rate (form R): r ← (1 − α) r + α φ(W r + U x + b).</summary>
    Rate,

    /// <summary>Inside φ (form P): h ← φ((1 − α) h + α (W h + U x + b)).</summary>
    Inside,
}

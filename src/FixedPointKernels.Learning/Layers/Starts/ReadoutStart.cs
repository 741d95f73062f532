namespace FixedPointKernels.Learning.Layers;

/// <summary>How read-out or feedback weights are drawn, for N neurons. See <see cref="Starts"/>.</summary>
public enum ReadoutStart
{
    /// <summary>Uniform in ±scale/√N.</summary>
    Uniform,

    /// <summary>Normal, of standard deviation scale/√N.</summary>
    Gaussian,
}

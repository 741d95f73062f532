namespace FixedPointKernels.Dynamics;

/// <summary>The parameters of a leaky cell, in the order in which <see cref="LeakyShape"/> lays them one after the other.</summary>
public enum LeakyPart
{
    /// <summary>W, N × N; row i holds what enters unit i.</summary>
    Recurrent,

    /// <summary>U, N × D.</summary>
    Input,

    /// <summary>b, N.</summary>
    Bias,

    /// <summary>s₀, N: the state of every sample before the first step.</summary>
    Start,
}

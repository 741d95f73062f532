namespace FixedPointKernels.Circuits;

/// <summary>The parameters of a sequential cell, in the order in which <see cref="SequentialShape"/> lays them one after the
/// other.</summary>
/// <remarks>Names of the public code behind them: k is dt/τ, 0 belongs to b₀ and 1 to b.</remarks>
public enum SequentialPart
{
    /// <summary>Wr, n × n: the effective one.</summary>
    Recurrent,

    /// <summary>W, n × n, not negative (Way, already exponentiated).</summary>
    Pool,

    /// <summary>Wzx, n × m.</summary>
    Drive,

    /// <summary>Wbx0, n × m.</summary>
    PoolGainFromInput,

    /// <summary>Wby0, n × n.</summary>
    PoolGainFromY,

    /// <summary>Wba0, n × n.</summary>
    PoolGainFromA,

    /// <summary>Wbx1, n × m.</summary>
    GainFromInput,

    /// <summary>Wby1, n × n.</summary>
    GainFromY,

    /// <summary>Wba1, n × n.</summary>
    GainFromA,

    /// <summary>k_y, n, in (0, 1].</summary>
    RateY,

    /// <summary>k_a, n, in (0, 1].</summary>
    RateA,

    /// <summary>k of b₀, n, in (0, 1].</summary>
    RatePoolGain,

    /// <summary>k of b, n, in (0, 1].</summary>
    RateGain,
}

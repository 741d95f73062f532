namespace FixedPointKernels.Native;

/// <summary>What every function of the C interface returns: <c>enum fpk_code</c> of include/fpk.h.</summary>
public enum Code
{
    /// <summary>Done; of a solve, every sample converged.</summary>
    Ok = 0,

    /// <summary>The call was carried out, but at least one sample did not end as Converged.</summary>
    NotConverged = 1,

    /// <summary>Misuse: nothing was done, <c>fpk_last_error</c> says why.</summary>
    Invalid = 2,

    /// <summary>Another thread is in the same solver, or was changing the same network.</summary>
    Busy = 3,

    /// <summary>This CPU is below every level that the library was built for.</summary>
    UnsupportedCpu = 4,

    /// <summary>A fault of the library, or memory that the system refused.</summary>
    Internal = 5,
}

namespace FixedPointKernels.Solving;

/// <summary>How the solve of one sample ended. Misuse throws; mathematics reports.</summary>
public enum SolveStatus : byte
{
    /// <summary>Not solved: the value of memory that no solve has written, so that a default never reads as
    /// success. No finished solve returns it.</summary>
    Unsolved = 0,

    /// <summary>The residual is at most the tolerance.</summary>
    Converged,

    /// <summary>The residual stopped falling above the tolerance; the best point seen is returned.</summary>
    Stalled,

    /// <summary>The step limit, or the budget of the sample, came first; the best point seen is returned (of
    /// Euler steps and Settle: the last).</summary>
    StepLimit,

    /// <summary>The iteration ran away; the best point seen is returned (of Euler steps and Settle: the last).</summary>
    Diverged,

    /// <summary>The sample's input or start, or the map's value there, is NaN or infinite; the result is filled with NaN.</summary>
    NonFinite,

    /// <summary>A matrix that had to be solved with has a zero pivot; the best point seen is returned.</summary>
    Singular,

    /// <summary>Cancellation was asked for, or the time of the budget was over, before the sample was done;
    /// the best point seen is returned.</summary>
    Cancelled,

    /// <summary>The dynamics were still moving when their time was over (a limit cycle, chaos, or very slow), or rested at an unstable
    /// point; the last state is returned.</summary>
    Unsettled,
}

namespace FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

/// <summary>The steps that curves keep: every one up to 50, where curves bend most, every tenth after that, and the last.</summary>
public static class RecordedSteps
{
    /// <summary>Whether a step is kept.</summary>
    /// <param name="step">Updates made so far.</param>
    /// <param name="last">The last step of the run.</param>
    public static bool Includes(int step, int last) => step <= 50 || step % 10 == 0 || step == last;
}

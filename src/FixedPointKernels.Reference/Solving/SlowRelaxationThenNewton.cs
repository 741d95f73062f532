namespace FixedPointKernels.Reference;

/// <summary>The yardstick for solvers: 4,000 Euler steps of dt/τ = 0.1 from r = 0, then Newton to 10⁻¹². A solver must solve
/// every sample for which this does.</summary>
public static class SlowRelaxationThenNewton
{
    /// <summary>The fixed point that slow relaxation leads to; <see cref="FixedPointOutcome.Found"/> says whether there is one.</summary>
    /// <remarks>Residual of the result: ≤ 10⁻¹² · max(1, max |r|).</remarks>
    public static FixedPointOutcome Solve(double[][] w, double[] x, Activation f)
    {
        double[] relaxed = EulerRelaxation.Rate(w, x, f, 0.1, 4000);
        return NewtonIteration.Solve(w, x, f, relaxed, 1e-12);
    }
}

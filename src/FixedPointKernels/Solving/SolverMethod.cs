namespace FixedPointKernels.Solving;

/// <summary>How fixed points are looked for.</summary>
/// <remarks>
/// Sources: Euler steps, V. Zhu, R. Rosenbaum 2024 (published code); Anderson, D. G. Anderson 1965, H. F. Walker, P. Ni 2011; Newton and
/// chord, C. T. Kelley, "Solving Nonlinear Equations with Newton's Method", 2003; the path of Auto, S. N. Chow, J. Mallet-Paret, J. A.
/// Yorke 1978; Settle, J. R. Dormand, P. J. Prince 1980; Krylov, P. N. Brown, Y. Saad 1990.
/// </remarks>
public enum SolverMethod
{
    /// <summary>Robust default: accelerated iteration, Newton, slow relaxation and Newton, paths, then every method from the start and
    /// Newton from scattered ones; a sample's own data only.</summary>
    Auto,

    /// <summary>A fixed number of Euler steps of the ODE, s ← s + (dt/τ)(F(s) − s): the published forward pass.</summary>
    Euler,

    /// <summary>Damped iteration s ← s + α(F(s) − s) until the residual is small; α = 1 is the discrete-time network.</summary>
    Iterate,

    /// <summary>Anderson acceleration over the last m steps.</summary>
    Anderson,

    /// <summary>Newton with a line search; one LU per step and sample.</summary>
    Newton,

    /// <summary>One factorization at the batch's mean linearization, shared by all samples and by later calls; samples that it does not
    /// solve go to <see cref="Auto"/>.</summary>
    Chord,

    /// <summary>
    /// The point where the dynamics τ ds/dt = F(s) − s go from the given start, by error-controlled steps, with Newton for the end once it
    /// is certain; Unsettled where they go on moving.
    /// </summary>
    Settle,

    /// <summary>Newton with a line search whose directions come from GMRES on products with DF: O(N) memory beside the map, for
    /// maps too large for a Jacobian.</summary>
    Krylov,
}

/// <summary>Which settings a method uses: one that it does not is refused, not ignored.</summary>
public static class SolverMethodSettings
{
    /// <summary>Whether it has a step size: <see cref="SolverOptions.StepSize"/>.</summary>
    public static bool Damps(this SolverMethod method) => method is SolverMethod.Euler or SolverMethod.Iterate;

    /// <summary>Whether its steps have a limit of their own: <see cref="SolverOptions.StepLimit"/>.</summary>
    public static bool CountsSteps(this SolverMethod method) => method is not (SolverMethod.Auto or SolverMethod.Settle);

    /// <summary>Whether it follows the dynamics for a time: <see cref="SolverOptions.TimeLimit"/>.</summary>
    public static bool KeepsTime(this SolverMethod method) => method is SolverMethod.Settle;

    /// <summary>Whether it combines steps by Anderson's method: <see cref="SolverOptions.Window"/> and what belongs to it.</summary>
    public static bool Accelerates(this SolverMethod method) =>
        method is SolverMethod.Auto or SolverMethod.Anderson or SolverMethod.Chord;

    /// <summary>Whether Newton steps may follow it: <see cref="SolverOptions.PolishSteps"/>.</summary>
    public static bool IsPolished(this SolverMethod method) => method is not (SolverMethod.Euler or SolverMethod.Krylov);

    /// <summary>Whether it factors Jacobians: <see cref="SolveBudget.Factorizations"/> and <see
    /// cref="SolverOptions.KeepFactors"/>.</summary>
    public static bool Factors(this SolverMethod method) =>
        method is SolverMethod.Auto or SolverMethod.Newton or SolverMethod.Chord or SolverMethod.Settle;

    /// <summary>Whether it cannot do without a Jacobian.</summary>
    public static bool NeedsTheJacobian(this SolverMethod method) =>
        method is SolverMethod.Newton or SolverMethod.Chord or SolverMethod.Settle;
}

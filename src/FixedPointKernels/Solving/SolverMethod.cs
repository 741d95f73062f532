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

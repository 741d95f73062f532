namespace FixedPointKernels.Gradients;

/// <summary>How the adjoint (I − DFᵀ) u = e is solved.</summary>
/// <remarks>
/// Sources: refinement, N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2002, chapter 12; GMRES, Y. Saad, M. H. Schultz
/// 1986; the one-step gradient, S. W. Fung et al., "JFB: Jacobian-free backpropagation for implicit networks", 2022.
/// </remarks>
public enum AdjointMethod
{
    /// <summary>LU per sample with refinement; the forward Newton's factors are reused where they were kept.
    /// Exact, and a sample's own data only.</summary>
    Direct,

    /// <summary>Iteration preconditioned by one inverse that the batch shares; samples that it does not
    /// solve go to <see cref="Direct"/>.</summary>
    Shared,

    /// <summary>GMRES with the same shared preconditioner; samples that it does not solve go to <see cref="Direct"/>.</summary>
    Gmres,

    /// <summary>An approximation: the first terms of the Neumann series e + DFᵀ e + …; zero further terms is the
    /// one-step, "Jacobian-free" gradient.</summary>
    Neumann,
}

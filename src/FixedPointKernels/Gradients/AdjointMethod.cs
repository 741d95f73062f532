namespace FixedPointKernels.Gradients;

/// <summary>How the adjoint (I − DFᵀ) u = e is solved.</summary>
public enum AdjointMethod
{
    /// <summary>LU per sample with refinement; the forward Newton's factors are reused where they were kept. Exact, and a sample's own data only.</summary>
    Direct,

    /// <summary>Iteration preconditioned by one inverse that the batch shares; samples it does not bring home go to <see cref="Direct"/>.</summary>
    Shared,

    /// <summary>GMRES with the same shared preconditioner; samples it does not bring home go to <see cref="Direct"/>.</summary>
    Gmres,

    /// <summary>An approximation: the first terms of the Neumann series e + DFᵀ e + …; zero further terms is the one-step, "Jacobian-free" gradient.</summary>
    Neumann,
}

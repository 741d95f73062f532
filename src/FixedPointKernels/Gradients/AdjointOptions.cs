using System;

namespace FixedPointKernels.Gradients;

/// <summary>Everything that can be set about the adjoint; nothing has to be.</summary>
public sealed record AdjointOptions
{
    /// <summary>The one-step approximation λ = G e: no solve at all; its status says how far it is from the adjoint.</summary>
    public static AdjointOptions OneStep { get; } = new() { Method = AdjointMethod.Neumann, Terms = 0 };

    /// <summary>The method.</summary>
    public AdjointMethod Method { get; init; } = AdjointMethod.Direct;

    /// <summary>Largest max|e − (I − DFᵀ) u| relative to max|e| of a converged sample; null takes 1e-10
    /// for double and 1e-5 for float.</summary>
    public double? Tolerance { get; init; }

    /// <summary>Terms of the Neumann series after the first (Neumann only); null takes 10.</summary>
    public int? Terms { get; init; }

    /// <summary>Whether <see cref="AdjointMethod.Gmres"/> is preconditioned by one inverse for the batch, where the map writes a Jacobian.
    /// Without it a sample's λ depends on its own data alone, bit for bit, and no matrix is factored but for what does not
    /// converge.</summary>
    public bool SharesInverse { get; init; } = true;

    internal void Validate()
    {
        if (!Enum.IsDefined(Method)) throw new ArgumentOutOfRangeException(nameof(Method), Method, "Not an adjoint method.");
        if (Tolerance is { } tolerance && !(tolerance > 0 && double.IsFinite(tolerance)))
            throw new ArgumentOutOfRangeException(nameof(Tolerance), tolerance, "The tolerance must be positive and finite.");
        if (Terms is < 0) throw new ArgumentOutOfRangeException(nameof(Terms), Terms, "The number of terms must not be negative.");
        if (!SharesInverse && Method != AdjointMethod.Gmres)
            throw new ArgumentException($"SharesInverse is off, but the method {Method} does not use it.", nameof(SharesInverse));
        if (Terms is not null && Method != AdjointMethod.Neumann)
            throw new ArgumentException($"Terms is set, but the method {Method} does not use it.", nameof(Terms));
    }
}

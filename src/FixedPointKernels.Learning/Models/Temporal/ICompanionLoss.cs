using System;
using System.Numerics;

namespace FixedPointKernels.Learning.Models;

/// <summary>A loss of a network's weights that joins the trials' own in every step: L + ρ L′, one gradient, one optimizer.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface ICompanionLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Adds ρ ∂L′/∂(W, U, b, s₀) at the weights as they are. Called once a step, by one thread; 0 bytes.</summary>
    /// <param name="gradients">As <see cref="Dynamics.LeakyShape"/> lays them; what is not finite is not added.</param>
    void AddGradient(Span<T> gradients);
}

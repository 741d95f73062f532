using FixedPointKernels.Dynamics;

namespace FixedPointKernels.Learning.Models;

/// <summary>What one step of gradient flossing saw, before its update.</summary>
/// <param name="Status">What became of the trajectory; nothing is updated unless it was measured.</param>
/// <param name="Loss">The loss; NaN where nothing was measured.</param>
/// <param name="MeanSquare">The mean of λ², ∞ where a direction died; NaN where nothing was measured.</param>
/// <param name="Largest">λ₁, NaN where nothing was measured.</param>
/// <param name="GradientNorm">Of all parameters together, before it is clipped; NaN where nothing was measured.</param>
/// <param name="DeadDirections">Exponents at −∞.</param>
/// <param name="Applied">Whether the weights were updated: not where a gradient or a weight would not be finite.</param>
public readonly record struct FlossingReport(
    SpectrumStatus Status, double Loss, double MeanSquare, double Largest, double GradientNorm, int DeadDirections, bool Applied);

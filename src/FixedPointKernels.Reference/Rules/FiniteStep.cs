namespace FixedPointKernels.Reference;

/// <summary>One sample's finite step.</summary>
/// <param name="DeltaW">ΔW; zeros where <paramref name="Singular"/>.</param>
/// <param name="Denominator">1 + s.</param>
/// <param name="Singular">Whether 1 + s ≤ 10⁻⁶, the step through the singularity.</param>
public sealed record FiniteStep(double[][] DeltaW, double Denominator, bool Singular);

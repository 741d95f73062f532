namespace FixedPointKernels.Reference;

/// <summary>What an iteration ended with.</summary>
/// <param name="R">The last iterate.</param>
/// <param name="Residual">max |r − f(W r + x)| at <paramref name="R"/>.</param>
/// <param name="Iterations">Steps taken.</param>
/// <param name="Found">Whether the residual came down to the tolerance (false for NaN).</param>
public sealed record FixedPointOutcome(double[] R, double Residual, int Iterations, bool Found);

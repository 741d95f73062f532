using System;
using System.Numerics.Tensors;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Landscape;

/// <summary>J(t₁, t₂) = ‖E + t₁P₁ + t₂P₂‖²/m, from the six inner products of E, P₁ and P₂.</summary>
/// <param name="samples">m.</param>
/// <param name="residual">E = A*X − Y.</param>
/// <param name="first">P₁, as long.</param>
/// <param name="second">P₂, as long.</param>
internal sealed class QuadraticLoss(int samples, ReadOnlySpan<double> residual, ReadOnlySpan<double> first, ReadOnlySpan<double> second)
{
    private readonly double constant = TensorPrimitives.SumOfSquares(residual);
    private readonly double linear1 = 2 * TensorPrimitives.Dot(residual, first);
    private readonly double linear2 = 2 * TensorPrimitives.Dot(residual, second);
    private readonly double square1 = TensorPrimitives.SumOfSquares(first);
    private readonly double square2 = TensorPrimitives.SumOfSquares(second);
    private readonly double mixed = 2 * TensorPrimitives.Dot(first, second);

    internal double At(double t1, double t2) =>
        (constant + (t1 * linear1) + (t2 * linear2) + (t1 * t1 * square1) + (t2 * t2 * square2) + (t1 * t2 * mixed)) / samples;
}

using System;
using System.Numerics;
using FixedPointKernels.Analysis;
using Xunit;

namespace FixedPointKernels.Tests.Analysis;

/// <summary>Eigenvalues of order two where the quadratic formula loses them.</summary>
public class TwoByTwoTests
{
    [Theory]
    [InlineData(1, 1e-20, 1, 1, 1 + 1e-10, 1 - 1e-10)]
    [InlineData(3, 4, 0, 7, 7, 3)]
    [InlineData(3, 0, 4, 7, 7, 3)]
    [InlineData(0, 1, 1, 0, 1, -1)]
    [InlineData(2, 0, 0, 2, 2, 2)]
    [InlineData(1e300, 1e300, 1e300, 1e300, 2e300, 0)]
    [InlineData(1e-300, 1e-300, 1e-300, 1e-300, 2e-300, 0)]
    [InlineData(1e200, 1, 1, -1e-200, 1e200, 0)]
    [InlineData(1, 1e-160, 1e-160, 1, 1, 1)]
    public void Real_pairs(double a, double b, double c, double d, double one, double two)
    {
        (Complex first, Complex second) = TwoByTwo.Eigenvalues(a, b, c, d);
        Assert.Equal((0, 0), (first.Imaginary, second.Imaginary));

        // Two roundings of the larger entry each: what the matrix itself is known to.
        double tolerance = 4e-16 * Math.Max(Math.Abs(one), Math.Abs(two));
        Assert.Equal(one, Math.Max(first.Real, second.Real), tolerance);
        Assert.Equal(two, Math.Min(first.Real, second.Real), tolerance);
    }

    [Theory]
    [InlineData(0, 1, -1, 0, 0, 1)]
    [InlineData(1, 1e-20, -1, 1, 1, 1e-10)]
    [InlineData(5, 1e-300, -1e300, 5, 5, 1)]
    [InlineData(1e-300, 2e-300, -2e-300, 1e-300, 1e-300, 2e-300)]
    [InlineData(1e300, 2e300, -2e300, 1e300, 1e300, 2e300)]
    public void Conjugate_pairs(double a, double b, double c, double d, double real, double imaginary)
    {
        (Complex first, Complex second) = TwoByTwo.Eigenvalues(a, b, c, d);
        Assert.Equal(second, Complex.Conjugate(first));
        Assert.Equal(real, first.Real, 1e-16 * real);
        Assert.Equal(imaginary, Math.Abs(first.Imaginary), 4e-16 * imaginary);
    }

    [Fact]
    public void A_cancelling_discriminant_keeps_its_digits()
    {
        // p = 1 + 2⁻²⁷, b c = −p² but for 2⁻⁵⁴, which is all that is left:
        // D = p² − (1 + 2⁻²⁶) = 2⁻⁵⁴ exactly, so the eigenvalues are ±2⁻²⁷.
        double p = 1 + Math.ScaleB(1, -27);
        (Complex first, Complex second) = TwoByTwo.Eigenvalues(p, 1 + Math.ScaleB(1, -26), -1, -p);
        double root = Math.ScaleB(1, -27);
        Assert.Equal(root, Math.Max(first.Real, second.Real), 1e-8 * root);
        Assert.Equal(-root, Math.Min(first.Real, second.Real), 1e-8 * root);
    }
}

using System;
using System.Collections.Generic;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>How often the loop computes the enclosure of points that are then refused.</summary>
public sealed class SolveLoopTests
{
    /// <summary>
    /// s ← 0.9 s + 1 from 0: residuals of 0.9ᵏ. The next enclosure after a refusal comes at half of the computed residual or of its
    /// bound, whichever is less, and once more at a power of two. A bound of 1 is always short: half after half from 10⁻¹⁰ to the
    /// roundings at 10⁻¹⁵ are 17 enclosures; at half of the bound it would be every one of the 100 steps between. A bound of a thousandth:
    /// the first enclosure, at a thousandth of a state near 10, says 10⁻⁵, so the next waits for 5 · 10⁻⁶, then 2.5 · 10⁻⁹, and a
    /// thousandth of that is within; at half of the computed residual it would be 17.
    /// </summary>
    [Theory, Trait("Leg", "Any")]
    [InlineData(0, 1, 15, 25)]
    [InlineData(1e-3, 0, 3, 6)]
    public void After_a_refusal_the_next_look_comes_at_half(double share, double bound, int fewest, int most)
    {
        List<double> looks = [];
        double relative = share > 0 ? 1e-3 : 0;
        SolverOptions options = new() { Method = SolverMethod.Iterate, RelativeTolerance = relative };
        MapSolver<double, Doubtful> solver = new(new(share, bound, looks), 1, options);
        solver.Solve([1], [0.0]);
        Assert.True(looks.Count >= fewest && looks.Count <= most, $"{looks.Count} looks, at {string.Join(", ", looks)}");
    }

    // A map that is never sure of its evaluation, and says of the exact residual: share·computed + bound.
    private readonly struct Doubtful(double share, double bound, List<double> looks) : IDenseMap<Doubtful, double>
    {
        private static readonly ScalarMap Inner = ScalarMap.Affine(0.9);

        private readonly (double Share, double Bound, List<double> Looks) says = (share, bound, looks);

        public int Size => 1;

        public int DriveSize => 1;

        public int LinearizationSize => 1;

        public ScratchSize Scratch(int rows) => ScratchSize.None;

        public void Evaluate(
            int rows, ReadOnlySpan<double> states, ReadOnlySpan<double> drives, Span<double> images, Span<double> linearizations,
            Span<double> residuals, Scratch<double> scratch) =>
            Inner.Evaluate(rows, states, drives, images, linearizations, residuals, scratch);

        public void Jacobian(ReadOnlySpan<double> linearization, Span<double> jacobian) => Inner.Jacobian(linearization, jacobian);

        public void Product(
            int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
            Inner.Product(rows, linearizations, vectors, products, scratch);

        public void DriveProduct(
            int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
            Inner.DriveProduct(rows, linearizations, vectors, products, scratch);

        public void TransposedProduct(
            int rows, ReadOnlySpan<double> linearizations, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
            Inner.TransposedProduct(rows, linearizations, vectors, products, scratch);

        public static double ResidualError(
            in Doubtful map, ReadOnlySpan<double> state, ReadOnlySpan<double> drive, ReadOnlySpan<double> linearization,
            Scratch<double> scratch) => 1;

        public static void Enclose(
            in Doubtful map, ReadOnlySpan<double> state, ReadOnlySpan<double> drive, ReadOnlySpan<double> linearization,
            Span<double> residuals,
            double trusted, Span<double> scales,
            Scratch<double> scratch)
        {
            map.says.Looks.Add(Math.Abs(residuals[0]));
            (residuals[0], scales[0]) = (Math.CopySign((map.says.Share * Math.Abs(residuals[0])) + map.says.Bound, residuals[0]), 0);
        }
    }
}

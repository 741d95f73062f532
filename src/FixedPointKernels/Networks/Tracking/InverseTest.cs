using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Networks;

/// <summary>Whether I − DF is regular at the point that a tracker follows, within what its call has left.</summary>
/// <remarks>
/// An LU where it fits into the call. Else by the inverse B that the tracker holds: random residuals v within the bounds are removed to a
/// five-hundredth by steps δ ← δ + B (v − (I − DF) δ), turned by <see cref="BroydenSteps{T}"/>, and δ is short beside the state. A random
/// residual beside a singular matrix is not in its range, and what rounding makes of such a matrix has an inverse whose δ are long. The
/// share of v along one direction among N is below a five-hundredth with probability √N / 600. The numbers are the same at every test, so
/// that one that fails is not asked again until chance lets it pass (with others at every call singular averages of 128 neurons passed).
/// What is not shown is <see cref="JacobianFinding.Open"/>.
/// </remarks>
/// <param name="inverse">B.</param>
/// <param name="factored">The test by an LU; null of a map that writes no Jacobian.</param>
/// <param name="size">Elements of the state.</param>
/// <param name="price">Products that an LU costs.</param>
internal sealed class InverseTest<T>(ITrackInverse<T> inverse, JacobianTest<T>? factored, int size, int price) : IJacobianTest<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A third of what the LU allows, which knows the condition as well.
    private const double Nearby = 0.003;
    private const double Removed = 0.002;

    // Down to a hundredth 999 of them (256 neurons of ReLU at gain 1.2) took one to six steps, four in the middle.
    private const int Steps = 7;

    private readonly BroydenSteps<T> broyden = new(size);
    private readonly AlignedBuffer<T> target = new(size);
    private readonly AlignedBuffer<T> rest = new(ScratchSize.Of(size).Elements);
    private readonly AlignedBuffer<T> step = new(size);
    private readonly AlignedBuffer<T> product = new(size);

    private int most;
    private (long Inverse, long Weights) at;
    private (long Inverse, long Weights) shown = (-1, -1);
    private (long Attempts, long Weights) refused = (-1, -1);

    /// <summary>Whether a regular I − DF was shown with the present B and weights.</summary>
    internal bool IsKnown => shown == at;

    /// <summary>How many products a test may spend now, with weights of that version.</summary>
    internal void Allow(int products, long weights) => (most, at) = (products, (inverse.Generation, weights));

    public void Prepare() => factored?.Prepare();

    public JacobianFinding Of<TMap>(
        in TMap map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> given, ReadOnlySpan<T> residuals,
        SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        JacobianFinding finding = Find(map, state, drive, given, residuals, report, scratch);
        if (finding == JacobianFinding.Regular) shown = at;
        return finding;
    }

    private JacobianFinding Find<TMap>(
        in TMap map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> given, ReadOnlySpan<T> residuals,
        SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        if (factored is not null && price <= most)
        {
            report.Evaluations += price - 1;
            return factored.Of(map, state, drive, given, residuals, report, scratch);
        }

        // With the same B and weights it would mostly end as it did, until a next one was at least tried.
        if (refused == (inverse.Attempts, at.Weights)) return JacobianFinding.Open;
        double longest = Nearby * double.CreateTruncating(MaxNorm.Of(state));
        int left = most, patterns = shown.Inverse == at.Inverse ? 1 : 2;
        uint random = 0;
        bool passes = true;
        for (int pattern = 0; pattern < patterns && passes; pattern++)
        {
            Span<T> v = target.Span;
            for (int i = 0; i < v.Length; i++)
            {
                // Numerical Recipes' generator; its high bits as a number in [−1, 1).
                random = (random * 1664525) + 1013904223;
                v[i] = residuals[i] * T.CreateTruncating((int)random / 2147483648.0);
            }

            passes = Removes(map, given, ref left, scratch) && double.CreateTruncating(MaxNorm.Of<T>(step.Span)) <= longest;
        }

        report.Evaluations += most - left;
        if (!passes && left >= 2) refused = (inverse.Attempts, at.Weights);
        return passes ? JacobianFinding.Regular : JacobianFinding.Open;
    }

    // Whether (I − DF) δ = v to a five-hundredth; δ is in `step`.
    private bool Removes<TMap>(in TMap map, ReadOnlySpan<T> linearization, ref int left, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        double enough = Removed * Length(target.Span);
        Span<T> direction = rest.Span[..size];
        broyden.Clear();
        step.Span.Clear();
        target.Span.CopyTo(direction);
        for (int taken = 0; taken < Steps && left >= 2; taken++)
        {
            inverse.CorrectState(direction);
            broyden.Turn(rest.Span);
            TensorPrimitives.Add(step.Span, direction, step.Span);
            map.Product(1, linearization, step.Span, product.Span, scratch);
            left -= 2;
            TensorPrimitives.Subtract(target.Span, step.Span, direction);
            TensorPrimitives.Add(direction, product.Span, direction);
            if (Length(direction) <= enough) return true;
        }

        return false;
    }

    // In double, since squares of residuals leave the range of float.
    private static double Length(ReadOnlySpan<T> vector)
    {
        double squares = 0;
        foreach (T entry in vector) squares += double.CreateTruncating(entry) * double.CreateTruncating(entry);
        return Math.Sqrt(squares);
    }
}

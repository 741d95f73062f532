using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Models;

/// <summary>
/// Keeps fixed points stable: W ← W·b/λ where the estimate λ of max Re λ(G W), at the points the network settles in for a few samples,
/// exceeds the bound b.
/// </summary>
/// <remarks>
/// <para>Estimate: the Cayley transform C = 2 s K⁻¹ − I, K = (s + b) I − G W, takes eigenvalues with Re λ &gt; b outside the unit circle
/// and all others inside, whatever
/// their imaginary parts, so the growth γ of a vector under C tells on which side the rightmost one lies. λ = b + s (γ − 1)/(γ + 1) is
/// exact where it is real and
/// at most b + s, and otherwise too small: what is left of it is found at the next look. With G fixed the eigenvalues scale as W
/// does.</para>
/// <para>A look is one LU and <see cref="Turns"/> solves a sample, 6 ms for 4 samples of 300 neurons in float; a trainer takes one every
/// <see cref="StepsApart"/> steps. A
/// sample whose fixed point is not found shrinks W by <see cref="Lost"/>. 0 bytes. It says nothing about samples it does not look at.
/// Source of the transform: K. Meerbergen, A. Spence, D. Roose, "Shift-invert and Cayley transforms for detection of rightmost
/// eigenvalues", BIT 34, 1994.</para>
/// </remarks>
internal sealed class StabilityGuard<T, TActivation> : IGuard
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    /// <summary>Steps between two looks.</summary>
    internal const int StepsApart = 10;

    private const string VectorsName = "stability vectors";
    private const int Samples = 4;
    private const int Turns = 30;
    private const int Settled = 20;
    private const double Lost = 0.95;

    // s: the bulk of the eigenvalues, left of b, shrinks by (s − d)/(s + d) a turn at distance d.
    private const double Scale = 1;

    private readonly Model<T, TActivation> model;
    private readonly SettledPoints<T, TActivation> points;
    private readonly double bound;
    private readonly AlignedBuffer<T> drive;
    private readonly AlignedBuffer<T> gains;
    private readonly AlignedBuffer<T> matrix;
    private readonly AlignedBuffer<T> scratch;
    private readonly AlignedBuffer<T> vectors;
    private readonly AlignedBuffer<T> turned;
    private readonly int[] pivots;

    internal StabilityGuard(Model<T, TActivation> model, double margin)
    {
        (this.model, bound) = (model, 1 - margin);
        int n = model.Network.Neurons;
        points = new(model.Network, Samples);
        drive = new(Samples * n);
        gains = new(Samples * n);
        matrix = new(n * n);
        scratch = Lu.FactorScratch<T>(n).Allocate<T>();
        vectors = new(Samples * n);
        turned = new(n);
        pivots = new int[n];
        new SeededRandom(1).FillGaussian(vectors.Span, 1);
    }

    /// <summary>The samples of a trainer's step, which <see cref="Apply()"/> looks at.</summary>
    internal SampleRows<T>? Rows { get; init; }

    /// <inheritdoc/>
    public int Every => StepsApart;

    /// <inheritdoc/>
    /// <remarks>At the first of the samples; the factor is on W.</remarks>
    public double Apply() => Apply(Rows!.Features.Span[..(Rows.Count * model.Features)]);

    /// <summary>Looks at the first of the samples and shrinks W if it has to.</summary>
    /// <param name="features">s, rows of the step's batch.</param>
    /// <returns>The factor on W; 1 where nothing had to be done.</returns>
    internal double Apply(ReadOnlySpan<T> features)
    {
        int n = model.Network.Neurons;
        int count = Math.Min(Samples, features.Length / model.Features);
        Span<T> x = drive.Span[..(count * n)];
        model.Network.Drive(features[..(count * model.Features)], x);
        ReadOnlySpan<SolveStatus> found = points.Find(x, gains.Span[..(count * n)]);
        double factor = 1;
        for (int k = 0; k < count; k++)
        {
            factor = Math.Min(factor, found[k] == SolveStatus.Converged
                ? bound / Math.Max(bound, Rightmost(gains.Span.Slice(k * n, n), vectors.Span.Slice(k * n, n)))
                : Lost);
        }

        if (factor == 1) return 1;
        TensorPrimitives.Multiply(model.Network.Weights, T.CreateTruncating(factor), matrix.Span);
        return model.Parameters[0].TrySet(matrix.Span) ? factor : 1;
    }

    /// <inheritdoc/>
    /// <remarks>The vectors stay from look to look.</remarks>
    public void Save(Checkpoint checkpoint, string prefix) =>
        checkpoint.Add<T>(prefix + VectorsName, vectors.Span, Samples, model.Network.Neurons);

    /// <inheritdoc/>
    /// <remarks>As they are: a look starts anew from one that is not finite.</remarks>
    public Action Load(Checkpoint checkpoint, string prefix)
    {
        T[] read = new T[vectors.Length];
        checkpoint.Read<T>(prefix + VectorsName, read, Samples, model.Network.Neurons);
        return () => read.CopyTo(vectors.Span);
    }

    // The vector stays from look to look: leading directions change slowly, and samples share them.
    private double Rightmost(ReadOnlySpan<T> g, Span<T> v)
    {
        int n = g.Length;
        T shift = T.CreateTruncating(Scale + bound);
        for (int i = 0; i < n; i++)
        {
            Span<T> row = matrix.Span.Slice(i * n, n);
            TensorPrimitives.Multiply(model.Network.Weights.Slice(i * n, n), -g[i], row);
            row[i] += shift;
        }

        // An eigenvalue at s + b itself: as far right as the estimate reaches.
        if (Lu.Factor(n, matrix.Span, n, pivots, scratch.Scratch) >= 0) return bound + Scale;
        double logarithm = 0;
        for (int turn = 0; turn < Turns; turn++)
        {
            T size = TensorPrimitives.Norm<T>(v);
            if (!(size > T.Zero) || !T.IsFinite(size)) v.Fill(T.One);
            else TensorPrimitives.Divide(v, size, v);
            v.CopyTo(turned.Span);
            Lu.Solve(Transpose.No, n, matrix.Span, n, pivots, turned.Span);
            TensorPrimitives.Multiply(turned.Span, T.CreateTruncating(2 * Scale), turned.Span);
            TensorPrimitives.Subtract(turned.Span, v, v);
            if (turn >= Settled) logarithm += Math.Log(double.CreateTruncating(TensorPrimitives.Norm<T>(v)));
        }

        double growth = Math.Exp(logarithm / (Turns - Settled));
        return !double.IsFinite(growth) ? bound + Scale : bound + (Scale * (growth - 1) / (growth + 1));
    }
}

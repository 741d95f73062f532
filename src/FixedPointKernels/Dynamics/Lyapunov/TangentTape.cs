using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>The tangent vectors on their way along a trajectory, J_t times after times, without a Jacobian: k rows that are made
/// orthonormal now and then. With a tape all of them stay, for the way back.</summary>
/// <remarks>
/// As rows, with d the slopes: V: M = (1 − α) Q + α (d ∘ Q) Wᵀ; R: (1 − α) Q + α d ∘ (Q Wᵀ); P: d ∘ ((1 − α) Q + α Q Wᵀ). One product a
/// step. Kept: Q of T + 1 steps, R of all points, and in R and P what d is multiplied with. Source: spec of learning through time,
/// section 6; G. Benettin et al., "Lyapunov characteristic exponents for smooth dynamical systems", 1980.
/// </remarks>
internal sealed class TangentTape<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LeakyWeights<T> weights;
    private readonly SpectrumSchedule schedule;
    private readonly AlignedBuffer<T> vectors;
    private readonly AlignedBuffer<T> products;
    private readonly AlignedBuffer<T> triangles;
    private readonly AlignedBuffer<T> forward;
    private readonly AlignedBuffer<T> scratch;
    private readonly bool isKept;

    internal TangentTape(LeakyWeights<T> weights, SpectrumSchedule schedule, int exponents, bool isKept)
    {
        (this.weights, this.schedule, this.isKept, Exponents) = (weights, schedule, isKept, exponents);
        int n = weights.Shape.Units;
        vectors = new((isKept ? schedule.Steps + 1 : 2) * Plane);
        products = new((KeepsProducts ? schedule.Steps : 1) * Plane);
        triangles = new(((isKept ? schedule.Points : 0) + 1) * Triangle);
        forward = new(Gemm.PackedLength<T>(n, n));
        scratch = Qr.FactorScratch<T>(n, exponents).Allocate<T>();
    }

    /// <summary>k.</summary>
    internal int Exponents { get; }

    /// <summary>From a vector to the next: whole lines, an odd number of them.</summary>
    internal int Stride => weights.Strides.Delta;

    /// <summary>Numbers of a step's vectors.</summary>
    internal int Plane => Exponents * Stride;

    /// <summary>From a row of R to the next.</summary>
    internal int Side => Wide(Exponents);

    private int Triangle => Exponents * Side;

    private bool KeepsProducts => isKept && weights.Placement != LeakPlacement.Voltage;

    /// <summary>What it takes.</summary>
    internal static Footprint Memory(LeakyWeights<T> weights, SpectrumSchedule schedule, int exponents, bool isKept)
    {
        double plane = exponents * (double)weights.Strides.Delta, steps = schedule.Steps, n = weights.Shape.Units;
        double vectors = (isKept ? steps + 1 : 2) * plane;
        double products = (isKept && weights.Placement != LeakPlacement.Voltage ? steps : 1) * plane;
        double triangles = ((isKept ? schedule.Points : 0) + 1.0) * exponents * Wide(exponents);
        double rest = Footprint.Packed<T>(n, n) + Qr.FactorScratch<T>(weights.Shape.Units, exponents).Elements;
        return new((vectors + products + triangles + rest) * Footprint.ElementBytes<T>(), Math.Max(vectors, triangles));
    }

    /// <summary>Q after a step, or M where it is no point; of step 0 the vectors at the start.</summary>
    internal Span<T> Vectors(int step) => vectors.Span.Slice((isKept ? step : step & 1) * Plane, Plane);

    internal unsafe T* VectorPointer(int step) => vectors.Pointer + ((nint)(isKept ? step : step & 1) * Plane);

    /// <summary>The planes of Q of some steps one after the other, as rows of one matrix; with a tape only.</summary>
    internal Span<T> Vectors(int firstStep, int steps) => vectors.Span.Slice(firstStep * Plane, steps * Plane);

    /// <summary>What the slopes of a step were multiplied with, in R and P.</summary>
    internal unsafe T* ProductPointer(int step) => products.Pointer + (KeepsProducts ? (nint)(step - 1) * Plane : 0);

    /// <summary>R of a point.</summary>
    internal Span<T> R(int point) => triangles.Span.Slice((isKept ? point : 0) * Triangle, Triangle);

    /// <summary>Puts the vectors, k × N, at the start and packs W as it is now.</summary>
    internal void Begin(ReadOnlySpan<T> first)
    {
        (int n, int feed) = (weights.Shape.Units, weights.Strides.Feed);
        for (int i = 0; i < Exponents; i++) first.Slice(i * n, n).CopyTo(Vectors(0)[(i * Stride)..]);
        Gemm.Pack(Transpose.Yes, n, n, weights.Values[..(n * n)], n, forward.Span);
    }

    /// <summary>Takes the vectors over a step.</summary>
    /// <param name="step">From 1.</param>
    /// <param name="slopes">d, in whole registers.</param>
    internal unsafe void Advance(int step, T* slopes)
    {
        Span<T> from = Vectors(step - 1), to = Vectors(step);
        T* product = ProductPointer(step), first = VectorPointer(step - 1), last = VectorPointer(step);
        Span<T> through = new(product, Plane);
        switch (weights.Placement)
        {
            case LeakPlacement.Voltage:
                Pass(slopes, first, product);
                from.CopyTo(to);
                Multiply(weights.Rate, through, weights.Keep, to);
                break;
            case LeakPlacement.Rate:
                Multiply(T.One, from, T.Zero, through);
                Pass(slopes, product, last, first);
                break;
            default:
                from.CopyTo(through);
                Multiply(weights.Rate, from, weights.Keep, through);
                Pass(slopes, product, last);
                break;
        }
    }

    /// <summary>To ← d ∘ From, or (1 − α) Leaking + α d ∘ From.</summary>
    internal unsafe void Pass(T* slopes, T* from, T* to, T* leaking = null)
    {
        TangentRows<T> pass = new()
        {
            Rows = Exponents, Width = weights.Strides.Width, Stride = Stride, Slopes = slopes, From = from, To = to, Leaking = leaking,
            Rate = weights.Rate, Keep = weights.Keep,
        };
        Dispatch.Run<TangentRows<T>, T>(ref pass);
    }

    /// <summary>Makes the vectors of a step orthonormal.</summary>
    /// <returns>The directions that died, or −1 where something is not finite.</returns>
    internal int Orthonormalize(int step) => Qr.Factor(
        weights.Shape.Units, Exponents, Vectors(step), Stride, R(schedule.PointOf(step)), Side, scratch.Scratch);

    /// <summary>The same of vectors that lie densely, k × N, apart from the tape.</summary>
    internal int Orthonormalize(Span<T> dense)
    {
        int n = weights.Shape.Units;
        return Qr.Factor(n, Exponents, dense, n, triangles.Span[^Triangle..], Side, scratch.Scratch);
    }

    private void Multiply(T factor, ReadOnlySpan<T> rows, T kept, Span<T> into) => Gemm.MultiplyPacked(
        Exponents, weights.Shape.Units, weights.Shape.Units, factor, rows, Stride, forward.Span, kept, into, Stride);

    // Columns in whole lines of 64 bytes.
    private static int Wide(int columns)
    {
        int line = 64 / Footprint.ElementBytes<T>();
        return (columns + line - 1) / line * line;
    }
}

using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Circuits;

/// <summary>
/// The published iteration for a circuit with any Wr, one sample at a time: (I − D(1 − √aₖ) Wr) yₖ₊₁ = b∘z, then
/// aₖ₊₁ = (b₀σ)² + W (yₖ₊₁²∘aₖ).
/// </summary>
/// <remarks>
/// It starts at a₀ = (b₀σ)² + W (Wr (b∘z))², y₀ = Wr (b∘z) / √a₀, the start of a Wr whose largest singular value is 1. In the rectified
/// kinds Wr is taken with the units that are active at the last point: Wr D(yₖ &gt; 0), or D(Wr yₖ &gt; 0) Wr. Where Wr = I it is exact
/// at once. It is not globally convergent: tiny b₀σ, ‖z‖ of 3 and more, or singular values of 2 and more leave some samples going
/// around. Source: S. Rawat, D. J. Heeger, S. Martiniani, NeurIPS 2024, algorithm 1.
/// </remarks>
internal sealed class CircuitIteration<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Circuit<T> circuit;
    private readonly AlignedBuffer<T> matrix;
    private readonly AlignedBuffer<T> given;
    private readonly AlignedBuffer<T> image;
    private readonly AlignedBuffer<T> pool;
    private readonly AlignedBuffer<T> working;
    private readonly int[] pivots;

    internal CircuitIteration(Circuit<T> circuit)
    {
        int n = circuit.Units;
        this.circuit = circuit;
        matrix = new(checked(n * n));
        given = new(n);
        image = new(n);
        pool = new(n);
        working = Lu.FactorScratch<T>(n).Allocate<T>();
        pivots = new int[n];
    }

    /// <summary>state ← (y₀, a₀); the drive is kept for the steps.</summary>
    internal void Start(ReadOnlySpan<T> drive, Span<T> state)
    {
        int n = circuit.Units;
        Span<T> y = state[..n], a = state[n..];
        for (int i = 0; i < n; i++) given.Span[i] = circuit.Gains[i] * drive[i];
        if (circuit.Kind == CircuitKind.RectifiedInput)
        {
            for (int i = 0; i < n; i++) pool.Span[i] = T.Max(given.Span[i], T.Zero);
            Recur(pool.Span, y);
        }
        else
        {
            Recur(given.Span, y);
        }

        for (int i = 0; i < n; i++) pool.Span[i] = circuit.Kind == CircuitKind.Main ? y[i] * y[i] : Square(T.Max(y[i], T.Zero));
        circuit.Pool.Multiply(1, pool.Span, T.Zero, a);
        for (int i = 0; i < n; i++)
        {
            a[i] += circuit.Floor[i];
            y[i] /= T.Sqrt(a[i]);
        }
    }

    /// <summary>state ← the next one.</summary>
    /// <returns>False, and the state as it was, where the matrix is singular.</returns>
    internal bool Step(Span<T> state)
    {
        int n = circuit.Units;
        Span<T> y = state[..n], a = state[n..];
        Fill(y, a);
        Span<T> next = image.Span;
        given.Span.CopyTo(next);
        if (Lu.Factor(n, matrix.Span, n, pivots, working.Scratch) >= 0) return false;
        Lu.Solve(Transpose.No, n, matrix.Span, n, pivots, next);
        next.CopyTo(y);
        PoolPass<T>.Run(n, circuit.Kind != CircuitKind.Main, state, pool.Span, default);
        circuit.Pool.Multiply(1, pool.Span, T.Zero, a);
        for (int i = 0; i < n; i++) a[i] += circuit.Floor[i];
        return true;
    }

    // I − D(1 − √a) Wr of the units that are active at y.
    private void Fill(ReadOnlySpan<T> y, ReadOnlySpan<T> a)
    {
        int n = circuit.Units;
        if (circuit.Kind == CircuitKind.RectifiedOutput) Recur(y, image.Span);
        for (int i = 0; i < n; i++)
        {
            Span<T> row = matrix.Span.Slice(i * n, n);
            T gate = T.Sqrt(a[i]) - T.One;
            if (circuit.Kind == CircuitKind.RectifiedOutput && !(image.Span[i] > T.Zero)) gate = T.Zero;
            if (circuit.Recurrent is { } recurrent)
            {
                TensorPrimitives.Multiply(recurrent.Values.Slice(i * n, n), gate, row);
            }
            else
            {
                row.Clear();
                row[i] = gate;
            }

            if (circuit.Kind == CircuitKind.RectifiedInput)
            {
                for (int j = 0; j < n; j++) if (!(y[j] > T.Zero)) row[j] = T.Zero;
            }

            row[i] += T.One;
        }
    }

    private void Recur(ReadOnlySpan<T> signal, Span<T> result)
    {
        if (circuit.Recurrent is { } recurrent) recurrent.Multiply(1, signal, T.Zero, result);
        else signal.CopyTo(result);
    }

    private static T Square(T value) => value * value;
}

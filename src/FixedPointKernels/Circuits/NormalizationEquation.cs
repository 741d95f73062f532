using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Circuits;

/// <summary>The only fixed point of a circuit with Wr = I: a = (b₀σ)² + W (b∘z)², y = b∘z / √a.</summary>
/// <remarks>
/// Rectified kinds: a = (b₀σ)² + W [b∘z]₊², y = [b∘z]₊ / √a − [−b∘z]₊, so that a unit with a negative drive sits at its drive. One product
/// a block of rows, and one pass, no iteration. Exact up to rounding: a to some n ε. Where (b₀σ)² and the whole pool of a unit are 0
/// there is no fixed point with a &gt; 0, and its y is 0/0. Source: S. Rawat, D. J. Heeger, S. Martiniani, NeurIPS 2024.
/// </remarks>
public static class NormalizationEquation
{
    // A block's squares (30 KiB in float), pools and drives are still near when they are read again: at n = 64, batch 512, 1.28 products
    // where one pass each over the whole batch took 1.37, in double 1.35 where it was 1.50 (Zen 3). Blocks of 60 and 180 rows are as good.
    private const int BlockRows = 120;

    /// <summary>Scratch that <see cref="Solve{T}"/> and <see cref="Adjoint{T}"/> need for that many samples.</summary>
    public static ScratchSize Scratch<T>(Circuit<T> circuit, int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        return ScratchSize.Of(Math.Min(rows, BlockRows), circuit.Units);
    }

    /// <summary>states ← the fixed points (y, a) under the drives.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="circuit">With Wr = I.</param>
    /// <param name="drives">z, rows × n.</param>
    /// <param name="states">rows × 2n, overwritten; must not overlap the drives.</param>
    /// <param name="scratch">As <see cref="Scratch{T}"/> says.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, or a circuit with another Wr.</exception>
    /// <remarks>0 bytes. Row k depends on row k only, bit for bit. What is not finite in a row stays in it.</remarks>
    public static void Solve<T>(Circuit<T> circuit, ReadOnlySpan<T> drives, Span<T> states, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(circuit);
        ThrowIfRecurrent(circuit);
        int n = circuit.Units, rows = drives.Length / n;
        Throw.IfNotShape(drives.Length, rows, n, nameof(drives));
        Throw.IfNotShape(states.Length, rows, 2 * n, nameof(states));
        Throw.IfOverlaps(drives, states, nameof(drives), nameof(states));
        Write(circuit, drives, states, scratch);
    }

    // Of the other parameters alone, whatever Wr is.
    internal static void Write<T>(Circuit<T> circuit, ReadOnlySpan<T> drives, Span<T> states, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = circuit.Units, rows = drives.Length / n;
        if (rows == 0) return;
        bool rectified = circuit.Kind != CircuitKind.Main;
        int most = Math.Min(rows, BlockRows);
        scratch.Take(most * n, out Span<T> room);
        SquarePass<T> squared = new(rectified, circuit.Gains, drives[..(most * n)], room);
        Dispatch.Run<SquarePass<T>, T>(ref squared);
        for (int first = 0; first < rows; first += most)
        {
            int count = Math.Min(most, rows - first), next = Math.Min(most, rows - first - count);
            Span<T> state = states.Slice(2 * first * n, 2 * count * n);
            Gemm.MultiplyPacked(count, n, n, T.One, room[..(count * n)], n, circuit.Pool.Forward, T.Zero, state[n..], 2 * n);
            NormalizePass<T> normalized = new(
                rectified, circuit.Gains, circuit.Floor, drives.Slice(first * n, count * n), state,
                drives.Slice((first + count) * n, next * n), room[..(next * n)]);
            Dispatch.Run<NormalizePass<T>, T>(ref normalized);
        }
    }

    /// <summary>adjoints ← (l, m): the gradients by b∘z and by (b₀σ)² of a loss whose gradient by the fixed point (y, a) is
    /// given.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="circuit">With Wr = I.</param>
    /// <param name="states">The fixed points (y, a), rows × 2n, a positive.</param>
    /// <param name="errors">(∂L/∂y, ∂L/∂a), rows × 2n.</param>
    /// <param name="adjoints">(l, m), rows × 2n, overwritten; must not overlap the others.</param>
    /// <param name="scratch">As <see cref="Scratch{T}"/> says.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, or a circuit with another Wr.</exception>
    /// <remarks>
    /// m = ∂L/∂a − ∂L/∂y ∘ y/(2a), l = ∂L/∂y / √a + 2 √a∘y∘(Wᵀ m): the solution of (I − DFᵀ)(l, m) = ∂L/∂(y, a), which an
    /// <see cref="Gradients.AdjointSolver{T, TMap}"/> finds for any Wr, without solving. Where rectified, a unit without a positive drive
    /// has l = ∂L/∂y and m = ∂L/∂a. The gradient by Wᵢⱼ is the sum of mᵢ aⱼ yⱼ². 0 bytes; row k depends on row k only, bit for bit.
    /// </remarks>
    public static void Adjoint<T>(
        Circuit<T> circuit, ReadOnlySpan<T> states, ReadOnlySpan<T> errors, Span<T> adjoints, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(circuit);
        ThrowIfRecurrent(circuit);
        int n = circuit.Units, rows = states.Length / (2 * n);
        Throw.IfNotShape(states.Length, rows, 2 * n, nameof(states));
        Throw.IfNotShape(errors.Length, rows, 2 * n, nameof(errors));
        Throw.IfNotShape(adjoints.Length, rows, 2 * n, nameof(adjoints));
        Throw.IfOverlaps(states, adjoints, nameof(states), nameof(adjoints));
        Throw.IfOverlaps(errors, adjoints, nameof(errors), nameof(adjoints));
        bool rectified = circuit.Kind != CircuitKind.Main;
        scratch.Take(Math.Min(rows, BlockRows) * n, out Span<T> pooled);
        for (int first = 0; first < rows; first += BlockRows)
        {
            int count = Math.Min(BlockRows, rows - first), from = 2 * first * n, length = 2 * count * n;
            ReadOnlySpan<T> state = states.Slice(from, length), error = errors.Slice(from, length);
            Span<T> adjoint = adjoints.Slice(from, length), pool = pooled[..(count * n)];
            PoolErrorPass<T> ofA = new(n, rectified, state, error, adjoint);
            Dispatch.Run<PoolErrorPass<T>, T>(ref ofA);
            Gemm.MultiplyPacked(count, n, n, T.One, adjoint[n..], 2 * n, circuit.Pool.Backward, T.Zero, pool, n);
            DriveErrorPass<T> ofDrive = new(n, rectified, state, error, pool, adjoint);
            Dispatch.Run<DriveErrorPass<T>, T>(ref ofDrive);
        }
    }

    private static void ThrowIfRecurrent<T>(Circuit<T> circuit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (circuit.Recurrent is not null)
            throw new ArgumentException("The circuit has recurrent weights of its own; the closed form needs Wr = I.", nameof(circuit));
    }
}

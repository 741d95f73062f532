using System;
using System.Buffers;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Solving;

/// <summary>Derivatives of an <see cref="IEquation{TSelf, T}"/> by central differences.</summary>
/// <remarks>
/// (F(s + h eⱼ) − F(s − h eⱼ)) / 2h with h = ∛ε times the largest |sⱼ| (1 where all are 0): the error of order h² and the rounding
/// of order ε / h are about equal. 0 bytes: temporary rows come from the shared pool.
/// </remarks>
public static class Differences
{
    /// <summary>derivative ← ∂F/∂s, Size × Size row-major; 2 Size evaluations.</summary>
    /// <param name="equation">F.</param>
    /// <param name="state">s, Size.</param>
    /// <param name="drive">d, DriveSize.</param>
    /// <param name="derivative">Size × Size, overwritten.</param>
    /// <exception cref="ArgumentException">Lengths that do not fit.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void OfState<TEquation, T>(in TEquation equation, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, Span<T> derivative)
        where TEquation : struct, IEquation<TEquation, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Of(equation, state, drive, derivative, byState: true);

    /// <summary>derivative ← ∂F/∂d, Size × DriveSize row-major; 2 DriveSize evaluations.</summary>
    /// <param name="equation">F.</param>
    /// <param name="state">s, Size.</param>
    /// <param name="drive">d, DriveSize.</param>
    /// <param name="derivative">Size × DriveSize, overwritten.</param>
    /// <exception cref="ArgumentException">Lengths that do not fit.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void OfDrive<TEquation, T>(in TEquation equation, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, Span<T> derivative)
        where TEquation : struct, IEquation<TEquation, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Of(equation, state, drive, derivative, byState: false);

    private static void Of<TEquation, T>(
        in TEquation equation, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, Span<T> derivative, bool byState)
        where TEquation : struct, IEquation<TEquation, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ReadOnlySpan<T> point = byState ? state : drive;
        Throw.IfNotLength(state.Length, equation.Size, nameof(state));
        Throw.IfNotLength(drive.Length, equation.DriveSize, nameof(drive));
        Throw.IfNotShape(derivative.Length, state.Length, point.Length, nameof(derivative));
        int size = state.Length, count = point.Length;
        T[] rented = ArrayPool<T>.Shared.Rent(count + (2 * size));
        Span<T> moved = rented.AsSpan(0, count), above = rented.AsSpan(count, size), below = rented.AsSpan(count + size, size);
        point.CopyTo(moved);
        T largest = MaxNorm.Of(point), unit = T.Cbrt(Precision<T>.Epsilon) * (largest > T.Zero ? largest : T.One);
        for (int j = 0; j < count; j++)
        {
            // The step as it was really made.
            T up = point[j] + unit, down = point[j] - unit, length = up - down;
            moved[j] = up;
            equation.Evaluate(byState ? moved : state, byState ? drive : moved, above);
            moved[j] = down;
            equation.Evaluate(byState ? moved : state, byState ? drive : moved, below);
            moved[j] = point[j];
            for (int i = 0; i < size; i++) derivative[(i * count) + j] = (above[i] - below[i]) / length;
        }

        ArrayPool<T>.Shared.Return(rented);
    }
}

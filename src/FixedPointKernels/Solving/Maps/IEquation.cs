using System;
using System.Numerics;

namespace FixedPointKernels.Solving;

/// <summary>A system s = F(s; d) of a few states, one sample at a time: F alone will do, and its
/// derivatives where they are known.</summary>
/// <typeparam name="TSelf">The struct that implements it.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// <see cref="EquationMap{T, TEquation}"/> makes a map of it, for every solver and adjoint. The derivatives are static members because they
/// have defaults (<see cref="Differences"/>: 2 evaluations for each state or drive element, 10 digits in double and 4 in float); see
/// <see cref="IFixedPointMap{TSelf, T}"/>.
/// </remarks>
public interface IEquation<TSelf, T>
    where TSelf : struct, IEquation<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Elements of a state.</summary>
    int Size { get; }

    /// <summary>Elements of a drive.</summary>
    int DriveSize { get; }

    /// <summary>image ← F(state; drive).</summary>
    /// <param name="state"><see cref="Size"/>.</param>
    /// <param name="drive"><see cref="DriveSize"/>.</param>
    /// <param name="image"><see cref="Size"/>, overwritten; does not overlap the inputs.</param>
    void Evaluate(ReadOnlySpan<T> state, ReadOnlySpan<T> drive, Span<T> image);

    /// <summary>κ of the dynamics τ ds/dt = κ ∘ (F(s) − s): see <see cref="IFixedPointMap{TSelf, T}.RelaxationRates"/>.</summary>
    static virtual ReadOnlySpan<T> RelaxationRates(in TSelf equation) => default;

    /// <summary>derivative ← ∂F/∂s, Size × Size row-major: row i holds ∂Fᵢ/∂sⱼ.</summary>
    static virtual void StateDerivative(in TSelf equation, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, Span<T> derivative) =>
        Differences.OfState(equation, state, drive, derivative);

    /// <summary>derivative ← ∂F/∂d, Size × DriveSize row-major: row i holds ∂Fᵢ/∂dⱼ.</summary>
    static virtual void DriveDerivative(in TSelf equation, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, Span<T> derivative) =>
        Differences.OfDrive(equation, state, drive, derivative);
}

using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>A map s ↦ F(s; d) of a state s under a drive d whose fixed points s = F(s; d) are wanted, for many samples at once.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// Rows are samples. Row k of every output may depend on row k of the inputs only, bit for bit, whatever the number of rows: this is
/// what makes a sample's result independent of its batch. Implementations are small structs over shared, immutable parameters.
/// The <em>linearization</em> of a sample is whatever the map needs to keep of a point to write its Jacobian there (for a rate
/// network: the N gains).
/// </remarks>
public interface IFixedPointMap<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether <see cref="Jacobian"/> writes I − DF itself or its transpose.</summary>
    static abstract Transpose JacobianForm { get; }

    /// <summary>Elements of a state.</summary>
    int Size { get; }

    /// <summary>Elements of a drive.</summary>
    int DriveSize { get; }

    /// <summary>Elements of a linearization.</summary>
    int LinearizationSize { get; }

    /// <summary>Scratch that <see cref="Evaluate"/>, <see cref="Relax"/> and <see cref="TransposedProduct"/> need for that many rows.</summary>
    ScratchSize Scratch(int rows);

    /// <summary>images ← F(states; drives), residuals[k] ← max|images − states| of row k (NaN where anything is not finite).</summary>
    /// <param name="rows">Samples.</param>
    /// <param name="states">rows × <see cref="Size"/>.</param>
    /// <param name="drives">rows × <see cref="DriveSize"/>.</param>
    /// <param name="images">rows × <see cref="Size"/>, overwritten; must not overlap the inputs.</param>
    /// <param name="linearizations">rows × <see cref="LinearizationSize"/>, overwritten; or empty when not wanted.</param>
    /// <param name="residuals">One per row.</param>
    /// <param name="scratch">As <see cref="Scratch"/> says.</param>
    void Evaluate(
        int rows, ReadOnlySpan<T> states, ReadOnlySpan<T> drives, Span<T> images, Span<T> linearizations, Span<T> residuals, Scratch<T> scratch);

    /// <summary>
    /// states ← states + α (F(states; drives) − states), so many times, with the bits of as many calls of <see cref="Evaluate"/> and the step after it; nothing is said
    /// about residuals.
    /// </summary>
    /// <param name="rows">Samples.</param>
    /// <param name="steps">How many times; not negative.</param>
    /// <param name="alpha">α.</param>
    /// <param name="states">rows × <see cref="Size"/>.</param>
    /// <param name="drives">rows × <see cref="DriveSize"/>.</param>
    /// <param name="images">rows × <see cref="Size"/>, working memory; must not overlap the others.</param>
    /// <param name="scratch">As <see cref="Scratch"/> says.</param>
    void Relax(int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives, Span<T> images, Scratch<T> scratch);

    /// <summary>jacobian ← I − DF (or its transpose, see <see cref="JacobianForm"/>) of one sample, Size × Size row-major.</summary>
    void Jacobian(ReadOnlySpan<T> linearization, Span<T> jacobian);

    /// <summary>products ← DFᵀ vectors, row by row; rows × <see cref="Size"/> each, without overlap.</summary>
    void TransposedProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch);

    /// <summary>How far rounding may have moved the residual that <see cref="Evaluate"/> gave at a point, the same for every component, in O(<see cref="Size"/>).</summary>
    /// <param name="state">s.</param>
    /// <param name="drive">d.</param>
    /// <param name="linearization">That of the point, or empty where none was made.</param>
    /// <param name="scratch">As <see cref="Scratch"/> of one row says.</param>
    /// <returns>An upper bound of |computed − exact| of every Fᵢ(s) − sᵢ; +∞ where nothing can be said without another product.</returns>
    /// <remarks>A map that does not say takes its evaluation to be good to four roundings of the largest component.</remarks>
    T ResidualError(ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Scratch<T> scratch) => FourRoundings(state);

    /// <summary>The residual of one sample with the rounding of its own evaluation counted in.</summary>
    /// <param name="state">s.</param>
    /// <param name="drive">d.</param>
    /// <param name="residuals">Size: on entry the computed Fᵢ(s) − sᵢ, on return numbers of at least the exact magnitude, with its sign.</param>
    /// <param name="trusted">Components of at most this magnitude on entry are good enough as they are: with <see cref="ResidualError"/> added.</param>
    /// <param name="scales">Size: sum of the magnitudes that meet in component i, in the units of s (of a rate network |rᵢ| + gᵢ (Σⱼ|Wᵢⱼ rⱼ| + |xᵢ|)).</param>
    /// <param name="scratch">As <see cref="Scratch"/> of one row says.</param>
    /// <remarks>Called once for a sample that looks converged, so it may cost some products. Sums of the same length in the same precision prove nothing.
    /// A map that does not say has its residuals moved outward by four roundings.</remarks>
    void Enclose(ReadOnlySpan<T> state, ReadOnlySpan<T> drive, Span<T> residuals, T trusted, Span<T> scales, Scratch<T> scratch) =>
        MoveOutward(state, residuals, FourRoundings(state), scales);

    /// <summary>As <see cref="ResidualError"/>, of e + DFᵀu − u.</summary>
    T TransposedError(ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Scratch<T> scratch) =>
        FourRoundings(vector) + FourRoundings(addend);

    /// <summary>As <see cref="Enclose"/>, of e + DFᵀu − u.</summary>
    void EncloseTransposed(
        ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Span<T> residuals, T trusted, Span<T> scales, Scratch<T> scratch) =>
        MoveOutward(vector, residuals, FourRoundings(vector) + FourRoundings(addend), scales);

    private static T FourRoundings(ReadOnlySpan<T> values) =>
        values.IsEmpty ? T.Zero : T.CreateTruncating(4) * Precision<T>.Epsilon * T.Abs(TensorPrimitives.MaxMagnitude(values));

    private static void MoveOutward(ReadOnlySpan<T> state, Span<T> residuals, T error, Span<T> scales)
    {
        for (int i = 0; i < residuals.Length; i++)
        {
            residuals[i] = T.CopySign(T.Abs(residuals[i]) + error, residuals[i]);
            scales[i] = T.Abs(state[i]);
        }
    }
}

using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>A map s ↦ F(s; d) of a state s under a drive d whose fixed points s = F(s; d) are wanted, for many samples at once.</summary>
/// <typeparam name="TSelf">The struct that implements it: <c>struct Circuit : IFixedPointMap&lt;Circuit, double&gt;</c>.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// Rows are samples. Row k of every output may depend on row k of the inputs only, bit for bit, whatever the number of rows: this is
/// what makes a sample's result independent of its batch. Implementations are small structs over shared, immutable parameters.
/// The <em>linearization</em> of a sample is whatever the map needs to keep of a point to apply its derivatives there (for a rate
/// network: the N gains). A map that can also write its Jacobian is an <see cref="IDenseMap{TSelf, T}"/>; a system that is given by F
/// alone, or that does not want to deal with rows, an <see cref="IEquation{TSelf, T}"/>.
/// <para>
/// The static members have defaults and are what a map may know better. They take the map as an argument, because a default instance member
/// of an interface would copy the struct to the heap in every call.
/// </para>
/// </remarks>
public interface IFixedPointMap<TSelf, T>
    where TSelf : struct, IFixedPointMap<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Elements of a state.</summary>
    int Size { get; }

    /// <summary>Elements of a drive.</summary>
    int DriveSize { get; }

    /// <summary>Elements of a linearization.</summary>
    int LinearizationSize { get; }

    /// <summary>Whether <see cref="WriteJacobian"/> can be asked.</summary>
    internal static virtual bool WritesJacobian(in TSelf map) => false;

    /// <summary>Whether <see cref="WriteJacobian"/> writes I − DF itself or its transpose.</summary>
    internal static virtual Transpose JacobianForm => Transpose.No;

    /// <summary>Whether a linearization comes with the sample, beside its drive, and <see cref="Evaluate"/> reads it: the adjoint, whose
    /// gains are those of another point.</summary>
    internal static virtual bool LinearizationIsGiven => false;

    /// <summary>Scratch that the methods need for that many rows.</summary>
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
        int rows, ReadOnlySpan<T> states, ReadOnlySpan<T> drives, Span<T> images, Span<T> linearizations,
        Span<T> residuals, Scratch<T> scratch);

    /// <summary>products ← DF vectors, row by row; rows × <see cref="Size"/> each, without overlap.</summary>
    void Product(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch);

    /// <summary>products ← DFᵀ vectors, row by row; rows × <see cref="Size"/> each, without overlap.</summary>
    void TransposedProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch);

    /// <summary>products ← (∂F/∂d)ᵀ vectors, row by row: of u = (I − DFᵀ)⁻¹ ∂L/∂s it makes ∂L/∂d.</summary>
    /// <param name="rows">Samples.</param>
    /// <param name="linearizations">rows × <see cref="LinearizationSize"/>.</param>
    /// <param name="vectors">rows × <see cref="Size"/>.</param>
    /// <param name="products">rows × <see cref="DriveSize"/>, overwritten; must not overlap the inputs.</param>
    /// <param name="scratch">As <see cref="Scratch"/> says.</param>
    void DriveProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch);

    /// <summary>states ← where a search for fixed points may begin when nothing is known: zeros, unless a map forbids them.</summary>
    /// <param name="map">The map.</param>
    /// <param name="rows">Samples.</param>
    /// <param name="drives">rows × <see cref="DriveSize"/>.</param>
    /// <param name="states">rows × <see cref="Size"/>, overwritten.</param>
    /// <param name="scratch">As <see cref="Scratch"/> says.</param>
    static virtual void Start(in TSelf map, int rows, ReadOnlySpan<T> drives, Span<T> states, Scratch<T> scratch) => states.Clear();

    /// <summary>κ of the dynamics τ ds/dt = κ ∘ (F(s) − s), Size positive numbers: how fast each element
    /// goes. Empty where all go at 1.</summary>
    /// <remarks>Fixed points do not depend on it; Euler steps, settle, the slow relaxation of auto and the
    /// stability of dynamics do. τᵢ = τ / κᵢ.</remarks>
    static virtual ReadOnlySpan<T> RelaxationRates(in TSelf map) => default;

    /// <summary>A matrix of doubles with the eigenvalues of 2⁻ᵉ DF at a point, and e; null where there is none better
    /// than products with unit vectors.</summary>
    internal static virtual (double[] Matrix, int Exponent)? WriteSimilar(in TSelf map, ReadOnlySpan<T> linearization) => null;

    /// <summary>jacobian ← I − DF (or its transpose, see <see cref="JacobianForm"/>) of one sample, Size × Size row-major.</summary>
    internal static virtual void WriteJacobian(in TSelf map, ReadOnlySpan<T> linearization, Span<T> jacobian) =>
        throw new NotSupportedException($"{typeof(TSelf).Name} writes no Jacobian.");

    /// <summary>
    /// states ← states + α κ ∘ (F(states; drives) − states), κ the <see cref="RelaxationRates"/>, so many times, with the bits of as many
    /// calls of <see cref="Evaluate"/> and the step after it; nothing is said about residuals.
    /// </summary>
    /// <param name="map">The map.</param>
    /// <param name="rows">Samples.</param>
    /// <param name="steps">How many times; not negative.</param>
    /// <param name="alpha">α.</param>
    /// <param name="states">rows × <see cref="Size"/>.</param>
    /// <param name="drives">rows × <see cref="DriveSize"/>.</param>
    /// <param name="images">rows × <see cref="Size"/>, working memory; must not overlap the others.</param>
    /// <param name="scratch">As <see cref="Scratch"/> says.</param>
    static virtual void Relax(
        in TSelf map, int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives, Span<T> images, Scratch<T> scratch) =>
        MapDefaults.Relax(map, rows, steps, alpha, states, drives, images, scratch);

    /// <summary>The same for a map whose linearizations are given: rows × <see cref="LinearizationSize"/>.</summary>
    internal static virtual void RelaxAt(
        in TSelf map, int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives, ReadOnlySpan<T> linearizations,
        Span<T> images, Scratch<T> scratch) =>
        TSelf.Relax(map, rows, steps, alpha, states, drives, images, scratch);

    /// <summary>How far rounding may have moved the residual that <see cref="Evaluate"/> gave at a point, the same for every
    /// component, in O(<see cref="Size"/>).</summary>
    /// <param name="map">The map.</param>
    /// <param name="state">s.</param>
    /// <param name="drive">d.</param>
    /// <param name="linearization">That of the point, or empty where none was made.</param>
    /// <param name="scratch">As <see cref="Scratch"/> of one row says.</param>
    /// <returns>An upper bound of |computed − exact| of every Fᵢ(s) − sᵢ; +∞ where nothing can be said without another product.</returns>
    /// <remarks>A map that does not say takes its evaluation to be good to four roundings of the largest component.</remarks>
    static virtual T ResidualError(
        in TSelf map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Scratch<T> scratch) =>
        MapDefaults.FourRoundings(state);

    /// <summary>The residual of one sample with the rounding of its own evaluation counted in.</summary>
    /// <param name="map">The map.</param>
    /// <param name="state">s.</param>
    /// <param name="drive">d.</param>
    /// <param name="linearization">That of the point, or empty where none was made.</param>
    /// <param name="residuals">Size: on entry the computed Fᵢ(s) − sᵢ, on return numbers of at least
    /// the exact magnitude, with its sign.</param>
    /// <param name="trusted">Components of at most this magnitude on entry are good enough as they are: with
    /// <see cref="ResidualError"/> added.</param>
    /// <param name="scales">Size: sum of the magnitudes that meet in component i, in the units of s (of a rate
    /// network |rᵢ| + gᵢ (Σⱼ|Wᵢⱼ rⱼ| + |xᵢ|)).</param>
    /// <param name="scratch">As <see cref="Scratch"/> of one row says.</param>
    /// <remarks>Called once for a sample that seems converged, so it may cost some products. Sums of the same length in the same precision
    /// prove nothing. A map that does not say has its residuals moved outward by four roundings.</remarks>
    static virtual void Enclose(
        in TSelf map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Span<T> residuals,
        T trusted, Span<T> scales,
        Scratch<T> scratch) =>
        MapDefaults.MoveOutward(state, residuals, MapDefaults.FourRoundings(state), scales);

    /// <summary>At least max|F(s) − s| in exact arithmetic, from one evaluation in a wider type: what a map in float can say at the cost of
    /// a product, where <see cref="ResidualError"/> says nothing.</summary>
    /// <param name="map">The map.</param>
    /// <param name="state">s.</param>
    /// <param name="drive">d.</param>
    /// <param name="linearization">That of the point, or empty where none was made.</param>
    /// <param name="scratch">As <see cref="Scratch"/> of one row says.</param>
    /// <returns>+∞ of a map that has no such evaluation.</returns>
    internal static virtual T WiderResidual(
        in TSelf map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Scratch<T> scratch) =>
        T.PositiveInfinity;

    /// <summary>As <see cref="WiderResidual"/>, of e + DFᵀu − u.</summary>
    internal static virtual T WiderTransposedResidual(
        in TSelf map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Scratch<T> scratch) =>
        T.PositiveInfinity;

    /// <summary>As <see cref="ResidualError"/>, of e + DFᵀu − u.</summary>
    static virtual T TransposedError(
        in TSelf map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Scratch<T> scratch) =>
        MapDefaults.FourRoundings(vector) + MapDefaults.FourRoundings(addend);

    /// <summary>As <see cref="Enclose"/>, of e + DFᵀu − u.</summary>
    static virtual void EncloseTransposed(
        in TSelf map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Span<T> residuals,
        T trusted, Span<T> scales,
        Scratch<T> scratch) =>
        MapDefaults.MoveOutward(vector, residuals, MapDefaults.FourRoundings(vector) + MapDefaults.FourRoundings(addend), scales);
}

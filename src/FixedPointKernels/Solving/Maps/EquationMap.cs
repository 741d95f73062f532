using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Solving;

/// <summary>The map of an <see cref="IEquation{TSelf, T}"/>: sample by sample, with the point itself as linearization.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TEquation">Its struct.</typeparam>
/// <remarks>Every product writes the N × N derivative anew: for systems of a few states. Large ones are an
/// <see cref="IFixedPointMap{TSelf, T}"/> of their own.</remarks>
public readonly struct EquationMap<T, TEquation> : IDenseMap<EquationMap<T, TEquation>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TEquation : struct, IEquation<TEquation, T>
{
    private readonly TEquation equation;

    /// <summary>Takes the equation.</summary>
    /// <param name="equation">F.</param>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public EquationMap(TEquation equation)
    {
        Element.ThrowIfUnsupported<T>();
        this.equation = equation;
    }

    /// <inheritdoc/>
    public int Size => equation.Size;

    /// <inheritdoc/>
    public int DriveSize => equation.DriveSize;

    /// <inheritdoc/>
    public int LinearizationSize => Size + DriveSize;

    /// <inheritdoc/>
    public ScratchSize Scratch(int rows) => ScratchSize.Of(Size, Math.Max(Size, DriveSize));

    /// <inheritdoc/>
    public static ReadOnlySpan<T> RelaxationRates(in EquationMap<T, TEquation> map) => TEquation.RelaxationRates(map.equation);

    /// <inheritdoc/>
    public void Evaluate(
        int rows, ReadOnlySpan<T> states, ReadOnlySpan<T> drives, Span<T> images, Span<T> linearizations,
        Span<T> residuals, Scratch<T> scratch)
    {
        (int n, int m) = (Size, DriveSize);
        for (int k = 0; k < rows; k++)
        {
            ReadOnlySpan<T> state = states.Slice(k * n, n), drive = drives.Slice(k * m, m);
            Span<T> image = images.Slice(k * n, n);
            equation.Evaluate(state, drive, image);
            T largest = T.Zero;
            for (int i = 0; i < n; i++)
            {
                T difference = T.Abs(image[i] - state[i]);
                largest = T.IsFinite(difference) ? T.Max(largest, difference) : T.NaN;
            }

            residuals[k] = largest;
            if (linearizations.IsEmpty) continue;
            Span<T> linearization = linearizations.Slice(k * (n + m), n + m);
            state.CopyTo(linearization);
            drive.CopyTo(linearization[n..]);
        }
    }

    /// <inheritdoc/>
    public void Jacobian(ReadOnlySpan<T> linearization, Span<T> jacobian)
    {
        int n = Size;
        TEquation.StateDerivative(equation, linearization[..n], linearization[n..], jacobian);
        TensorPrimitives.Negate<T>(jacobian, jacobian);
        for (int i = 0; i < n; i++) jacobian[(i * n) + i] += T.One;
    }

    /// <inheritdoc/>
    public void Product(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        Apply(Transpose.No, rows, linearizations, vectors, products, scratch);

    /// <inheritdoc/>
    public void TransposedProduct(
        int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        Apply(Transpose.Yes, rows, linearizations, vectors, products, scratch);

    /// <inheritdoc/>
    public void DriveProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        (int n, int m) = (Size, DriveSize);
        if (m == 0) return;
        scratch.Take(n, m, out Span<T> derivative);
        for (int k = 0; k < rows; k++)
        {
            ReadOnlySpan<T> point = linearizations.Slice(k * (n + m), n + m);
            TEquation.DriveDerivative(equation, point[..n], point[n..], derivative);
            Gemv.Multiply(Transpose.Yes, n, m, T.One, derivative, m, vectors.Slice(k * n, n), T.Zero, products.Slice(k * m, m));
        }
    }

    private void Apply(
        Transpose form, int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        (int n, int m) = (Size, DriveSize);
        scratch.Take(n, n, out Span<T> derivative);
        for (int k = 0; k < rows; k++)
        {
            ReadOnlySpan<T> point = linearizations.Slice(k * (n + m), n + m);
            TEquation.StateDerivative(equation, point[..n], point[n..], derivative);
            Gemv.Multiply(form, n, n, T.One, derivative, n, vectors.Slice(k * n, n), T.Zero, products.Slice(k * n, n));
        }
    }

    // What the interface says too, named here all the same: code compiled ahead of time (ReadyToRun) leaves a method that asks for a
    // static member's default to the run-time compiler, and with it all that it calls.
    static bool IFixedPointMap<EquationMap<T, TEquation>, T>.LinearizationIsGiven => false;

    static Transpose IFixedPointMap<EquationMap<T, TEquation>, T>.JacobianForm => Transpose.No;

    static bool IFixedPointMap<EquationMap<T, TEquation>, T>.WritesJacobian(in EquationMap<T, TEquation> map) => true;

    static void IFixedPointMap<EquationMap<T, TEquation>, T>.WriteJacobian(
        in EquationMap<T, TEquation> map, ReadOnlySpan<T> linearization, Span<T> jacobian) =>
        map.Jacobian(linearization, jacobian);

    static (double[] Matrix, int Exponent)? IFixedPointMap<EquationMap<T, TEquation>, T>.WriteSimilar(
        in EquationMap<T, TEquation> map, ReadOnlySpan<T> linearization) => null;

    static void IFixedPointMap<EquationMap<T, TEquation>, T>.Start(
        in EquationMap<T, TEquation> map, int rows, ReadOnlySpan<T> drives, Span<T> states, Scratch<T> scratch) =>
        states.Clear();

    static void IFixedPointMap<EquationMap<T, TEquation>, T>.Relax(
        in EquationMap<T, TEquation> map, int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives, Span<T> images,
        Scratch<T> scratch) =>
        MapDefaults.Relax(map, rows, steps, alpha, states, drives, images, scratch);

    static void IFixedPointMap<EquationMap<T, TEquation>, T>.RelaxAt(
        in EquationMap<T, TEquation> map, int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives,
        ReadOnlySpan<T> linearizations, Span<T> images, Scratch<T> scratch) =>
        MapDefaults.Relax(map, rows, steps, alpha, states, drives, images, scratch);

    static T IFixedPointMap<EquationMap<T, TEquation>, T>.ResidualError(
        in EquationMap<T, TEquation> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization,
        Scratch<T> scratch) =>
        MapDefaults.FourRoundings(state);

    static void IFixedPointMap<EquationMap<T, TEquation>, T>.Enclose(
        in EquationMap<T, TEquation> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Span<T> residuals,
        T trusted, Span<T> scales, Scratch<T> scratch) =>
        MapDefaults.MoveOutward(state, residuals, MapDefaults.FourRoundings(state), scales);

    static T IFixedPointMap<EquationMap<T, TEquation>, T>.WiderResidual(
        in EquationMap<T, TEquation> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization,
        Scratch<T> scratch) => T.PositiveInfinity;

    static T IFixedPointMap<EquationMap<T, TEquation>, T>.WiderTransposedResidual(
        in EquationMap<T, TEquation> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend,
        Scratch<T> scratch) => T.PositiveInfinity;

    static T IFixedPointMap<EquationMap<T, TEquation>, T>.TransposedError(
        in EquationMap<T, TEquation> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend,
        Scratch<T> scratch) =>
        MapDefaults.FourRoundings(vector) + MapDefaults.FourRoundings(addend);

    static void IFixedPointMap<EquationMap<T, TEquation>, T>.EncloseTransposed(
        in EquationMap<T, TEquation> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend,
        Span<T> residuals, T trusted, Span<T> scales, Scratch<T> scratch) =>
        MapDefaults.MoveOutward(vector, residuals, MapDefaults.FourRoundings(vector) + MapDefaults.FourRoundings(addend), scales);
}

using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Gradients;

/// <summary>
/// The adjoint as a fixed point of its own: u = e + DFᵀ u, for any map. Its residual is max|e − (I − DFᵀ) u|.
/// </summary>
/// <remarks>
/// A drive is the loss gradient e; the inner map's linearization at the fixed point is given with the sample. The plain
/// iteration of this map is the Neumann series; the chord iteration is the one preconditioned by a shared inverse; the loop, its
/// slots and its statuses are the forward solver's.
/// </remarks>
internal readonly struct AdjointMap<T, TMap>(TMap inner) : IFixedPointMap<AdjointMap<T, TMap>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TMap : struct, IFixedPointMap<TMap, T>
{
    private readonly TMap inner = inner;

    public static bool WritesJacobian(in AdjointMap<T, TMap> map) => TMap.WritesJacobian(map.inner);

    // The inner map writes I − DF; ours is I − DFᵀ. So a forward factorization serves the adjoint as it is.
    public static Transpose JacobianForm => TMap.JacobianForm == Transpose.No ? Transpose.Yes : Transpose.No;

    public int Size => inner.Size;

    public int DriveSize => inner.Size;

    public int LinearizationSize => inner.LinearizationSize;

    public static bool LinearizationIsGiven => true;

    public ScratchSize Scratch(int rows) => inner.Scratch(rows);

    public void Evaluate(
        int rows, ReadOnlySpan<T> states, ReadOnlySpan<T> drives, Span<T> images, Span<T> linearizations,
        Span<T> residuals, Scratch<T> scratch)
    {
        inner.TransposedProduct(rows, linearizations, states, images, scratch);
        var pass = new RatePass<Linear, T>(default, Size, drives, states, images, default, residuals);
        Dispatch.Run<RatePass<Linear, T>, T>(ref pass);
    }

    public static void RelaxAt(
        in AdjointMap<T, TMap> map, int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives,
        ReadOnlySpan<T> linearizations, Span<T> images,
        Scratch<T> scratch)
    {
        var pass = new RelaxPass<Linear, T>(default, alpha, drives, images, states);
        for (int step = 0; step < steps; step++)
        {
            map.inner.TransposedProduct(rows, linearizations, states, images, scratch);
            Dispatch.Run<RelaxPass<Linear, T>, T>(ref pass);
        }
    }

    public static void WriteJacobian(in AdjointMap<T, TMap> map, ReadOnlySpan<T> linearization, Span<T> jacobian) =>
        TMap.WriteJacobian(map.inner, linearization, jacobian);

    // B = DFᵀ, and ∂(e + B u)/∂e = I.
    public void Product(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        inner.TransposedProduct(rows, linearizations, vectors, products, scratch);

    public void TransposedProduct(
        int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        inner.Product(rows, linearizations, vectors, products, scratch);

    public void DriveProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        vectors.CopyTo(products);

    public static T ResidualError(
        in AdjointMap<T, TMap> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Scratch<T> scratch) =>
        TMap.TransposedError(map.inner, linearization, state, drive, scratch);

    public static T WiderResidual(
        in AdjointMap<T, TMap> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Scratch<T> scratch) =>
        TMap.WiderTransposedResidual(map.inner, linearization, state, drive, scratch);

    public static void Enclose(
        in AdjointMap<T, TMap> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Span<T> residuals,
        T trusted, Span<T> scales,
        Scratch<T> scratch) =>
        TMap.EncloseTransposed(map.inner, linearization, state, drive, residuals, trusted, scales, scratch);

    public static T TransposedError(in AdjointMap<T, TMap> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector,
        ReadOnlySpan<T> addend, Scratch<T> scratch) => throw NoAdjoint();

    public static void EncloseTransposed(
        in AdjointMap<T, TMap> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Span<T> residuals,
        T trusted, Span<T> scales,
        Scratch<T> scratch) => throw NoAdjoint();

    private static NotSupportedException NoAdjoint() =>
        new("The adjoint of an adjoint is the linearized map itself; nothing here needs it.");

    // What the interface says too, named here all the same: code compiled ahead of time (ReadyToRun) leaves a method that asks for a
    // static member's default to the run-time compiler, and with it all that it calls.
    static void IFixedPointMap<AdjointMap<T, TMap>, T>.Start(
        in AdjointMap<T, TMap> map, int rows, ReadOnlySpan<T> drives, Span<T> states, Scratch<T> scratch) =>
        states.Clear();

    static ReadOnlySpan<T> IFixedPointMap<AdjointMap<T, TMap>, T>.RelaxationRates(in AdjointMap<T, TMap> map) => default;

    static (double[] Matrix, int Exponent)? IFixedPointMap<AdjointMap<T, TMap>, T>.WriteSimilar(
        in AdjointMap<T, TMap> map, ReadOnlySpan<T> linearization) => null;

    static void IFixedPointMap<AdjointMap<T, TMap>, T>.Relax(
        in AdjointMap<T, TMap> map, int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives, Span<T> images,
        Scratch<T> scratch) =>
        MapDefaults.Relax(map, rows, steps, alpha, states, drives, images, scratch);

    static T IFixedPointMap<AdjointMap<T, TMap>, T>.WiderTransposedResidual(
        in AdjointMap<T, TMap> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend,
        Scratch<T> scratch) => T.PositiveInfinity;
}

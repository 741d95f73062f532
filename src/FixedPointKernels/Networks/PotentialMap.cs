using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Networks;

/// <summary>The potential form: state v, F(v) = W f(v) + x, linearization g = f′(v), I − DF = I − W G. Rates are f(v).</summary>
internal readonly struct PotentialMap<T, TActivation>(PackedWeights<T> weights, TActivation activation) : IDenseMap<PotentialMap<T, TActivation>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly PackedWeights<T> weights = weights;
    private readonly TActivation activation = activation;

    public int Size => weights.Outputs;

    public int DriveSize => weights.Outputs;

    public int LinearizationSize => weights.Outputs;

    public ScratchSize Scratch(int rows) => ScratchSize.Max(ScratchSize.Of(rows, Size), ScratchSize.Of(Size) + ScratchSize.Of(Size));

    public void Evaluate(
        int rows, ReadOnlySpan<T> states, ReadOnlySpan<T> drives, Span<T> images, Span<T> linearizations, Span<T> residuals, Scratch<T> scratch)
    {
        scratch.Take(rows, Size, out Span<T> rates);
        if (linearizations.IsEmpty) Activation.Apply(activation, states, rates);
        else Activation.Apply(activation, states, rates, linearizations);
        weights.Multiply(rows, rates, T.Zero, images);
        var pass = new RatePass<Linear, T>(default, Size, drives, states, images, default, residuals);
        Dispatch.Run<RatePass<Linear, T>, T>(ref pass);
    }

    public static void Relax(
        in PotentialMap<T, TActivation> map, int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives, Span<T> images, Scratch<T> scratch)
    {
        scratch.Take(rows, map.Size, out Span<T> rates);
        var pass = new RelaxPass<Linear, T>(default, alpha, drives, images, states);
        for (int step = 0; step < steps; step++)
        {
            Activation.Apply(map.activation, states, rates);
            map.weights.Multiply(rows, rates, T.Zero, images);
            Dispatch.Run<RelaxPass<Linear, T>, T>(ref pass);
        }
    }

    public void Jacobian(ReadOnlySpan<T> linearization, Span<T> jacobian)
    {
        int n = Size;
        ReadOnlySpan<T> w = weights.Values;
        for (int i = 0; i < n; i++)
        {
            Span<T> row = jacobian.Slice(i * n, n);
            TensorPrimitives.Multiply(w.Slice(i * n, n), linearization, row);
            TensorPrimitives.Negate<T>(row, row);
            row[i] += T.One;
        }
    }

    // DF v = W (g ∘ v).
    public void Product(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        scratch.Take(rows, Size, out Span<T> gained);
        TensorPrimitives.Multiply(linearizations, vectors, gained);
        weights.Multiply(rows, gained, T.Zero, products);
    }

    // DFᵀ u = g ∘ (Wᵀ u).
    public void TransposedProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        weights.MultiplyTransposed(rows, vectors, T.Zero, products);
        TensorPrimitives.Multiply(linearizations, products, products);
    }

    // ∂F/∂x = I.
    public void DriveProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) => vectors.CopyTo(products);

    // W f(v) + x − v with the rounding of f in every term: at most 2 ulp, and two more roundings of the product are more.
    public static T ResidualError(
        in PotentialMap<T, TActivation> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Scratch<T> scratch)
    {
        scratch.Take(map.Size, out Span<T> rates);
        Activation.Apply(map.activation, state, rates);
        T two = T.One + T.One, potential = MaxNorm.Of(state), given = MaxNorm.Of(drive);
        T rounding = map.weights.Rounding.Bound(rates, T.One, potential + given);
        return Precision<T>.Epsilon * (((T.One + two) * rounding) + (two * given) + (two * potential));
    }

    public static void Enclose(
        in PotentialMap<T, TActivation> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Span<T> residuals, T trusted, Span<T> scales,
        Scratch<T> scratch)
    {
        scratch.Take(map.Size, out Span<T> rates);
        Activation.Apply(map.activation, state, rates);
        T epsilon = Precision<T>.Epsilon, underflow = ProductEnclosure.Underflow<T>(rates);
        for (int i = 0; i < map.Size; i++)
        {
            scales[i] = T.Abs(state[i]);
            if (T.Abs(residuals[i]) <= trusted) continue;
            CompensatedDot<T> product = ProductEnclosure.Row(map.weights, i, rates);
            CompensatedDot<T> sum = product.Plus(drive[i]).Plus(-state[i]);

            // Values of f are rounded to 3ε of themselves, those below the normal numbers to units of the smallest.
            T value = TActivation.IsPiecewiseLinear ? T.Zero : T.CreateTruncating(3) * product.Magnitude;
            T smallest = underflow * (T.One + (T.CreateTruncating(3) * MaxNorm.Of(map.weights.Values.Slice(i * map.Size, map.Size))));
            T error = sum.Error(map.Size) + (epsilon * (value + T.Abs(sum.Correction))) + smallest;
            residuals[i] = ProductEnclosure.Outward(sum.Sum, error + T.Abs(sum.Correction));
            scales[i] = sum.Magnitude;
        }
    }

    public static T TransposedError(
        in PotentialMap<T, TActivation> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Scratch<T> scratch)
    {
        T two = T.One + T.One, gain = MaxNorm.Of(linearization), largest = MaxNorm.Of(vector), given = MaxNorm.Of(addend);
        T rounding = map.weights.RoundingTransposed.Bound(vector, gain, largest + given);
        return Precision<T>.Epsilon * (rounding + (gain * largest) + given + (two * largest));
    }

    // g (Wᵀ u) + e − u: the product with g by its rounded value and what that lost.
    public static void EncloseTransposed(
        in PotentialMap<T, TActivation> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Span<T> residuals, T trusted, Span<T> scales, Scratch<T> scratch)
    {
        scratch.Take(map.Size, out Span<T> column);
        T epsilon = Precision<T>.Epsilon, underflow = ProductEnclosure.Underflow(vector);
        for (int i = 0; i < map.Size; i++)
        {
            scales[i] = T.Abs(vector[i]);
            if (T.Abs(residuals[i]) <= trusted) continue;
            ProductEnclosure.Column(map.weights, i, column);
            CompensatedDot<T> product = CompensatedDot<T>.Of(column, vector).Plus(T.Zero);
            T gain = linearization[i], high = gain * product.Sum;
            T low = T.FusedMultiplyAdd(gain, product.Sum, -high) + (gain * product.Correction);
            CompensatedDot<T> sum = new CompensatedDot<T>(high, low, T.Abs(gain) * product.Magnitude, T.Abs(gain) * product.Lost).Plus(addend[i]).Plus(-vector[i]);
            T error = sum.Error(map.Size) + ((T.One + T.Abs(gain)) * underflow);
            residuals[i] = ProductEnclosure.Outward(sum.Sum, error + T.Abs(sum.Correction) + (epsilon * T.Abs(low)));
            scales[i] = sum.Magnitude;
        }
    }
}

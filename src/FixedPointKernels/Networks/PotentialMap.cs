using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Networks;

/// <summary>The potential form: state v, F(v; x) = W f(v) + x, linearization g = f′(v), DF = W G, ∂F/∂x = I. Rates are f(v).</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TWeights">What W is.</typeparam>
/// <typeparam name="TNeurons">What the neurons do.</typeparam>
/// <remarks>The same network as <see cref="RateMap{T, TWeights, TNeurons}"/>, with other dynamics on
/// the way to the same fixed points.</remarks>
public readonly struct PotentialMap<T, TWeights, TNeurons> : IDenseMap<PotentialMap<T, TWeights, TNeurons>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TWeights : struct, IWeights<TWeights, T>
    where TNeurons : struct, INeurons
{
    private readonly TWeights weights;
    private readonly TNeurons neurons;

    /// <summary>Takes weights and neurons.</summary>
    /// <param name="weights">W, N × N.</param>
    /// <param name="neurons">What each of the N does.</param>
    /// <exception cref="ArgumentException">W is not square.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public PotentialMap(TWeights weights, TNeurons neurons)
    {
        Element.ThrowIfUnsupported<T>();
        SquareWeights.ThrowIfNot<T, TWeights>(weights, nameof(weights));
        (this.weights, this.neurons) = (weights, neurons);
    }

    /// <inheritdoc/>
    public int Size => weights.Outputs;

    /// <inheritdoc/>
    public int DriveSize => weights.Outputs;

    /// <inheritdoc/>
    public int LinearizationSize => weights.Outputs;

    static bool IFixedPointMap<PotentialMap<T, TWeights, TNeurons>, T>.WritesJacobian(in PotentialMap<T, TWeights, TNeurons> map) =>
        TWeights.WritesRows(map.weights);

    static (double[] Matrix, int Exponent)? IFixedPointMap<PotentialMap<T, TWeights, TNeurons>, T>.WriteSimilar(
        in PotentialMap<T, TWeights, TNeurons> map, ReadOnlySpan<T> linearization) =>
        SquareWeights.Gained<T, TWeights>(map.weights, linearization);

    /// <inheritdoc/>
    public ScratchSize Scratch(int rows)
    {
        ScratchSize enclosure = ScratchSize.Of(Size) + TWeights.EntryScratch(weights) + ScratchSize.Of(TWeights.PreparedLength(weights));
        return ScratchSize.Max(ScratchSize.Of(rows, Size) + weights.Scratch(rows), enclosure);
    }

    /// <inheritdoc/>
    public void Evaluate(
        int rows, ReadOnlySpan<T> states, ReadOnlySpan<T> drives, Span<T> images, Span<T> linearizations,
        Span<T> residuals, Scratch<T> scratch)
    {
        scratch = scratch.Take(rows, Size, out Span<T> rates);
        ApplyRanges<T> apply = new(Size, states, rates, linearizations);
        neurons.Visit(0, Size, ref apply);
        weights.Multiply(rows, rates, images, scratch);
        var pass = new RatePass<Linear, T>(default, Size, drives, states, images, default, residuals);
        Dispatch.Run<RatePass<Linear, T>, T>(ref pass);
    }

    /// <inheritdoc/>
    public static void Relax(
        in PotentialMap<T, TWeights, TNeurons> map, int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives,
        Span<T> images, Scratch<T> scratch)
    {
        scratch = scratch.Take(rows, map.Size, out Span<T> rates);
        ApplyRanges<T> apply = new(map.Size, states, rates, default);
        var pass = new RelaxPass<Linear, T>(default, alpha, drives, images, states);
        for (int step = 0; step < steps; step++)
        {
            map.neurons.Visit(0, map.Size, ref apply);
            map.weights.Multiply(rows, rates, images, scratch);
            Dispatch.Run<RelaxPass<Linear, T>, T>(ref pass);
        }
    }

    /// <inheritdoc/>
    public void Jacobian(ReadOnlySpan<T> linearization, Span<T> jacobian)
    {
        int n = Size;
        for (int i = 0; i < n; i++)
        {
            Span<T> row = jacobian.Slice(i * n, n);
            TensorPrimitives.Multiply(SquareWeights.Row<T, TWeights>(weights, i, row), linearization, row);
            TensorPrimitives.Negate<T>(row, row);
            row[i] += T.One;
        }
    }

    /// <inheritdoc/>
    /// <remarks>DF v = W (g ∘ v).</remarks>
    public void Product(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        scratch = scratch.Take(rows, Size, out Span<T> gained);
        TensorPrimitives.Multiply(linearizations, vectors, gained);
        weights.Multiply(rows, gained, products, scratch);
    }

    /// <inheritdoc/>
    /// <remarks>DFᵀ u = g ∘ (Wᵀ u).</remarks>
    public void TransposedProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        weights.MultiplyTransposed(rows, vectors, products, scratch);
        TensorPrimitives.Multiply(linearizations, products, products);
    }

    /// <inheritdoc/>
    /// <remarks>∂F/∂x = I.</remarks>
    public void DriveProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        vectors.CopyTo(products);

    /// <inheritdoc/>
    /// <remarks>W f(v) + x − v with the rounding of f in every term: at most 2 ulp, and two more
    /// roundings of the product are more.</remarks>
    public static T ResidualError(
        in PotentialMap<T, TWeights, TNeurons> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive,
        ReadOnlySpan<T> linearization, Scratch<T> scratch)
    {
        scratch.Take(map.Size, out Span<T> rates);
        ApplyRanges<T> apply = new(map.Size, state, rates, default);
        map.neurons.Visit(0, map.Size, ref apply);
        T two = T.One + T.One, potential = MaxNorm.Of(state), given = MaxNorm.Of(drive);
        T rounding = TWeights.Rounding(map.weights, Transpose.No, rates, T.One, potential + given);
        return Precision<T>.Epsilon * (((T.One + two) * rounding) + (two * given) + (two * potential));
    }

    /// <inheritdoc/>
    public static void Enclose(
        in PotentialMap<T, TWeights, TNeurons> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization,
        Span<T> residuals, T trusted,
        Span<T> scales, Scratch<T> scratch)
    {
        scratch = scratch.Take(map.Size, out Span<T> rates).Take(TWeights.PreparedLength(map.weights), out Span<T> prepared);
        ApplyRanges<T> apply = new(map.Size, state, rates, default);
        map.neurons.Visit(0, map.Size, ref apply);
        TWeights.Prepare(map.weights, Transpose.No, rates, default, prepared, scratch);
        T epsilon = Precision<T>.Epsilon, underflow = ProductEnclosure.Underflow<T>(rates), rowSum = TWeights.LargestRowSum(map.weights);
        T smallest = underflow * (T.One + (T.CreateTruncating(3) * (T.IsFinite(rowSum) ? rowSum : T.One)));
        for (int i = 0; i < map.Size; i++)
        {
            scales[i] = T.Abs(state[i]);
            if (T.Abs(residuals[i]) <= trusted) continue;
            CompensatedDot<T> product = TWeights.Entry(map.weights, Transpose.No, i, rates, default, prepared, scratch, out _, out _);
            CompensatedDot<T> sum = product.Plus(drive[i]).Plus(-state[i]);

            // Values of f are rounded to 3ε of themselves, those below the normal numbers to units of the smallest.
            T value = map.neurons.ArePiecewiseLinear ? T.Zero : T.CreateTruncating(3) * product.Magnitude;
            T error = sum.Error(map.Size) + (epsilon * (value + T.Abs(sum.Correction))) + smallest;
            residuals[i] = ProductEnclosure.Outward(sum.Sum, error + T.Abs(sum.Correction));
            scales[i] = sum.Magnitude;
        }
    }

    /// <inheritdoc/>
    public static T TransposedError(
        in PotentialMap<T, TWeights, TNeurons> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector,
        ReadOnlySpan<T> addend, Scratch<T> scratch)
    {
        T two = T.One + T.One, gain = MaxNorm.Of(linearization), largest = MaxNorm.Of(vector), given = MaxNorm.Of(addend);
        T rounding = TWeights.Rounding(map.weights, Transpose.Yes, vector, gain, largest + given);
        return Precision<T>.Epsilon * (rounding + (gain * largest) + given + (two * largest));
    }

    /// <inheritdoc/>
    /// <remarks>g (Wᵀ u) + e − u: the product with g by its rounded value and what that lost.</remarks>
    public static void EncloseTransposed(
        in PotentialMap<T, TWeights, TNeurons> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend,
        Span<T> residuals, T trusted,
        Span<T> scales, Scratch<T> scratch)
    {
        scratch = scratch.Take(TWeights.PreparedLength(map.weights), out Span<T> prepared);
        TWeights.Prepare(map.weights, Transpose.Yes, vector, default, prepared, scratch);
        T epsilon = Precision<T>.Epsilon, underflow = ProductEnclosure.Underflow(vector);
        for (int i = 0; i < map.Size; i++)
        {
            scales[i] = T.Abs(vector[i]);
            if (T.Abs(residuals[i]) <= trusted) continue;
            CompensatedDot<T> product =
                TWeights.Entry(map.weights, Transpose.Yes, i, vector, default, prepared, scratch, out _, out _).Plus(T.Zero);
            T gain = linearization[i], high = gain * product.Sum;
            T low = T.FusedMultiplyAdd(gain, product.Sum, -high) + (gain * product.Correction);
            CompensatedDot<T> sum = new CompensatedDot<T>(high, low, T.Abs(gain) * product.Magnitude, T.Abs(gain) * product.Lost)
                .Plus(addend[i]).Plus(-vector[i]);
            T error = sum.Error(map.Size) + ((T.One + T.Abs(gain)) * underflow);
            residuals[i] = ProductEnclosure.Outward(sum.Sum, error + T.Abs(sum.Correction) + (epsilon * T.Abs(low)));
            scales[i] = sum.Magnitude;
        }
    }

    // What the interface says too, named here all the same: code compiled ahead of time (ReadyToRun) leaves a method that asks for a
    // static member's default to the run-time compiler, and with it all that it calls.
    static bool IFixedPointMap<PotentialMap<T, TWeights, TNeurons>, T>.LinearizationIsGiven => false;

    static Transpose IFixedPointMap<PotentialMap<T, TWeights, TNeurons>, T>.JacobianForm => Transpose.No;

    static void IFixedPointMap<PotentialMap<T, TWeights, TNeurons>, T>.Start(
        in PotentialMap<T, TWeights, TNeurons> map, int rows, ReadOnlySpan<T> drives, Span<T> states, Scratch<T> scratch) =>
        states.Clear();

    static ReadOnlySpan<T> IFixedPointMap<PotentialMap<T, TWeights, TNeurons>, T>.RelaxationRates(
        in PotentialMap<T, TWeights, TNeurons> map) => default;

    static void IFixedPointMap<PotentialMap<T, TWeights, TNeurons>, T>.WriteJacobian(
        in PotentialMap<T, TWeights, TNeurons> map, ReadOnlySpan<T> linearization, Span<T> jacobian) =>
        map.Jacobian(linearization, jacobian);

    static void IFixedPointMap<PotentialMap<T, TWeights, TNeurons>, T>.RelaxAt(
        in PotentialMap<T, TWeights, TNeurons> map, int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives,
        ReadOnlySpan<T> linearizations, Span<T> images, Scratch<T> scratch) =>
        Relax(map, rows, steps, alpha, states, drives, images, scratch);

    static T IFixedPointMap<PotentialMap<T, TWeights, TNeurons>, T>.WiderResidual(
        in PotentialMap<T, TWeights, TNeurons> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization,
        Scratch<T> scratch) => T.PositiveInfinity;

    static T IFixedPointMap<PotentialMap<T, TWeights, TNeurons>, T>.WiderTransposedResidual(
        in PotentialMap<T, TWeights, TNeurons> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend,
        Scratch<T> scratch) => T.PositiveInfinity;
}

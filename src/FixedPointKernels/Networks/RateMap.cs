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

/// <summary>The rate form: state r, F(r; x) = f(W r + x), linearization g = f′(W r + x), DF = G W, ∂F/∂x = G.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TWeights">What W is: <see cref="Dense{T}"/>, <see cref="Sparse{T}"/>, <see cref="LowRank{T}"/> or your own.</typeparam>
/// <typeparam name="TNeurons">What the neurons do: <see cref="Uniform{TActivation}"/> or <see cref="Ranges{TFirst, TRest}"/>.</typeparam>
/// <remarks>
/// For a dense network of one activation <see cref="FixedPointSolver{T, TActivation}"/> is the class to use; this is the same map for
/// <see cref="MapSolver{T, TMap}"/> and the adjoint. Source: V. Zhu, R. Rosenbaum 2024, section 2.
/// </remarks>
public readonly struct RateMap<T, TWeights, TNeurons> : IDenseMap<RateMap<T, TWeights, TNeurons>, T>
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
    public RateMap(TWeights weights, TNeurons neurons)
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

    static bool IFixedPointMap<RateMap<T, TWeights, TNeurons>, T>.WritesJacobian(in RateMap<T, TWeights, TNeurons> map) =>
        TWeights.WritesRows(map.weights);

    static (double[] Matrix, int Exponent)? IFixedPointMap<RateMap<T, TWeights, TNeurons>, T>.WriteSimilar(
        in RateMap<T, TWeights, TNeurons> map, ReadOnlySpan<T> linearization) =>
        SquareWeights.Gained<T, TWeights>(map.weights, linearization);

    /// <inheritdoc/>
    public ScratchSize Scratch(int rows)
    {
        ScratchSize products = ScratchSize.Of(rows, Size) + weights.Scratch(rows);
        if (!TWeights.Stored(weights).IsEmpty) products = ScratchSize.Max(products, RelaxPanels.Scratch<T>(rows, Size));
        ScratchSize prepared = ScratchSize.Of(TWeights.PreparedLength(weights));
        ScratchSize enclosures = ScratchSize.Max(
            RateEnclosure<Linear, TWeights, T>.Scratch(weights, Size), AdjointEnclosure<TWeights, T>.Scratch(weights, Size));
        return ScratchSize.Max(products, enclosures + prepared);
    }

    /// <inheritdoc/>
    public void Evaluate(
        int rows, ReadOnlySpan<T> states, ReadOnlySpan<T> drives, Span<T> images, Span<T> linearizations,
        Span<T> residuals, Scratch<T> scratch)
    {
        weights.Multiply(rows, states, images, scratch);
        EvaluateRanges<T> pass = new(Size, drives, states, images, linearizations, residuals);
        neurons.Visit(0, Size, ref pass);
    }

    /// <inheritdoc/>
    /// <remarks>Of dense weights and one activation whole panels of samples first, what is left row by row.</remarks>
    public static void Relax(
        in RateMap<T, TWeights, TNeurons> map, int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives,
        Span<T> images, Scratch<T> scratch) =>
        map.Relax(rows, steps, alpha, states, drives, images, scratch);

    private void Relax(int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives, Span<T> images, Scratch<T> scratch)
    {
        if (steps == 0) return;
        ReadOnlySpan<T> stored = TWeights.Stored(weights);
        int whole = TNeurons.AreAlike && !stored.IsEmpty ? RelaxPanels.Rows<T>(rows, Size) : 0;
        int done = whole * Size;
        if (whole > 0)
        {
            RelaxInPanels<T> panels = new(alpha, steps, stored, Size, drives[..done], states[..done], images[..done], scratch);
            neurons.Visit(0, Size, ref panels);
        }

        if (whole == rows) return;
        RelaxRanges<T> pass = new(Size, alpha, drives[done..], images[done..], states[done..]);
        for (int step = 0; step < steps; step++)
        {
            weights.Multiply(rows - whole, states[done..], images[done..], scratch);
            neurons.Visit(0, Size, ref pass);
        }
    }

    /// <inheritdoc/>
    public void Jacobian(ReadOnlySpan<T> linearization, Span<T> jacobian)
    {
        int n = Size;
        for (int i = 0; i < n; i++)
        {
            Span<T> row = jacobian.Slice(i * n, n);
            TensorPrimitives.Multiply(SquareWeights.Row<T, TWeights>(weights, i, row), -linearization[i], row);
            row[i] += T.One;
        }
    }

    /// <inheritdoc/>
    /// <remarks>DF v = g ∘ (W v).</remarks>
    public void Product(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        weights.Multiply(rows, vectors, products, scratch);
        TensorPrimitives.Multiply(linearizations, products, products);
    }

    /// <inheritdoc/>
    /// <remarks>DFᵀ u = Wᵀ (g ∘ u).</remarks>
    public void TransposedProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        scratch = scratch.Take(rows, Size, out Span<T> gained);
        TensorPrimitives.Multiply(linearizations, vectors, gained);
        weights.MultiplyTransposed(rows, gained, products, scratch);
    }

    /// <inheritdoc/>
    /// <remarks>(∂F/∂x)ᵀ u = g ∘ u.</remarks>
    public void DriveProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        TensorPrimitives.Multiply(linearizations, vectors, products);

    /// <inheritdoc/>
    public static T ResidualError(
        in RateMap<T, TWeights, TNeurons> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive,
        ReadOnlySpan<T> linearization, Scratch<T> scratch)
    {
        BoundRanges<TWeights, T> bound = new(map.weights, state, drive, linearization, scratch);
        map.neurons.Visit(0, map.Size, ref bound);
        return bound.Largest;
    }

    /// <summary>The same without gains, from r and max|x|; not finite where a slope has no bound of its own.</summary>
    internal T ResidualError(ReadOnlySpan<T> rates, T largestDrive)
    {
        QuickBoundRanges<TWeights, T> bound = new(weights, rates, largestDrive);
        neurons.Visit(0, Size, ref bound);
        return bound.Largest;
    }

    /// <inheritdoc/>
    public static void Enclose(
        in RateMap<T, TWeights, TNeurons> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization,
        Span<T> residuals, T trusted,
        Span<T> scales, Scratch<T> scratch)
    {
        scratch = scratch.Take(TWeights.PreparedLength(map.weights), out Span<T> prepared);
        TWeights.Prepare(map.weights, Transpose.No, state, default, prepared, scratch);
        EncloseRanges<TWeights, T> enclosure = new(map.weights, state, drive, residuals, trusted, scales, prepared, scratch);
        map.neurons.Visit(0, map.Size, ref enclosure);
    }

    /// <inheritdoc/>
    public static T TransposedError(
        in RateMap<T, TWeights, TNeurons> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector,
        ReadOnlySpan<T> addend, Scratch<T> scratch) =>
        AdjointEnclosure<TWeights, T>.ResidualError(map.weights, linearization, vector, addend, scratch);

    /// <inheritdoc/>
    public static void EncloseTransposed(
        in RateMap<T, TWeights, TNeurons> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend,
        Span<T> residuals, T trusted,
        Span<T> scales, Scratch<T> scratch) =>
        AdjointEnclosure<TWeights, T>.Enclose(map.weights, linearization, vector, addend, residuals, trusted, scales, scratch);

    // What the interface says too, named here all the same: code compiled ahead of time (ReadyToRun) leaves a method that asks for a
    // static member's default to the run-time compiler, and with it all that it calls.
    static bool IFixedPointMap<RateMap<T, TWeights, TNeurons>, T>.LinearizationIsGiven => false;

    static Transpose IFixedPointMap<RateMap<T, TWeights, TNeurons>, T>.JacobianForm => Transpose.No;

    static void IFixedPointMap<RateMap<T, TWeights, TNeurons>, T>.Start(
        in RateMap<T, TWeights, TNeurons> map, int rows, ReadOnlySpan<T> drives, Span<T> states, Scratch<T> scratch) =>
        states.Clear();

    static ReadOnlySpan<T> IFixedPointMap<RateMap<T, TWeights, TNeurons>, T>.RelaxationRates(
        in RateMap<T, TWeights, TNeurons> map) => default;

    static void IFixedPointMap<RateMap<T, TWeights, TNeurons>, T>.WriteJacobian(
        in RateMap<T, TWeights, TNeurons> map, ReadOnlySpan<T> linearization, Span<T> jacobian) =>
        map.Jacobian(linearization, jacobian);

    static void IFixedPointMap<RateMap<T, TWeights, TNeurons>, T>.RelaxAt(
        in RateMap<T, TWeights, TNeurons> map, int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives,
        ReadOnlySpan<T> linearizations, Span<T> images, Scratch<T> scratch) =>
        Relax(map, rows, steps, alpha, states, drives, images, scratch);

    static T IFixedPointMap<RateMap<T, TWeights, TNeurons>, T>.WiderResidual(
        in RateMap<T, TWeights, TNeurons> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization,
        Scratch<T> scratch) => T.PositiveInfinity;

    static T IFixedPointMap<RateMap<T, TWeights, TNeurons>, T>.WiderTransposedResidual(
        in RateMap<T, TWeights, TNeurons> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend,
        Scratch<T> scratch) => T.PositiveInfinity;
}

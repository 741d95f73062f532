using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Circuits;

/// <summary>
/// A divisive normalization circuit as a map: state s = (y, a), 2n, drive z, n,
/// F(s; z) = (b∘z + (1 − √a)∘(Wr y), (b₀σ)² + W (y²∘a)), linearization (y, a, Wr y), 3n; relaxation rates by neuron.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// Every solver, adjoint and analysis of the library takes it. A start must have a &gt; 0: the closed form gives a good one. A
/// state with a negative a has a NaN residual, so that a Newton step to it is halved and an Anderson step taken back.
/// </remarks>
public readonly struct CircuitMap<T> : IDenseMap<CircuitMap<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Takes the circuit.</summary>
    /// <param name="circuit">Shared, not copied.</param>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public CircuitMap(Circuit<T> circuit)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(circuit);
        Circuit = circuit;
    }

    /// <summary>The circuit.</summary>
    public Circuit<T> Circuit { get; }

    /// <inheritdoc/>
    public int Size => 2 * Circuit.Units;

    /// <inheritdoc/>
    public int DriveSize => Circuit.Units;

    /// <inheritdoc/>
    public int LinearizationSize => 3 * Circuit.Units;

    private bool Rectified => Circuit.Kind != CircuitKind.Main;

    /// <inheritdoc/>
    public static ReadOnlySpan<T> RelaxationRates(in CircuitMap<T> map) => map.Circuit.Rates;

    /// <inheritdoc/>
    public ScratchSize Scratch(int rows) => ScratchSize.Max(
        ScratchSize.Of(rows, Circuit.Units) + ScratchSize.Of(rows, Circuit.Units),
        ScratchSize.Max(
            CircuitInDouble<T>.Scratch(Circuit),
            ScratchSize.Max(CircuitEnclosure<T>.Scratch(Circuit), CircuitAdjointEnclosure<T>.Scratch(Circuit))));

    /// <inheritdoc/>
    public void Evaluate(
        int rows, ReadOnlySpan<T> states, ReadOnlySpan<T> drives, Span<T> images, Span<T> linearizations,
        Span<T> residuals, Scratch<T> scratch)
    {
        int n = Circuit.Units;
        bool apart = Circuit.Kind == CircuitKind.RectifiedInput;
        scratch.Take(rows * n, out Span<T> pools).Take(apart ? rows * n : 0, out Span<T> signals);
        PoolPass<T>.Run(n, Rectified, states, pools, signals);
        ReadOnlySpan<T> sources = apart ? signals : states;
        int stride = apart ? n : 2 * n;
        if (Circuit.Recurrent is { } recurrent)
            Gemm.MultiplyPacked(rows, n, n, T.One, sources, stride, recurrent.Forward, T.Zero, images, 2 * n);
        else
            for (int row = 0; row < rows; row++) sources.Slice(row * stride, n).CopyTo(images.Slice(2 * n * row, n));
        if (rows > 0) Gemm.MultiplyPacked(rows, n, n, T.One, pools, n, Circuit.Pool.Forward, T.Zero, images[n..], 2 * n);
        CircuitPass<T> pass = new(
            n, Circuit.Kind == CircuitKind.RectifiedOutput, Circuit.Gains, Circuit.Floor, drives, states, images, linearizations,
            residuals[..rows]);
        Dispatch.Run<CircuitPass<T>, T>(ref pass);
    }

    /// <inheritdoc/>
    /// <remarks>Blocks by rows: I − D(1 − √a) Wr and D(Wr y / 2√a); −2 W D(a∘y) and I − W D(y²).</remarks>
    public void Jacobian(ReadOnlySpan<T> linearization, Span<T> jacobian)
    {
        int n = Circuit.Units;
        ReadOnlySpan<T> y = linearization[..n], a = linearization.Slice(n, n), recurrent = linearization[(2 * n)..];
        for (int i = 0; i < n; i++)
        {
            CircuitRows.WritePrincipal(Circuit, i, y, a[i], recurrent[i], -T.One, jacobian.Slice(2 * n * i, 2 * n));
            CircuitRows.WriteNormalizer(Circuit, i, y, a, -T.One, jacobian.Slice(2 * n * (n + i), 2 * n));
        }
    }

    /// <inheritdoc/>
    /// <remarks>Of (u, v): ((1 − √a)∘(Wr u) − (Wr y / 2√a)∘v, W (2 a∘y∘u + y²∘v)).</remarks>
    public void Product(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        int n = Circuit.Units;
        scratch.Take(n, out Span<T> pool).Take(n, out Span<T> signal);
        for (int row = 0; row < rows; row++)
        {
            CircuitPoint<T> point = new(Circuit, linearizations.Slice(3 * n * row, 3 * n));
            ReadOnlySpan<T> u = vectors.Slice(2 * n * row, n), v = vectors.Slice((2 * n * row) + n, n);
            Span<T> ofY = products.Slice(2 * n * row, n), ofA = products.Slice((2 * n * row) + n, n);
            for (int j = 0; j < n; j++) pool[j] = (point.PoolSlope(j) * u[j]) + (point.Energy(j) * v[j]);
            Circuit.Pool.Multiply(1, pool, T.Zero, ofA);
            for (int j = 0; j < n; j++) signal[j] = Circuit.Kind == CircuitKind.RectifiedInput ? point.Open(j) * u[j] : u[j];
            if (Circuit.Recurrent is { } recurrent) recurrent.Multiply(1, signal, T.Zero, ofY);
            else signal.CopyTo(ofY);
            for (int i = 0; i < n; i++) ofY[i] = (point.Gate(i) * point.OpenOutput(i) * ofY[i]) + (point.GateSlope(i) * v[i]);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Of (p, q), h = Wᵀ q: (Wrᵀ ((1 − √a)∘p) + 2 a∘y∘h, −(Wr y / 2√a)∘p + y²∘h).</remarks>
    public void TransposedProduct(
        int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        if (rows == 0) return;
        int n = Circuit.Units;
        scratch.Take(rows * n, out Span<T> pooled).Take(rows * n, out Span<T> gated);
        GatePass<T> gate = new(n, Circuit.Kind == CircuitKind.RectifiedOutput, linearizations, vectors, gated);
        Dispatch.Run<GatePass<T>, T>(ref gate);
        if (Circuit.Recurrent is { } recurrent)
            Gemm.MultiplyPacked(rows, n, n, T.One, gated, n, recurrent.Backward, T.Zero, products, 2 * n);
        else
            for (int row = 0; row < rows; row++) gated.Slice(row * n, n).CopyTo(products[(2 * n * row)..]);
        Gemm.MultiplyPacked(rows, n, n, T.One, vectors[n..], 2 * n, Circuit.Pool.Backward, T.Zero, pooled, n);
        TransposedPass<T> rest = new(n, Circuit.Kind, linearizations, vectors, pooled, products);
        Dispatch.Run<TransposedPass<T>, T>(ref rest);
    }

    /// <inheritdoc/>
    /// <remarks>Of (p, q): b∘p.</remarks>
    public void DriveProduct(int rows, ReadOnlySpan<T> linearizations, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        int n = Circuit.Units;
        for (int row = 0; row < rows; row++)
            TensorPrimitives.Multiply(Circuit.Gains, vectors.Slice(2 * n * row, n), products.Slice(n * row, n));
    }

    static T IFixedPointMap<CircuitMap<T>, T>.WiderResidual(
        in CircuitMap<T> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Scratch<T> scratch) =>
        CircuitInDouble<T>.Exists ? CircuitInDouble<T>.Residual(map.Circuit, state, drive, scratch) : T.PositiveInfinity;

    static T IFixedPointMap<CircuitMap<T>, T>.WiderTransposedResidual(
        in CircuitMap<T> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Scratch<T> scratch) =>
        CircuitInDouble<T>.Exists
            ? CircuitInDouble<T>.TransposedResidual(map.Circuit, linearization, vector, addend, scratch) : T.PositiveInfinity;

    static T IFixedPointMap<CircuitMap<T>, T>.ResidualError(
        in CircuitMap<T> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Scratch<T> scratch) =>
        CircuitEnclosure<T>.ResidualError(map.Circuit, state, drive, linearization, scratch);

    static void IFixedPointMap<CircuitMap<T>, T>.Enclose(
        in CircuitMap<T> map, ReadOnlySpan<T> state, ReadOnlySpan<T> drive, ReadOnlySpan<T> linearization, Span<T> residuals,
        T trusted, Span<T> scales,
        Scratch<T> scratch) =>
        CircuitEnclosure<T>.Enclose(map.Circuit, state, drive, residuals, trusted, scales, scratch);

    static T IFixedPointMap<CircuitMap<T>, T>.TransposedError(
        in CircuitMap<T> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Scratch<T> scratch) =>
        CircuitAdjointEnclosure<T>.ResidualError(map.Circuit, linearization, vector, addend, scratch);

    static void IFixedPointMap<CircuitMap<T>, T>.EncloseTransposed(
        in CircuitMap<T> map, ReadOnlySpan<T> linearization, ReadOnlySpan<T> vector, ReadOnlySpan<T> addend, Span<T> residuals,
        T trusted, Span<T> scales,
        Scratch<T> scratch) =>
        CircuitAdjointEnclosure<T>.Enclose(map.Circuit, linearization, vector, addend, residuals, trusted, scales, scratch);

    /// <inheritdoc/>
    /// <remarks>The point that the circuit would have with Wr = I; 0.01 in the units where that has no a over 0.</remarks>
    static void IFixedPointMap<CircuitMap<T>, T>.Start(
        in CircuitMap<T> map, int rows, ReadOnlySpan<T> drives, Span<T> states, Scratch<T> scratch)
    {
        int n = map.Circuit.Units;
        NormalizationEquation.Write(map.Circuit, drives, states, scratch);
        for (int k = 0; k < rows; k++)
        {
            Span<T> y = states.Slice(2 * n * k, n), a = states.Slice((2 * n * k) + n, n);
            for (int i = 0; i < n; i++)
            {
                if (a[i] == T.Zero) y[i] = a[i] = T.CreateTruncating(0.01);
            }
        }
    }

    // What the interface says too, named here all the same: code compiled ahead of time (ReadyToRun) leaves a method that asks for a
    // static member's default to the run-time compiler, and with it all that it calls.
    static bool IFixedPointMap<CircuitMap<T>, T>.LinearizationIsGiven => false;

    static Transpose IFixedPointMap<CircuitMap<T>, T>.JacobianForm => Transpose.No;

    static bool IFixedPointMap<CircuitMap<T>, T>.WritesJacobian(in CircuitMap<T> map) => true;

    static void IFixedPointMap<CircuitMap<T>, T>.WriteJacobian(
        in CircuitMap<T> map, ReadOnlySpan<T> linearization, Span<T> jacobian) =>
        map.Jacobian(linearization, jacobian);

    static (double[] Matrix, int Exponent)? IFixedPointMap<CircuitMap<T>, T>.WriteSimilar(
        in CircuitMap<T> map, ReadOnlySpan<T> linearization) => null;

    static void IFixedPointMap<CircuitMap<T>, T>.Relax(
        in CircuitMap<T> map, int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives, Span<T> images, Scratch<T> scratch) =>
        MapDefaults.Relax(map, rows, steps, alpha, states, drives, images, scratch);

    static void IFixedPointMap<CircuitMap<T>, T>.RelaxAt(
        in CircuitMap<T> map, int rows, int steps, T alpha, Span<T> states, ReadOnlySpan<T> drives,
        ReadOnlySpan<T> linearizations, Span<T> images, Scratch<T> scratch) =>
        MapDefaults.Relax(map, rows, steps, alpha, states, drives, images, scratch);
}

using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Networks;

/// <summary>The rate pass on each range of neurons: of all rows at once where one range is all there is, else row by row.</summary>
internal readonly ref struct EvaluateRanges<T>(
    int size, ReadOnlySpan<T> drives, ReadOnlySpan<T> states, Span<T> images, Span<T> slopes, Span<T> residuals) : IRangeAction
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> drives = drives;
    private readonly ReadOnlySpan<T> states = states;
    private readonly Span<T> images = images;
    private readonly Span<T> slopes = slopes;
    private readonly Span<T> residuals = residuals;

    public void Run<TActivation>(TActivation activation, int from, int count)
        where TActivation : struct, IActivation
    {
        if (count == size)
        {
            var pass = new RatePass<TActivation, T>(activation, size, drives, states, images, slopes, residuals);
            Dispatch.Run<RatePass<TActivation, T>, T>(ref pass);
            return;
        }

        for (int row = 0; row < residuals.Length; row++)
        {
            int at = (row * size) + from;
            T residual = T.Zero;
            var pass = new RatePass<TActivation, T>(
                activation, count, drives.Slice(at, count), states.Slice(at, count), images.Slice(at, count),
                slopes.IsEmpty ? default : slopes.Slice(at, count), new Span<T>(ref residual));
            Dispatch.Run<RatePass<TActivation, T>, T>(ref pass);

            // A NaN stays one: T.Max returns it.
            residuals[row] = from == 0 ? residual : T.Max(residuals[row], residual);
        }
    }
}

/// <summary>How a range of neurons lies in rows × size elements.</summary>
internal static class RowPieces
{
    /// <summary>Elements of a piece, and from one to the next: all rows at once where the range is all there is, else row by row.</summary>
    internal static (int Length, int Stride) Of(int size, int count, int elements) => count == size ? (elements, elements) : (count, size);
}

/// <summary>z = W r + x, r ← r + α (f(z) − r) on each range of neurons.</summary>
internal readonly ref struct RelaxRanges<T>(int size, T alpha, ReadOnlySpan<T> drives, ReadOnlySpan<T> products, Span<T> states)
    : IRangeAction
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> drives = drives;
    private readonly ReadOnlySpan<T> products = products;
    private readonly Span<T> states = states;

    public void Run<TActivation>(TActivation activation, int from, int count)
        where TActivation : struct, IActivation
    {
        (int length, int stride) = RowPieces.Of(size, count, states.Length);
        for (int at = from; at < states.Length; at += stride)
        {
            var pass = new RelaxPass<TActivation, T>(
                activation, alpha, drives.Slice(at, length), products.Slice(at, length), states.Slice(at, length));
            Dispatch.Run<RelaxPass<TActivation, T>, T>(ref pass);
        }
    }
}

/// <summary>f, and f′ where wanted, on each range of neurons.</summary>
internal readonly ref struct ApplyRanges<T>(int size, ReadOnlySpan<T> z, Span<T> values, Span<T> slopes) : IRangeAction
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> z = z;
    private readonly Span<T> values = values;
    private readonly Span<T> slopes = slopes;

    public void Run<TActivation>(TActivation activation, int from, int count)
        where TActivation : struct, IActivation
    {
        (int length, int stride) = RowPieces.Of(size, count, z.Length);
        for (int at = from; at < z.Length; at += stride)
        {
            if (slopes.IsEmpty) Activation.Apply(activation, z.Slice(at, length), values.Slice(at, length));
            else Activation.Apply(activation, z.Slice(at, length), values.Slice(at, length), slopes.Slice(at, length));
        }
    }
}

/// <summary>The largest error bound of all ranges.</summary>
internal ref struct BoundRanges<TWeights, T>(
    TWeights weights, ReadOnlySpan<T> rates, ReadOnlySpan<T> drive, ReadOnlySpan<T> gains, Scratch<T> scratch) : IRangeAction
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TWeights : struct, IWeights<TWeights, T>
{
    private readonly ReadOnlySpan<T> rates = rates;
    private readonly ReadOnlySpan<T> drive = drive;
    private readonly ReadOnlySpan<T> gains = gains;
    private readonly Scratch<T> scratch = scratch;

    internal T Largest { get; private set; }

    public void Run<TActivation>(TActivation activation, int from, int count)
        where TActivation : struct, IActivation
    {
        T error = RateEnclosure<TActivation, TWeights, T>.ResidualError(
            weights, activation, rates, drive.Slice(from, count), gains.IsEmpty ? default : gains.Slice(from, count), scratch);
        Largest = T.Max(Largest, error);
    }
}

/// <summary>The bound from max|x| alone, range by range.</summary>
internal ref struct QuickBoundRanges<TWeights, T>(TWeights weights, ReadOnlySpan<T> rates, T drive) : IRangeAction
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TWeights : struct, IWeights<TWeights, T>
{
    private readonly ReadOnlySpan<T> rates = rates;

    internal T Largest { get; private set; }

    public void Run<TActivation>(TActivation activation, int from, int count)
        where TActivation : struct, IActivation =>
        Largest = T.Max(Largest, RateEnclosure<TActivation, TWeights, T>.ResidualError(weights, rates, drive));
}

/// <summary>The enclosure, range by range.</summary>
internal readonly ref struct EncloseRanges<TWeights, T>(
    TWeights weights, ReadOnlySpan<T> rates, ReadOnlySpan<T> drive, Span<T> residuals, T trusted, Span<T> scales, ReadOnlySpan<T> prepared,
    Scratch<T> scratch) : IRangeAction
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TWeights : struct, IWeights<TWeights, T>
{
    private readonly ReadOnlySpan<T> rates = rates;
    private readonly ReadOnlySpan<T> drive = drive;
    private readonly Span<T> residuals = residuals;
    private readonly Span<T> scales = scales;
    private readonly ReadOnlySpan<T> prepared = prepared;
    private readonly Scratch<T> scratch = scratch;

    public void Run<TActivation>(TActivation activation, int from, int count)
        where TActivation : struct, IActivation =>
        RateEnclosure<TActivation, TWeights, T>.Enclose(
            weights, activation, from, rates, drive.Slice(from, count), residuals.Slice(from, count), trusted,
            scales.Slice(from, count), prepared, scratch);
}

using System;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Learning.Threading;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Layers;

/// <summary>A layer in a trainer: a batch forward through it, errors back, and what its parameters learn from both.</summary>
/// <remarks>Each member of the team runs its own rows, in any order against the others; row k depends on row k only, bit for bit.</remarks>
internal abstract class LayerStage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes the rows that go out.</summary>
    /// <param name="outputs">Their width.</param>
    /// <param name="place">Where the layer stands.</param>
    private protected LayerStage(int outputs, LayerPlace<T> place)
    {
        Place = place;
        (Output, Errors) = (new(place.Batch * outputs), new(place.Batch * outputs));
    }

    /// <summary>Rows that go out, batch × outputs.</summary>
    internal AlignedBuffer<T> Output { get; }

    /// <summary>∂L/∂output, batch × outputs: written by who comes after, changed on the way back.</summary>
    internal AlignedBuffer<T> Errors { get; }

    /// <summary>Where the layer stands.</summary>
    protected LayerPlace<T> Place { get; }

    /// <summary>The gradients of the layer's parameters, in their order; null for one that is never trained.</summary>
    internal abstract IReadOnlyList<IParameterGradient<T>?> Gradients { get; }

    /// <summary>What keeps the layer in order beside the steps; null for nothing.</summary>
    internal virtual IGuard? Guard => null;

    /// <summary>Takes rows through.</summary>
    /// <param name="member">Whose they are.</param>
    /// <param name="from">The first.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="learn">Whether errors will come back.</param>
    /// <param name="statuses">By row of the batch: a row that fails here is marked and goes out as zeros.</param>
    /// <param name="cancellation">Handed to solvers; the rows are of no use then.</param>
    internal abstract void Forward(
        int member, int from, int count, bool learn, Span<SolveStatus> statuses, CancellationToken cancellation = default);

    /// <summary>Takes errors back, and leaves what the gradients read.</summary>
    /// <param name="member">Whose they are.</param>
    /// <param name="from">The first row.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="statuses">By row of the batch: a row that is not Converged learns nothing, and one that fails here is
    /// marked.</param>
    /// <param name="cancellation">Handed to solvers; what is left is of no use then.</param>
    internal abstract void Backward(
        int member, int from, int count, Span<SolveStatus> statuses, CancellationToken cancellation = default);

    /// <summary>Zeros for a row that learns nothing, in all that the gradients read of it: in both factors of a product, since 0·∞ is
    /// NaN, so in the rows that came in too.</summary>
    internal abstract void Withdraw(int row);

    /// <summary>Rows of a buffer.</summary>
    private protected static Span<T> Rows(AlignedBuffer<T> buffer, int from, int count, int width) =>
        buffer.Span.Slice(from * width, count * width);

    /// <summary>The mean of leftᵀ right over the batch.</summary>
    private protected OuterSlices<T> Outer(int rows, int columns, AlignedBuffer<T> left, AlignedBuffer<T> right) =>
        new(rows, columns, left, right, Place.Batch, Place.Threads);

    /// <summary>The mean of the rows of the batch.</summary>
    private protected OuterSlices<T> Mean(int columns, AlignedBuffer<T> rows) =>
        OuterSlices<T>.MeanOf(rows, columns, Place.Batch, Place.Threads);

    /// <summary>The most rows of a member.</summary>
    private protected int Share => Slice.LargestCount(Place.Batch, Place.Threads);
}

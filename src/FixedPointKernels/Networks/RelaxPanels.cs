using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Networks;

/// <summary>Which samples are relaxed in panels, and what that takes.</summary>
internal static class RelaxPanels
{
    /// <summary>How many of the rows are in whole panels; none where W's rows are summed in several blocks.</summary>
    internal static int Rows<T>(int rows, int size)
        where T : unmanaged => size <= GemmBlocking.LongestDepth ? rows - (rows % GemmBlocking.PanelColumns<T>()) : 0;

    /// <summary>W in tiles, and the drives of a panel.</summary>
    internal static ScratchSize Scratch<T>(int rows, int size)
        where T : unmanaged =>
        Rows<T>(rows, size) == 0 ? ScratchSize.None : ScratchSize.Of(size, size) + ScratchSize.Of(GemmBlocking.PanelColumns<T>(), size);
}

/// <summary><see cref="RelaxPanels{TActivation, T}"/> for whatever activation all neurons have.</summary>
internal readonly ref struct RelaxInPanels<T>(
    T alpha, int steps, ReadOnlySpan<T> weights, int size, ReadOnlySpan<T> drives, Span<T> states, Span<T> images,
    Scratch<T> scratch) : IRangeAction
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> weights = weights;
    private readonly ReadOnlySpan<T> drives = drives;
    private readonly Span<T> states = states;
    private readonly Span<T> images = images;
    private readonly Scratch<T> scratch = scratch;

    public void Run<TActivation>(TActivation activation, int from, int count)
        where TActivation : struct, IActivation
    {
        RelaxPanels<TActivation, T> panels = new(activation, alpha, steps, weights, size, drives, states, images, scratch);
        Dispatch.Run<RelaxPanels<TActivation, T>, T>(ref panels);
    }
}

/// <summary>Many steps r ← r + α (f(W r + x) − r) of whole panels of samples, a panel at a time through all of them.</summary>
/// <remarks>
/// A panel is as many samples as a register tile has columns, with the samples of one neuron side by side: R of N × samples, and the
/// product is W R. So it is W that is read by broadcast, from tiles that are packed once a call and come from the second-level cache as one
/// stream, and the panel, 19 KiB of 16 samples of 300 floats, that stays in the first-level cache. The product by rows takes its broadcasts
/// from six rows of states, of which no more than a few tiles stay near: 1,977 cycles a tile of 1,800 multiply-adds for 1,875 (Zen 3); and
/// N need be no whole number of registers. The same sums in the same order as <see cref="Weights.PackedWeights{T}.Multiply"/>, and the same
/// roundings in <see cref="RelaxPass{TActivation, T}"/>: the same bits.
/// </remarks>
internal readonly ref struct RelaxPanels<TActivation, T> : IKernel<T>
    where TActivation : struct, IActivation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TActivation activation;
    private readonly T alpha;
    private readonly int steps;
    private readonly int size;
    private readonly ReadOnlySpan<T> weights;
    private readonly ReadOnlySpan<T> drives;
    private readonly Span<T> states;
    private readonly Span<T> images;
    private readonly Span<T> tiles;
    private readonly Span<T> drive;

    /// <summary>For whole panels.</summary>
    /// <param name="activation">f.</param>
    /// <param name="alpha">α.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="weights">W, N × N, row-major.</param>
    /// <param name="size">N.</param>
    /// <param name="drives">x, samples × N; as many samples as <see cref="RelaxPanels.Rows"/> says.</param>
    /// <param name="states">r, samples × N; updated.</param>
    /// <param name="images">samples × N, working memory.</param>
    /// <param name="scratch">As <see cref="RelaxPanels.Scratch"/> says.</param>
    internal RelaxPanels(
        TActivation activation, T alpha, int steps, ReadOnlySpan<T> weights, int size, ReadOnlySpan<T> drives, Span<T> states,
        Span<T> images, Scratch<T> scratch)
    {
        (this.activation, this.alpha, this.steps, this.size) = (activation, alpha, steps, size);
        this.weights = weights;
        this.drives = drives;
        this.states = states;
        this.images = images;
        scratch.Take(size, size, out tiles).Take(GemmBlocking.PanelColumns<T>(), size, out drive);
    }

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        int width = GemmBlocking.PanelColumns<S, V, T>();
        GemmPacking.Left(weights, size, size, size, tiles);
        for (int from = 0; from < states.Length; from += width * size)
        {
            Span<T> state = states.Slice(from, width * size), image = images.Slice(from, width * size);
            GemmPacking.Right<S, V, T>(Transpose.Yes, drives.Slice(from, width * size), size, 0, 0, size, width, drive);
            GemmPacking.Right<S, V, T>(Transpose.Yes, state, size, 0, 0, size, width, image);
            Relax<S, V>(image, state, width);
            GemmPacking.RowsOfPanel(image, width, size, state);
        }
    }

    // The states are a panel here, and what were their rows is where the products go.
    private unsafe void Relax<S, V>(Span<T> panel, Span<T> products, int width)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        fixed (T* w = tiles, r = panel, c = products)
        {
            GemmBlock<T> product = new()
            {
                Rows = size, Columns = width, Depth = size, Alpha = T.One, Beta = T.Zero, A = w, RowOfA = 0, TermOfA = 0,
                B = r, PanelOfB = 0, TermOfB = width, C = c, Ldc = width,
            };
            var pass = new RelaxPass<TActivation, T>(activation, alpha, drive, products, panel);
            for (int step = 0; step < steps; step++)
            {
                product.Run<S, V>();
                pass.Run<S, V>();
            }
        }
    }
}

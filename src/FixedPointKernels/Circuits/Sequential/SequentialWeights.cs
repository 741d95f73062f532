using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Circuits;

/// <summary>
/// The effective parameters of a sequential ORGaNICs cell, packed for its products: of the state (y, a, b₀, b), n each, under inputs x, m,
/// y ← y + k_y∘(−y + b∘z + (1 − √[a]₊)∘rec), a ← a + k_a∘(−a + σ²b₀² + W(e∘[a]₊)), b ← b + k_b∘(−b + f(Wbx1 x + Wby1 y + Wba1 a)) and
/// b₀ likewise, f(u) = 1/(1 + e⁻ᵘ); <see cref="SequentialForm"/> says what rec, e and z are.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// k = dt/τ by unit. What Wr, W and k are made from (I + Wr/‖Wr‖₂, e to a power, a maximum times a logistic) is the caller's. Any number
/// of cells may read it; setting needs exclusive access and allocates nothing. Made: weights 0, rates 1, start y 0, a, b₀, b 1. Source: S.
/// Rawat, D. J. Heeger, S. Martiniani, "Unconditional stability of a recurrent neural circuit implementing divisive normalization",
/// NeurIPS 2024.
/// </remarks>
public sealed class SequentialWeights<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] values;
    private readonly AlignedBuffer<T> gates;
    private readonly AlignedBuffer<T> square;
    private readonly AlignedBuffer<T> rates;
    private readonly AlignedBuffer<T> start;
    private Revision revision;

    /// <summary>Makes the memory.</summary>
    /// <param name="form">Where the cell is rectified.</param>
    /// <param name="shape">n and m.</param>
    /// <param name="order">Which gains a step uses.</param>
    /// <param name="semisaturation">σ, finite and not negative.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the memory cannot be had.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public SequentialWeights(
        SequentialForm form, SequentialShape shape, GainOrder order = GainOrder.Simultaneous, double semisaturation = 1)
    {
        Element.ThrowIfUnsupported<T>();
        if (!Enum.IsDefined(form)) throw new ArgumentOutOfRangeException(nameof(form), form, "Not a form of the cell.");
        if (!Enum.IsDefined(order)) throw new ArgumentOutOfRangeException(nameof(order), order, "Not an order of the gains.");
        if (shape.Units == 0) throw new ArgumentException("The shape has no units.", nameof(shape));
        if (!(semisaturation >= 0 && double.IsFinite(semisaturation)))
            throw new ArgumentOutOfRangeException(nameof(semisaturation), semisaturation, "σ must be finite and not negative.");
        (Form, Shape, Order, Semisaturation) = (form, shape, order, semisaturation);
        Strides = SequentialStrides.Of<T>(shape);
        (int width, int pair, int feed) = (Strides.Width, Strides.Pair, Strides.Feed);
        values = new T[shape.Count];
        gates = new(pair * feed);
        square = new(width * Math.Max(width, shape.Inputs));
        rates = new(4 * width);
        start = new(4 * width);
        GatesForward = Room(feed, pair);
        GatesBackward = Room(pair, pair);
        (RecurrentForward, RecurrentBackward) = (Room(width, width), Room(width, width));
        (PoolForward, PoolBackward) = (Room(width, width), Room(width, width));
        DriveForward = Room(shape.Inputs, width);
        for (SequentialPart rate = SequentialPart.RateY; rate <= SequentialPart.RateGain; rate++)
        {
            shape.Of(values.AsSpan(), rate).Fill(T.One);
            rates.Span.Slice((rate - SequentialPart.RateY) * width, shape.Units).Fill(T.One);
        }

        for (int k = 1; k < 4; k++) start.Span.Slice(k * width, shape.Units).Fill(T.One);
    }

    /// <summary>Where the cell is rectified.</summary>
    public SequentialForm Form { get; }

    /// <summary>n and m, and the order of the parameters.</summary>
    public SequentialShape Shape { get; }

    /// <summary>Which gains a step uses.</summary>
    public GainOrder Order { get; }

    /// <summary>σ.</summary>
    public double Semisaturation { get; }

    /// <summary>All parameters, as <see cref="SequentialShape"/> lays them.</summary>
    public ReadOnlySpan<T> Values => values;

    internal SequentialStrides Strides { get; }

    internal AlignedBuffer<T> GatesForward { get; }

    internal AlignedBuffer<T> GatesBackward { get; }

    internal AlignedBuffer<T> RecurrentForward { get; }

    internal AlignedBuffer<T> RecurrentBackward { get; }

    internal AlignedBuffer<T> PoolForward { get; }

    internal AlignedBuffer<T> PoolBackward { get; }

    internal AlignedBuffer<T> DriveForward { get; }

    /// <summary>k of y, a, b₀, b.</summary>
    internal AlignedBuffer<T> Rates => rates;

    /// <summary>y, a, b₀, b before the first step.</summary>
    internal AlignedBuffer<T> Start => start;

    /// <summary>Replaces all parameters and packs them anew. 0 bytes; exclusive access.</summary>
    /// <param name="parameters">As <see cref="SequentialShape"/> lays them.</param>
    /// <exception cref="ArgumentException">Wrong length, or an entry is out of range; nothing is changed then.</exception>
    /// <exception cref="InvalidOperationException">Another thread is changing them.</exception>
    public void Set(ReadOnlySpan<T> parameters)
    {
        Throw.IfNotLength(parameters.Length, values.Length, nameof(parameters));
        for (SequentialPart part = 0; part <= SequentialPart.RateGain; part++)
            SequentialRanges.Check(Shape, part, Shape.Of(parameters, part), nameof(parameters));
        revision.BeginWrite();
        for (SequentialPart part = 0; part <= SequentialPart.RateGain; part++) Take(part, Shape.Of(parameters, part));
        PackGates();
        revision.EndWrite();
    }

    /// <summary>Replaces one parameter and packs its products anew. 0 bytes; exclusive access.</summary>
    /// <param name="part">Which.</param>
    /// <param name="parameter">Row-major, as long as <see cref="SequentialShape.Length"/> says.</param>
    /// <exception cref="ArgumentException">Wrong length, or an entry is out of range; nothing is changed then.</exception>
    /// <exception cref="InvalidOperationException">Another thread is changing them.</exception>
    public void Set(SequentialPart part, ReadOnlySpan<T> parameter)
    {
        Throw.IfNotShape(parameter.Length, Shape.Units, Shape.Columns(part), nameof(parameter));
        SequentialRanges.Check(Shape, part, parameter, nameof(parameter));
        revision.BeginWrite();
        Take(part, parameter);
        if (part is >= SequentialPart.PoolGainFromInput and <= SequentialPart.GainFromA) PackGates();
        revision.EndWrite();
    }

    /// <summary>Replaces the states before the first step. 0 bytes; exclusive access.</summary>
    /// <param name="y">y, n, finite.</param>
    /// <param name="a">a, n, positive and finite.</param>
    /// <param name="poolGains">b₀, n, finite.</param>
    /// <param name="gains">b, n, finite.</param>
    /// <exception cref="ArgumentException">Wrong length, or an entry is out of range; nothing is changed then.</exception>
    public void SetStart(ReadOnlySpan<T> y, ReadOnlySpan<T> a, ReadOnlySpan<T> poolGains, ReadOnlySpan<T> gains)
    {
        (int n, int width) = (Shape.Units, Strides.Width);
        SequentialRanges.CheckStart(n, y, nameof(y));
        SequentialRanges.CheckStart(n, a, nameof(a), positive: true);
        SequentialRanges.CheckStart(n, poolGains, nameof(poolGains));
        SequentialRanges.CheckStart(n, gains, nameof(gains));
        revision.BeginWrite();
        y.CopyTo(start.Span);
        a.CopyTo(start.Span[width..]);
        poolGains.CopyTo(start.Span[(2 * width)..]);
        gains.CopyTo(start.Span[(3 * width)..]);
        revision.EndWrite();
    }

    internal long BeginRead() => revision.BeginRead();

    internal void EndRead(long since) => revision.EndRead(since);

    private static AlignedBuffer<T> Room(int k, int n) => new(Gemm.PackedLength<T>(k, n));

    private void Take(SequentialPart part, ReadOnlySpan<T> parameter)
    {
        (int width, int feed) = (Strides.Width, Strides.Feed);
        parameter.CopyTo(Shape.Of(values.AsSpan(), part));
        switch (part)
        {
            case SequentialPart.Recurrent: PackSquare(parameter, RecurrentForward, RecurrentBackward); break;
            case SequentialPart.Pool: PackSquare(parameter, PoolForward, PoolBackward); break;
            case SequentialPart.Drive:
                Copy(parameter, Shape.Inputs, square.Span, Shape.Inputs);
                square.Span[(Shape.Units * Shape.Inputs)..(width * Shape.Inputs)].Clear();
                Gemm.Pack(Transpose.Yes, Shape.Inputs, width, square.Span, Shape.Inputs, DriveForward.Span);
                break;
            case SequentialPart.PoolGainFromY: Copy(parameter, Shape.Units, gates.Span, feed); break;
            case SequentialPart.PoolGainFromA: Copy(parameter, Shape.Units, gates.Span[width..], feed); break;
            case SequentialPart.PoolGainFromInput: Copy(parameter, Shape.Inputs, gates.Span[(2 * width)..], feed); break;
            case SequentialPart.GainFromY: Copy(parameter, Shape.Units, gates.Span[(width * feed)..], feed); break;
            case SequentialPart.GainFromA: Copy(parameter, Shape.Units, gates.Span[((width * feed) + width)..], feed); break;
            case SequentialPart.GainFromInput: Copy(parameter, Shape.Inputs, gates.Span[((width * feed) + (2 * width))..], feed); break;
            default: parameter.CopyTo(rates.Span[((part - SequentialPart.RateY) * width)..]); break;
        }
    }

    private void PackSquare(ReadOnlySpan<T> parameter, AlignedBuffer<T> forward, AlignedBuffer<T> backward)
    {
        int width = Strides.Width;
        square.Span.Clear();
        Copy(parameter, Shape.Units, square.Span, width);
        Gemm.Pack(Transpose.Yes, width, width, square.Span, width, forward.Span);
        Gemm.Pack(Transpose.No, width, width, square.Span, width, backward.Span);
    }

    private void PackGates()
    {
        Gemm.Pack(Transpose.Yes, Strides.Feed, Strides.Pair, gates.Span, Strides.Feed, GatesForward.Span);
        Gemm.Pack(Transpose.No, Strides.Pair, Strides.Pair, gates.Span, Strides.Feed, GatesBackward.Span);
    }

    private void Copy(ReadOnlySpan<T> from, int columns, Span<T> to, int stride)
    {
        for (int row = 0; row < Shape.Units; row++) from.Slice(row * columns, columns).CopyTo(to[(row * stride)..]);
    }
}

using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>The parameters of a leaky recurrent cell, packed for its products: W, U, b, the state s₀ before the first step, and the leak α
/// = dt/τ with its place.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// [W U b] is one matrix, N × (N + D + 1), so that a step is one product. Any number of cells may read it; setting needs exclusive access
/// and allocates nothing. Made: all zeros. Source: spec of learning through time, section 1.
/// </remarks>
public sealed class LeakyWeights<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] values;
    private readonly AlignedBuffer<T> matrix;
    private Revision revision;

    /// <summary>Makes the memory.</summary>
    /// <param name="placement">Where the leak stands.</param>
    /// <param name="shape">N and D.</param>
    /// <param name="alpha">α in (0, 1]; 1 for none of the state before.</param>
    /// <param name="types">The cell type of every neuron, from 0; only for rules that know of types (<see cref="CreditPath.ByType"/>).
    /// </param>
    /// <exception cref="ArgumentException">A setting is out of range, or the memory cannot be had.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public LeakyWeights(LeakPlacement placement, LeakyShape shape, double alpha = 1, ReadOnlySpan<int> types = default)
    {
        Element.ThrowIfUnsupported<T>();
        if (!Enum.IsDefined(placement)) throw new ArgumentOutOfRangeException(nameof(placement), placement, "Not a place of the leak.");
        if (shape.Units == 0) throw new ArgumentException("The shape has no units.", nameof(shape));
        T rate = T.CreateTruncating(alpha);
        if (!(rate > T.Zero && alpha <= 1)) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "α must be in (0, 1].");
        Footprint.ThrowIfTooLarge(nameof(shape), shape.Units, "the weights and their packed copies", units => Of(units, shape.Inputs));
        (Placement, Shape, Alpha) = (placement, shape, alpha);
        (Rate, Keep, Strides) = (rate, T.CreateTruncating(1 - alpha), LeakyStrides.Of<T>(shape));
        values = new T[shape.Count];
        matrix = new(shape.Units * Strides.Feed);
        if (!types.IsEmpty) Between = new(types, shape.Units);
        Diagonal = new(Strides.Width);
        Forward = new(Gemm.PackedLength<T>(Strides.Feed, shape.Units));
        Backward = new(Gemm.PackedLength<T>(shape.Units, shape.Units));
    }

    /// <summary>Where the leak stands.</summary>
    public LeakPlacement Placement { get; }

    /// <summary>N and D, and the order of the parameters.</summary>
    public LeakyShape Shape { get; }

    /// <summary>α.</summary>
    public double Alpha { get; }

    /// <summary>All parameters, as <see cref="LeakyShape"/> lays them.</summary>
    public ReadOnlySpan<T> Values => values;

    /// <summary>The cell type of every neuron; empty where there are none.</summary>
    public ReadOnlySpan<int> Types => Between is null ? default : Between.Types;

    internal LeakyStrides Strides { get; }

    /// <summary>The means of W between cell types; null where there are none.</summary>
    internal CellTypes<T>? Between { get; }

    /// <summary>The neurons' own weights.</summary>
    internal AlignedBuffer<T> Diagonal { get; }

    /// <summary>α and 1 − α.</summary>
    internal T Rate { get; }

    internal T Keep { get; }

    /// <summary>s₀.</summary>
    internal ReadOnlySpan<T> Start => Shape.Of(Values, LeakyPart.Start);

    /// <summary>[W U b]ᵀ, packed.</summary>
    internal AlignedBuffer<T> Forward { get; }

    /// <summary>W, packed.</summary>
    internal AlignedBuffer<T> Backward { get; }

    /// <summary>Replaces all parameters and packs them anew. 0 bytes; exclusive access.</summary>
    /// <param name="parameters">As <see cref="LeakyShape"/> lays them; finite.</param>
    /// <exception cref="ArgumentException">Wrong length, or an entry is not finite; nothing is changed then.</exception>
    /// <exception cref="InvalidOperationException">Another thread is changing them.</exception>
    public void Set(ReadOnlySpan<T> parameters)
    {
        Throw.IfNotLength(parameters.Length, values.Length, nameof(parameters));
        for (LeakyPart part = 0; part <= LeakyPart.Start; part++) Check(part, Shape.Of(parameters, part), nameof(parameters));
        revision.BeginWrite();
        for (LeakyPart part = 0; part <= LeakyPart.Start; part++) Take(part, Shape.Of(parameters, part));
        Pack(withRecurrent: true);
        revision.EndWrite();
    }

    /// <summary>Replaces one parameter and packs its products anew. 0 bytes; exclusive access.</summary>
    /// <param name="part">Which.</param>
    /// <param name="parameter">Row-major, as long as <see cref="LeakyShape.Length"/> says; finite.</param>
    /// <exception cref="ArgumentException">Wrong length, or an entry is not finite; nothing is changed then.</exception>
    /// <exception cref="InvalidOperationException">Another thread is changing them.</exception>
    public void Set(LeakyPart part, ReadOnlySpan<T> parameter)
    {
        Throw.IfNotShape(parameter.Length, Shape.Units, Shape.Columns(part), nameof(parameter));
        Check(part, parameter, nameof(parameter));
        revision.BeginWrite();
        Take(part, parameter);
        if (part != LeakyPart.Start) Pack(part == LeakyPart.Recurrent);
        revision.EndWrite();
    }

    /// <exception cref="ArgumentException">A path that these weights do not have.</exception>
    internal void Refuse(CreditPath path, string name)
    {
        if (!path.Fits(Placement))
            throw new ArgumentException($"The path {path.Hop} is defined for a leak on the voltage; this is on the {Placement}.", name);
        if (path.ByType && Between is null) throw new ArgumentException("The path goes by cell types, and the weights have none.", name);
    }

    internal long BeginRead() => revision.BeginRead();

    internal void EndRead(long since) => revision.EndRead(since);

    private static Footprint Of(double units, double inputs)
    {
        double feed = units + inputs + 1, forward = Footprint.Packed<T>(feed, units), backward = Footprint.Packed<T>(units, units);
        return new(((2 * units * feed) + units + forward + backward) * Footprint.ElementBytes<T>(), Math.Max(forward, units * feed));
    }

    private void Check(LeakyPart part, ReadOnlySpan<T> parameter, string name)
    {
        if (Finite.All(parameter)) return;
        int columns = Shape.Columns(part), bad = 0;
        while (T.IsFinite(parameter[bad])) bad++;
        string place = columns == 1 && part >= LeakyPart.Bias ? $"{bad}" : $"{bad / columns}, {bad % columns}";
        throw new ArgumentException($"{part}[{place}] is {parameter[bad]}; it must be finite.", name);
    }

    private void Take(LeakyPart part, ReadOnlySpan<T> parameter)
    {
        parameter.CopyTo(Shape.Of(values.AsSpan(), part));
        if (part == LeakyPart.Start) return;
        int columns = Shape.Columns(part);
        Span<T> to = matrix.Span[(Shape.Offset(part) / Shape.Units)..];
        for (int row = 0; row < Shape.Units; row++)
            parameter.Slice(row * columns, columns).CopyTo(to[(row * Strides.Feed)..]);
    }

    private void Pack(bool withRecurrent)
    {
        (int n, int feed) = (Shape.Units, Strides.Feed);
        Gemm.Pack(Transpose.Yes, feed, n, matrix.Span, feed, Forward.Span);
        if (!withRecurrent) return;
        Gemm.Pack(Transpose.No, n, n, matrix.Span, feed, Backward.Span);
        for (int i = 0; i < n; i++) Diagonal.Span[i] = matrix.Span[(i * feed) + i];
        Between?.Set(Shape.Of(Values, LeakyPart.Recurrent));
    }
}

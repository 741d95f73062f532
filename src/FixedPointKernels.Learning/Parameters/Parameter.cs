using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Parameters;

/// <summary>A named block of numbers that training changes: its values, its shape, and what a new value has to be.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// A new value is taken as a whole or not at all: what is not finite is refused, what leaves the <see cref="Bounds"/> is moved to them. So
/// the zeros of a mask and the signs of neurons hold whoever sets the value, an optimizer, its decay, a guard or a checkpoint. The value
/// may be kept elsewhere
/// (<see cref="Store"/>: the weights of a network are packed anew). Room for a gradient is the trainer's, since trainers may share a model.
/// Reading is for any number of threads, setting needs exclusive access.
/// </remarks>
public class Parameter<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] own;
    private T[] room = [];

    /// <summary>A block that keeps its values itself.</summary>
    /// <param name="name">What reports and checkpoints call it; no other parameter of a model has the name.</param>
    /// <param name="values">rows × columns, row-major; copied.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="decays">Whether weight decay applies.</param>
    /// <exception cref="ArgumentException">Another length, or an entry is NaN or infinite.</exception>
    public Parameter(string name, ReadOnlySpan<T> values, int rows, int columns, bool decays = true)
        : this(name, rows, columns, decays)
    {
        Misuse.IfNotShape(values.Length, rows, columns, nameof(values));
        if (!TensorPrimitives.IsFiniteAll(values))
            throw new ArgumentException($"{name} holds a NaN or an infinity; it must be finite.", nameof(values));
        own = values.ToArray();
    }

    /// <summary>A block whose values are kept elsewhere: the heir overrides <see cref="Values"/> and <see cref="Store"/>.</summary>
    /// <param name="name">What reports and checkpoints call it.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="decays">Whether weight decay applies.</param>
    protected Parameter(string name, int rows, int columns, bool decays)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        (Name, Rows, Columns, Decays, own) = (name, rows, columns, decays, []);
    }

    /// <summary>What reports and checkpoints call it.</summary>
    public string Name { get; }

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>Columns.</summary>
    public int Columns { get; }

    /// <summary>Elements.</summary>
    public int Count => Rows * Columns;

    /// <summary>Whether weight decay applies.</summary>
    public bool Decays { get; }

    /// <summary>Rows × Columns, row-major.</summary>
    public virtual ReadOnlySpan<T> Values => own;

    /// <summary>Where the entries have to lie; null for anywhere.</summary>
    public Bounds<T>? Bounds { get; private set; }

    /// <summary>Takes a new value, moved into the bounds. 0 bytes; exclusive access.</summary>
    /// <param name="next">Rows × Columns, row-major; not changed.</param>
    /// <returns>False, and the value unchanged, if an entry is NaN or infinite, or if what is made of it would be.</returns>
    /// <exception cref="ArgumentException">Another length.</exception>
    public bool TrySet(ReadOnlySpan<T> next)
    {
        Misuse.IfNotShape(next.Length, Rows, Columns, nameof(next));
        if (!Takes(next)) return false;
        Store(Bounds is null ? next : room);
        return true;
    }

    /// <summary>Whether <see cref="TrySet"/> would take a value; nothing is changed.</summary>
    internal bool Takes(ReadOnlySpan<T> next)
    {
        if (!TensorPrimitives.IsFiniteAll(next)) return false;
        if (Bounds is null) return Accepts(next);
        next.CopyTo(room);
        Bounds.Project(room);
        return Accepts(room);
    }

    /// <summary>Says where the entries have to lie from now on, and moves the value there.</summary>
    /// <param name="bounds">As many as there are entries; null for anywhere.</param>
    /// <exception cref="ArgumentException">Another number of bounds, or the value moved there is none that can be kept; nothing is
    /// changed then.</exception>
    public void Restrict(Bounds<T>? bounds)
    {
        if (bounds is not null) Misuse.IfNotLength(bounds.Count, Count, nameof(bounds));
        (Bounds<T>? boundsBefore, T[] roomBefore) = (Bounds, room);
        (Bounds, room) = (bounds, bounds is null ? [] : new T[Count]);
        if (Values.IsEmpty || TrySet(Values)) return;
        (Bounds, room) = (boundsBefore, roomBefore);
        throw new ArgumentException($"{Name} moved into these bounds is out of range.", nameof(bounds));
    }

    /// <summary>Before the values are read for one result.</summary>
    /// <returns>What <see cref="EndRead"/> wants.</returns>
    /// <exception cref="InvalidOperationException">They are being changed.</exception>
    public virtual long BeginRead() => 0;

    /// <summary>After the last read.</summary>
    /// <param name="version">What <see cref="BeginRead"/> returned.</param>
    /// <exception cref="InvalidOperationException">They were changed meanwhile.</exception>
    public virtual void EndRead(long version)
    {
    }

    /// <summary>Whether a value that is finite and within the bounds can be kept, with all that follows from it; changes nothing.</summary>
    protected virtual bool Accepts(ReadOnlySpan<T> next) => true;

    /// <summary>Keeps a value that is finite, within the bounds and accepted.</summary>
    protected virtual void Store(ReadOnlySpan<T> next) => next.CopyTo(own);
}

using System;

namespace FixedPointKernels.Circuits;

/// <summary>The sizes of a sequential cell, and where in one span of all its parameters, or of their gradients, each of them
/// lies.</summary>
/// <remarks>6n² + 3nm + 4n numbers, the parts in the order of <see cref="SequentialPart"/>, each row-major, nothing between them.</remarks>
public readonly record struct SequentialShape
{
    /// <summary>Takes the sizes.</summary>
    /// <param name="units">n, at least 1.</param>
    /// <param name="inputs">m, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or there are more parameters than an array can
    /// hold.</exception>
    public SequentialShape(int units, int inputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(units);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        double count = (6.0 * units * units) + (3.0 * units * inputs) + (4.0 * units);
        if (count > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(units), units, $"{units} units with {inputs} inputs have {count} parameters.");
        (Units, Inputs) = (units, inputs);
    }

    /// <summary>The parts there are.</summary>
    public static int Parts => (int)SequentialPart.RateGain + 1;

    /// <summary>n.</summary>
    public int Units { get; }

    /// <summary>m.</summary>
    public int Inputs { get; }

    /// <summary>Numbers in all parts together.</summary>
    public int Count => Offset((SequentialPart)Parts);

    /// <summary>Columns of a part: n, m, or 1 for a rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public int Columns(SequentialPart part) => part switch
    {
        SequentialPart.Drive or SequentialPart.PoolGainFromInput or SequentialPart.GainFromInput => Inputs,
        SequentialPart.RateY or SequentialPart.RateA or SequentialPart.RatePoolGain or SequentialPart.RateGain => 1,
        _ => Enum.IsDefined(part) ? Units : throw new ArgumentOutOfRangeException(nameof(part), part, "Not a part of the cell."),
    };

    /// <summary>Numbers in a part.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public int Length(SequentialPart part) => Units * Columns(part);

    /// <summary>Where a part begins.</summary>
    public int Offset(SequentialPart part)
    {
        int offset = 0;
        for (SequentialPart before = 0; before < part; before++) offset += Length(before);
        return offset;
    }

    /// <summary>A part of all parameters, to be read.</summary>
    public ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> all, SequentialPart part) => all.Slice(Offset(part), Length(part));

    /// <summary>A part of all parameters, to be written.</summary>
    public Span<T> Of<T>(Span<T> all, SequentialPart part) => all.Slice(Offset(part), Length(part));
}

using System;

namespace FixedPointKernels.Dynamics;

/// <summary>The sizes of a leaky cell, and where in one span of all its parameters, or of their gradients, each of them lies.</summary>
/// <remarks>N² + ND + 2N numbers, the parts in the order of <see cref="LeakyPart"/>, each row-major, nothing between them.</remarks>
public readonly record struct LeakyShape
{
    /// <summary>Takes the sizes.</summary>
    /// <param name="units">N, at least 1.</param>
    /// <param name="inputs">D, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or there are more parameters than an array can
    /// hold.</exception>
    public LeakyShape(int units, int inputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(units);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        double count = units * (units + (double)inputs + 2);
        if (count > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(units), units, $"{units} units with {inputs} inputs have {count} parameters.");
        (Units, Inputs) = (units, inputs);
    }

    /// <summary>The parts there are.</summary>
    public static int Parts => (int)LeakyPart.Start + 1;

    /// <summary>N.</summary>
    public int Units { get; }

    /// <summary>D.</summary>
    public int Inputs { get; }

    /// <summary>Numbers in all parts together.</summary>
    public int Count => Offset((LeakyPart)Parts);

    /// <summary>Columns of a part: N, D, or 1 for a vector.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public int Columns(LeakyPart part) => part switch
    {
        LeakyPart.Recurrent => Units,
        LeakyPart.Input => Inputs,
        LeakyPart.Bias or LeakyPart.Start => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "Not a part of the cell."),
    };

    /// <summary>Numbers in a part.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public int Length(LeakyPart part) => Units * Columns(part);

    /// <summary>Where a part begins.</summary>
    public int Offset(LeakyPart part)
    {
        int offset = 0;
        for (LeakyPart before = 0; before < part; before++) offset += Length(before);
        return offset;
    }

    /// <summary>A part of all parameters, to be read.</summary>
    public ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> all, LeakyPart part) => all.Slice(Offset(part), Length(part));

    /// <summary>A part of all parameters, to be written.</summary>
    public Span<T> Of<T>(Span<T> all, LeakyPart part) => all.Slice(Offset(part), Length(part));
}

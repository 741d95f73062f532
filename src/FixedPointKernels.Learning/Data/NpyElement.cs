using System;
using System.Buffers.Binary;

namespace FixedPointKernels.Learning.Data;

/// <summary>The element type of a .npy file: what its 'descr' says, and how one element is read from its bytes.</summary>
/// <param name="Kind">'f' floating, 'i' signed, 'u' unsigned, 'b' boolean.</param>
/// <param name="Size">Bytes per element.</param>
/// <param name="BigEndian">Whether the most significant byte comes first.</param>
internal readonly record struct NpyElement(char Kind, int Size, bool BigEndian)
{
    /// <summary>NumPy's name: float64, int32, …</summary>
    internal string Name => Kind switch
    {
        'f' => $"float{8 * Size}",
        'i' => $"int{8 * Size}",
        'u' => $"uint{8 * Size}",
        _ => "bool",
    };

    /// <summary>Whether an element may have a fraction.</summary>
    internal bool IsFloating => Kind == 'f';

    /// <summary>Reads a 'descr' such as "&lt;f8": an optional byte order, a kind, a size.</summary>
    /// <exception cref="DataFileException">Another type, or no type at all.</exception>
    internal static NpyElement Parse(string descr, string file)
    {
        ReadOnlySpan<char> rest = descr;
        char order = rest.Length > 0 && "<>=|".Contains(rest[0], StringComparison.Ordinal) ? rest[0] : '=';
        if (rest.Length > 0 && rest[0] == order) rest = rest[1..];
        bool bigEndian = order == '>' || (order == '=' && !BitConverter.IsLittleEndian);
        NpyElement element = rest switch
        {
            "f4" or "f8" or "i1" or "i2" or "i4" or "i8" or "u1" or "u2" or "u4" or "u8" or "b1" => new(rest[0], rest[1] - '0', bigEndian),
            "f2" => throw Refused("float16"),
            "f12" or "f16" => throw Refused("an extended float"),
            "c8" or "c16" or "c32" => throw Refused("complex"),
            _ when rest.Length > 0 && rest[0] == 'O' => throw Refused("Python objects"),
            _ when rest.Length > 0 && rest[0] is 'V' or 'S' or 'U' or 'a' => throw Refused("text or raw bytes"),
            _ => throw Refused("unknown"),
        };
        return order == '|' && element.Size > 1
            ? throw new DataFileException(file, $"element type '{descr}' does not say its byte order")
            : element;

        DataFileException Refused(string what) =>
            new(file, $"element type '{DataFileException.Excerpt(descr)}' ({what}) is not read; float32, float64, bool and integers of 8 to 64 bits are");
    }

    /// <summary>A floating element, exactly.</summary>
    internal double Float(ReadOnlySpan<byte> at) => (Size, BigEndian) switch
    {
        (4, false) => BinaryPrimitives.ReadSingleLittleEndian(at),
        (4, true) => BinaryPrimitives.ReadSingleBigEndian(at),
        (_, false) => BinaryPrimitives.ReadDoubleLittleEndian(at),
        _ => BinaryPrimitives.ReadDoubleBigEndian(at),
    };

    /// <summary>An integer element's bits, extended with its sign or with zeros to 64 bits.</summary>
    internal long Integer(ReadOnlySpan<byte> at)
    {
        ulong bits = 0;
        for (int i = 0; i < Size; i++) bits = (bits << 8) | at[BigEndian ? i : Size - 1 - i];
        int unused = 64 - (8 * Size);
        return Kind == 'i' ? (long)(bits << unused) >> unused : (long)bits;
    }
}

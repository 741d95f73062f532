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

    /// <summary>Reads a 'descr' as NumPy's dtype(descr) does: an optional byte order before a kind and size ("&lt;f8") or a letter of C
    /// types ("d"), or a name ("float64").</summary>
    /// <exception cref="DataFileException">Another type, or no type at all.</exception>
    internal static NpyElement Parse(string descr, string file)
    {
        ReadOnlySpan<char> rest = descr;
        char order = rest.Length > 0 && "<>=|".Contains(rest[0], StringComparison.Ordinal) ? rest[0] : '=';
        if (rest.Length > 0 && rest[0] == order) rest = rest[1..];

        // '|', "not applicable", is this machine's order where there is one after all.
        bool bigEndian = order == '>' || (order != '<' && !BitConverter.IsLittleEndian);
        (char kind, int size) = rest.Length == descr.Length ? Named(rest) : default;
        if (size == 0) (kind, size) = Coded(rest);
        return size > 0 ? new(kind, size, bigEndian) : throw new DataFileException(
            file,
            $"element type '{DataFileException.Excerpt(descr)}' ({Refusal(rest)}) is not read; float16, float32, float64, bool and "
                + "integers of 8 to 64 bits are");
    }

    // What C calls long has 8 bytes here; a file from where it has 4 is refused for its length.
    private static (char Kind, int Size) Coded(ReadOnlySpan<char> code) => code switch
    {
        "f2" or "f4" or "f8" or "i1" or "i2" or "i4" or "i8" or "u1" or "u2" or "u4" or "u8" or "b1" => (code[0], code[1] - '0'),
        "e" => ('f', 2),
        "f" => ('f', 4),
        "d" => ('f', 8),
        "b" => ('i', 1),
        "h" => ('i', 2),
        "i" => ('i', 4),
        "l" or "q" or "p" => ('i', 8),
        "B" => ('u', 1),
        "H" => ('u', 2),
        "I" => ('u', 4),
        "L" or "Q" or "P" => ('u', 8),
        "?" => ('b', 1),
        _ => default,
    };

    private static (char Kind, int Size) Named(ReadOnlySpan<char> name) => name switch
    {
        "float16" or "half" => ('f', 2),
        "float32" or "single" => ('f', 4),
        "float64" or "double" or "float" => ('f', 8),
        "int8" or "byte" => ('i', 1),
        "int16" or "short" => ('i', 2),
        "int32" or "intc" => ('i', 4),
        "int64" or "int" or "long" or "longlong" or "intp" => ('i', 8),
        "uint8" or "ubyte" => ('u', 1),
        "uint16" or "ushort" => ('u', 2),
        "uint32" or "uintc" => ('u', 4),
        "uint64" or "uint" or "ulong" or "ulonglong" or "uintp" => ('u', 8),
        "bool" => ('b', 1),
        _ => default,
    };

    private static string Refusal(ReadOnlySpan<char> code) => code switch
    {
        "f12" or "f16" or "g" or "float96" or "float128" or "longdouble" => "an extended float",
        "F" or "D" or "G" => "complex",
        ['c', ..] => "complex",
        ['O', ..] or "object" => "Python objects",
        ['M', ..] or ['m', ..] or ['d', 'a', 't', 'e', ..] or ['t', 'i', 'm', 'e', ..] => "a date or a time",
        ['V', ..] or ['S', ..] or ['U', ..] or ['a', ..] or "str" or "bytes" => "text or raw bytes",
        _ => "unknown",
    };

    /// <summary>A floating element, exactly.</summary>
    internal double Float(ReadOnlySpan<byte> at) => (Size, BigEndian) switch
    {
        (2, false) => (double)BinaryPrimitives.ReadHalfLittleEndian(at),
        (2, true) => (double)BinaryPrimitives.ReadHalfBigEndian(at),
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

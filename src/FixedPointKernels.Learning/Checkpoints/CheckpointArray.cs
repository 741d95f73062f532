using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FixedPointKernels.Learning.Checkpoints;

/// <summary>An array as a checkpoint keeps it: element type, shape, and the elements as little-endian bytes.</summary>
internal sealed record CheckpointArray(string Type, int[] Shape, byte[] Bytes)
{
    internal static CheckpointArray Of<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        string type = TypeName<T>();
        if (Length(type, shape) != (UInt128)values.Length * (UInt128)SizeOf(type))
            throw new ArgumentException(
                $"{nameof(values)} has {values.Length} elements, but the shape is {Data.NpyArray.Text(shape)}.", nameof(values));
        byte[] bytes = new byte[checked(values.Length * SizeOf(type))];
        MemoryMarshal.AsBytes(values).CopyTo(bytes);
        ToOrFromLittleEndian(bytes, SizeOf(type));
        return new(type, shape.ToArray(), bytes);
    }

    /// <summary>NumPy's name of a type that is kept.</summary>
    internal static string TypeName<T>() =>
        typeof(T) == typeof(float) ? "float32"
        : typeof(T) == typeof(double) ? "float64"
        : typeof(T) == typeof(long) ? "int64"
        : throw new NotSupportedException($"{typeof(T).Name} is not kept; float, double and long are.");

    /// <summary>Bytes of an element; 0 for a type that is not kept.</summary>
    internal static int SizeOf(string? type) => type switch { "float32" => 4, "float64" or "int64" => 8, _ => 0 };

    /// <summary>Bytes of an array, or at least 2⁶⁴ where that is beyond every file.</summary>
    internal static UInt128 Length(string type, ReadOnlySpan<int> shape)
    {
        UInt128 length = (UInt128)SizeOf(type);
        foreach (int dimension in shape)
        {
            if (dimension <= 0) return dimension == 0 ? 0 : UInt128.MaxValue;
            if (length <= ulong.MaxValue) length *= (UInt128)dimension;
        }

        return length;
    }

    internal void CopyTo<T>(Span<T> values)
        where T : unmanaged
    {
        Misuse.IfNotLength(values.Length, Bytes.Length / SizeOf(Type), nameof(values));
        Span<byte> into = MemoryMarshal.AsBytes(values);
        Bytes.CopyTo(into);
        ToOrFromLittleEndian(into, SizeOf(Type));
    }

    private static void ToOrFromLittleEndian(Span<byte> bytes, int size)
    {
        if (BitConverter.IsLittleEndian) return;
        if (size == 4) BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(bytes), MemoryMarshal.Cast<byte, uint>(bytes));
        else BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(bytes), MemoryMarshal.Cast<byte, ulong>(bytes));
    }
}

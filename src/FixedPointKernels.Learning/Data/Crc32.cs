using System;

namespace FixedPointKernels.Learning.Data;

/// <summary>The checksum of zip and gzip files: CRC-32 with the polynomial 0x04c11db7, bits reversed.</summary>
/// <remarks>Source: W. W. Peterson, D. T. Brown, "Cyclic codes for error detection", 1961; polynomial of ISO/IEC 8802-3.</remarks>
internal static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    internal static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint rest = ~0u;
        foreach (byte one in bytes) rest = (rest >> 8) ^ Table[(byte)(rest ^ one)];
        return ~rest;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint value = 0; value < table.Length; value++)
        {
            uint rest = value;
            for (int bit = 0; bit < 8; bit++) rest = (rest & 1) == 0 ? rest >> 1 : (rest >> 1) ^ 0xedb88320;
            table[value] = rest;
        }

        return table;
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace FixedPointKernels.Cli.Tests.Support;

/// <summary>A fresh folder with .npy files made byte by byte, gone at the end of the test.</summary>
public sealed class WorkFolder : IDisposable
{
    public WorkFolder() => Path = Directory.CreateTempSubdirectory("fpk-cli-").FullName;

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    internal string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Every file with its bytes: what must not change when a verb refuses its input.</summary>
    internal SortedDictionary<string, string> Snapshot() =>
        new(
            Directory.GetFiles(Path, "*", SearchOption.AllDirectories).ToDictionary(
                file => file, file => Convert.ToHexString(File.ReadAllBytes(file))));

    internal string Bytes(string name, byte[] contents)
    {
        File.WriteAllBytes(this[name], contents);
        return this[name];
    }

    internal string Text(string name, string contents) => Bytes(name, Encoding.UTF8.GetBytes(contents));

    /// <summary>A .npy file of a matrix (or of a vector where columns is 0), with any type, order and version.</summary>
    internal string Npy(
        string name, double[] values, int rows, int columns = 0, string descr = "<f8", bool fortran = false, byte version = 1)
    {
        string shape = columns == 0 ? $"({rows},)" : $"({rows}, {columns})";
        string header = $"{{'descr': '{descr}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}";
        int preamble = version == 1 ? 10 : 12;
        header = header.PadRight(((preamble + header.Length + 64) / 64 * 64) - preamble - 1) + "\n";
        IEnumerable<double> ordered = fortran && columns > 0
            ? Enumerable.Range(0, rows * columns).Select(i => values[(i % rows * columns) + (i / rows)])
            : values;
        byte[] data = descr switch
        {
            "<f4" => MemoryMarshal.AsBytes<float>(ordered.Select(value => (float)value).ToArray()).ToArray(),
            "<i8" => MemoryMarshal.AsBytes<long>(ordered.Select(value => (long)value).ToArray()).ToArray(),
            "|u1" => [.. ordered.Select(value => (byte)value)],
            _ => MemoryMarshal.AsBytes<double>(ordered.ToArray()).ToArray(),
        };
        byte[] length = version == 1
            ? [(byte)header.Length, (byte)(header.Length >> 8)]
            : [(byte)header.Length, (byte)(header.Length >> 8), 0, 0];
        return Bytes(name, [0x93, .. "NUMPY"u8, version, 0, .. length, .. Encoding.ASCII.GetBytes(header), .. data]);
    }
}

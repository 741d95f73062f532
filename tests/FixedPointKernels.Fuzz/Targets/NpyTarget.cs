using System;
using System.Linq;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Fuzz.Targets;

/// <summary>Npy.Read, and every conversion of what it gave.</summary>
internal sealed class NpyTarget() : ReaderTarget("npy", "Npy.Read and what NpyArray makes of the numbers")
{
    // The bytes, and at one byte an element 8 + 4 + 4 for the three conversions; the rest for messages and shapes.
    internal override long Allowance(int length) => (1 << 19) + (20L * length);

    protected override string Result(byte[] bytes)
    {
        using System.IO.MemoryStream stream = Stream(bytes);
        NpyArray array = Npy.Read(stream, File);
        UInt128 product = 1;
        foreach (int dimension in array.Shape) product *= (UInt128)dimension;
        Require(product == (UInt128)array.Count, $"{array.Count} values are as many as {array.ShapeText} says");
        Require(array.ToDoubles().Length == array.Count, "as many doubles as values");
        float[] singles = array.ToSingles();
        Require(singles.Length == array.Count, "as many floats as values");
        if (array.ElementType == "float32")
            Require(singles.Zip(array.ToDoubles()).All(pair => pair.First.Equals((float)pair.Second)), "float32 is read as it is");
        Require(array.ToInt32s().Length == array.Count, "as many integers as values");
        return $"{array.ElementType}, {array.Shape.Length} dimensions";
    }
}

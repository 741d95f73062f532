using System;
using System.Numerics;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Organics;

/// <summary>Drives of a circuit as a file holds them: B×n, or one of n. Their entries may be anything: a row that is not finite is that
/// sample's affair.</summary>
/// <param name="Values">B×n row-major.</param>
/// <param name="Units">n.</param>
internal sealed record CircuitDrives<T>(T[] Values, int Units)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>B.</summary>
    internal int Count => Values.Length / Units;

    /// <summary>Some rows.</summary>
    internal ReadOnlySpan<T> Rows(int from, int count) => Values.AsSpan(from * Units, count * Units);

    /// <exception cref="DataFileException">They do not fit the circuit, or there are none; the message names both files and
    /// shapes.</exception>
    internal static CircuitDrives<T> Read(Surroundings here, string file, int units, string circuit)
    {
        NpyArray array = InputFile.Array(here, file);
        ReadOnlySpan<int> shape = array.Shape;
        bool fits = (shape.Length == 1 && shape[0] == units) || (shape.Length == 2 && shape[1] == units && shape[0] > 0);
        if (!fits)
        {
            throw new DataFileException(
                array.File,
                $"holds {array.ShapeText} {array.ElementType}, but the drives must be B×{units} with B at least 1, or ({units},), to fit "
                    + $"the {units} units of {circuit}");
        }

        return new(array.To<T>(), units);
    }
}

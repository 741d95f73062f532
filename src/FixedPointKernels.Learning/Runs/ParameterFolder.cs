using System;
using System.Collections.Generic;
using System.IO;
using System.Numerics;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Runs;

/// <summary>The parameters of any model as a folder of .npy files, one each: its name with hyphens for blanks, rows × columns, row-major,
/// of the element type of the model.</summary>
public static class ParameterFolder
{
    /// <summary>Writes the files; the folder is made where there is none.</summary>
    /// <param name="folder">Where to; files of these names are replaced, others stay.</param>
    /// <param name="model">What to keep.</param>
    /// <exception cref="DataFileException">A file cannot be written.</exception>
    public static void Write<T>(string folder, IModel<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(model);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException(folder, $"cannot be made: {failure.Message}", failure);
        }

        foreach (Parameter<T> one in model.Parameters) Npy.Write(File(folder, one), one.Values, one.Rows, one.Columns);
    }

    /// <summary>Gives a model of the same shape the values back; it changes when all of them could be read.</summary>
    /// <param name="folder">What <see cref="Write"/> wrote.</param>
    /// <param name="model">Receives the values.</param>
    /// <exception cref="DataFileException">A file is missing or damaged, has another shape, or holds what the parameter may not
    /// be; the message names it.</exception>
    public static void Read<T>(string folder, IModel<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(model);
        List<(Parameter<T> Parameter, T[] Values)> read = [];
        foreach (Parameter<T> one in model.Parameters)
        {
            NpyArray array = Npy.Read(File(folder, one));
            array.RequireShape(one.Name, one.Rows, one.Columns);
            T[] values = array.To<T>();
            if (!one.Takes(values)) throw new DataFileException(array.File, $"holds what {one.Name} may not be");
            read.Add((one, values));
        }

        foreach ((Parameter<T> parameter, T[] values) in read) parameter.TrySet(values);
    }

    private static string File<T>(string folder, Parameter<T> parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Path.Combine(folder, $"{parameter.Name.Replace(' ', '-')}.npy");
}

using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Learning.Runs;

/// <summary>The parameters of a model as they were when a run scored best.</summary>
/// <param name="model">Whose.</param>
internal sealed class BestParameters<T>(IModel<T> model)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private T[][] values = [];

    /// <summary>Copies them; a parameter without values, such as a bias that is not there, stays without.</summary>
    internal void Take() => values = [.. model.Parameters.Select(static parameter => parameter.Values.ToArray())];

    /// <summary>Gives them back to the model; does nothing where none were taken.</summary>
    internal void Restore()
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i].Length > 0) model.Parameters[i].TrySet(values[i]);
        }
    }

    /// <summary>Keeps them.</summary>
    internal void Save(Checkpoint checkpoint, string prefix)
    {
        for (int i = 0; i < values.Length; i++) checkpoint.Add<T>(Name(prefix, i), values[i], values[i].Length);
    }

    /// <summary>Takes them up again.</summary>
    /// <exception cref="Data.DataFileException">They are not there, of another shape, or not finite.</exception>
    internal void Load(Checkpoint checkpoint, string prefix)
    {
        T[][] read = [.. model.Parameters.Select(static parameter => new T[parameter.Values.Length])];
        for (int i = 0; i < read.Length; i++) checkpoint.ReadFinite(Name(prefix, i), read[i].AsSpan(), read[i].Length);
        values = read;
    }

    private string Name(string prefix, int index) => $"{prefix}best {model.Parameters[index].Name}";
}

using System;
using System.Numerics;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Learning.Layers;

/// <summary>After every training step, a power step of the division that keeps the largest singular value at 1.</summary>
/// <param name="step">The step, and what follows it.</param>
/// <param name="vectors">The singular vectors.</param>
internal sealed class PowerSteps<T>(Action step, params Parameter<T>[] vectors) : IGuard
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Every => 1;

    public double Apply()
    {
        step();
        return 1;
    }

    public void Save(Checkpoint checkpoint, string prefix)
    {
        foreach (Parameter<T> vector in vectors) checkpoint.Add(prefix + vector.Name, vector.Values, vector.Count);
    }

    public Action Load(Checkpoint checkpoint, string prefix)
    {
        T[][] read = Array.ConvertAll(vectors, vector => new T[vector.Count]);
        for (int i = 0; i < read.Length; i++) checkpoint.ReadFinite<T>(prefix + vectors[i].Name, read[i], read[i].Length);
        return () =>
        {
            for (int i = 0; i < read.Length; i++) vectors[i].TrySet(read[i]);
        };
    }
}

using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Learning.Parameters;

namespace FixedPointKernels.Learning.Training;

/// <summary>Whether a model's parameters stayed what they were while they were read.</summary>
internal sealed class ParameterVersions<T>(IReadOnlyList<Parameter<T>> parameters)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] parameters = [.. parameters];
    private readonly long[] versions = new long[parameters.Count];

    internal void BeginRead()
    {
        for (int i = 0; i < parameters.Length; i++) versions[i] = parameters[i].BeginRead();
    }

    internal void EndRead()
    {
        for (int i = 0; i < parameters.Length; i++) parameters[i].EndRead(versions[i]);
    }
}

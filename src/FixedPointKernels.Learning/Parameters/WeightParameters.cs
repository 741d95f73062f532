using System;
using System.Numerics;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Learning.Parameters;

/// <summary>A packed matrix as a parameter.</summary>
internal sealed class PackedParameter<T>(string name, PackedWeights<T> weights) : Parameter<T>(
    name, weights.Outputs, weights.Inputs, decays: true)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override ReadOnlySpan<T> Values => weights.Values;

    public override long BeginRead() => weights.BeginRead();

    public override void EndRead(long version) => weights.EndRead(version);

    protected override void Store(ReadOnlySpan<T> next) => weights.Set(next);
}

/// <summary>The entries of a sparse matrix as a parameter, one row of them.</summary>
internal sealed class SparseParameter<T>(string name, SparseWeights<T> weights) : Parameter<T>(name, 1, weights.Values.Length, decays: true)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override ReadOnlySpan<T> Values => weights.Values;

    public override long BeginRead() => weights.BeginRead();

    public override void EndRead(long version) => weights.EndRead(version);

    // Finite, as the caller has seen to.
    protected override void Store(ReadOnlySpan<T> next) => weights.TrySet(next);
}

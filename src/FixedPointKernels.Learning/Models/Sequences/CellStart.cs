using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Randomness;

namespace FixedPointKernels.Learning.Models;

/// <summary>The states before the first element, y, a, b₀ and b, a row each: drawn once, kept with the weights, never learned.</summary>
/// <remarks>y uniform in (0, 1) and of length 1, a and b uniform in (0, 1), b₀ = 1, as published.</remarks>
internal sealed class CellStart<T> : Parameter<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SequentialWeights<T> weights;

    internal CellStart(SeededRandom random, SequentialWeights<T> weights)
        : base("start", Drawn(random, weights.Shape.Units), 4, weights.Shape.Units, decays: false)
    {
        this.weights = weights;
        Use(Values);
    }

    // y may be anything; a, b₀ and b are positive.
    protected override bool Accepts(ReadOnlySpan<T> next)
    {
        foreach (T one in next[Columns..])
        {
            if (!(one > T.Zero)) return false;
        }

        return true;
    }

    protected override void Store(ReadOnlySpan<T> next)
    {
        base.Store(next);
        Use(next);
    }

    private void Use(ReadOnlySpan<T> states)
    {
        int n = Columns;
        weights.SetStart(states[..n], states.Slice(n, n), states.Slice(2 * n, n), states[(3 * n)..]);
    }

    private static T[] Drawn(SeededRandom random, int n)
    {
        T[] Uniform() => [.. Enumerable.Range(0, n).Select(_ => T.CreateTruncating(1 - random.NextUniform()))];
        T[] y = Uniform();
        T length = T.Sqrt(LinearAlgebra.Dot.Product<T>(y, y));
        return [.. y.Select(one => one / length), .. Uniform(), .. Enumerable.Repeat(T.One, n), .. Uniform()];
    }
}

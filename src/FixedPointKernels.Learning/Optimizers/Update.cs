using System;
using System.Numerics;
using System.Numerics.Tensors;

namespace FixedPointKernels.Learning.Optimizers;

/// <summary>What all optimizers share: their checks, and W ← W − η D − η α W.</summary>
internal static class Update
{
    /// <summary>The value if it is finite and not negative.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">The caller's parameter.</param>
    /// <param name="what">What the message calls it; null for its name.</param>
    internal static T NotNegative<T>(T value, string name, string? what = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.IsFinite(value) && value >= T.Zero
            ? value
            : throw new ArgumentOutOfRangeException(name, $"{what ?? name} is {value}, but it must be finite and not negative.");

    /// <summary>The value if it lies in [0, 1).</summary>
    internal static T Fraction<T>(T value, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        value >= T.Zero && value < T.One
            ? value
            : throw new ArgumentOutOfRangeException(name, $"{name} is {value}, but it must lie in [0, 1).");

    /// <summary>Refuses lengths that differ from each other or from the optimizer's own, and shared memory.</summary>
    internal static void Check<T>(ReadOnlySpan<T> parameters, ReadOnlySpan<T> direction, int count, string directionName = "direction")
    {
        Misuse.IfNotLength(parameters.Length, count, nameof(parameters));
        Misuse.IfNotLength(direction.Length, count, directionName);
        Misuse.IfOverlaps(parameters, direction, nameof(parameters), directionName);
    }

    /// <summary>W ← W − η α W, then W ← W + s D: each entry of either is rounded once; no decay touches nothing.</summary>
    internal static void Apply<T>(Span<T> parameters, ReadOnlySpan<T> direction, T scale, T rateTimesDecay)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rateTimesDecay != T.Zero) TensorPrimitives.FusedMultiplyAdd(parameters, -rateTimesDecay, parameters, parameters);
        TensorPrimitives.FusedMultiplyAdd(direction, scale, parameters, parameters);
    }
}

using System.Numerics;

namespace FixedPointKernels.Memory;

/// <summary>What an element type can tell apart.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal static class Precision<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>ε, the distance from 1 to the next number: twice the largest relative error of one rounding.</summary>
    internal static readonly T Epsilon = T.BitIncrement(T.One) - T.One;

    /// <summary>The smallest number that has all its digits; what is below it is rounded to units of ε times it.</summary>
    internal static readonly T SmallestNormal = T.Epsilon / Epsilon;
}

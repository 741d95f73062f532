using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using Xunit;

namespace FixedPointKernels.Tests.LinearAlgebra;

public sealed class FiniteFloatTests : FiniteTests<float>;

public sealed class FiniteDoubleTests : FiniteTests<double>;

/// <summary>One entry that is not finite is found wherever it is; finite entries whose squares overflow
/// stay finite, and hide no other.</summary>
public abstract class FiniteTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
{
    [Fact]
    [Trait("Leg", "Any")]
    public void Every_entry_counts_at_every_length()
    {
        foreach (T usual in new[] { T.Zero, T.One, T.MaxValue, T.MinValue })
        {
            for (int length = 0; length <= 140; length++)
            {
                T[] values = new T[length];
                Array.Fill(values, usual);
                Assert.True(Finite.All<T>(values), $"{length} entries {usual}");
                for (int i = 0; i < length; i++)
                {
                    foreach (T bad in new[] { T.NaN, T.PositiveInfinity, T.NegativeInfinity })
                    {
                        values[i] = bad;
                        Assert.False(Finite.All<T>(values), $"{bad} at {i} of {length} entries {usual}");
                    }

                    values[i] = usual;
                }
            }
        }
    }
}

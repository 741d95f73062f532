using System;

namespace FixedPointKernels.Networks;

/// <summary>Products that a call has spent, and how many it may.</summary>
internal struct ProductMeter(int most)
{
    /// <summary>Products that four neurons of a next Q count for: 2.5 at N = 256, 3 at 128, 5.5 at 64, by the clock.</summary>
    internal const int Slice = 4;

    /// <summary>What a call may spend where nothing is said: ten times what it usually takes.</summary>
    internal const int Default = 40;

    /// <summary>The fewest that a call can do with: a step, its measurement, and a part of a next Q.</summary>
    internal const int Least = 8;

    /// <summary>Spent so far.</summary>
    internal int Spent;

    /// <summary>The most that may be spent now.</summary>
    internal int Most = most;

    /// <summary>So many neurons, in whole slices of that.</summary>
    internal static int InSlices(int neurons) => (neurons + Slice - 1) / Slice * Slice;

    /// <exception cref="ArgumentException">Fewer than <see cref="Least"/>.</exception>
    internal static void ThrowIfTooFew(int budget)
    {
        if (budget < Least)
            throw new ArgumentOutOfRangeException(nameof(budget), budget, $"{budget} products are too few: a call needs {Least}.");
    }

    /// <summary>Whether so many more may be spent.</summary>
    internal readonly bool Allows(int more) => Spent + more <= Most;
}

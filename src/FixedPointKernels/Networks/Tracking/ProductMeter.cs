namespace FixedPointKernels.Networks;

/// <summary>Products that a call has spent, and how many it may.</summary>
internal struct ProductMeter(int most)
{
    /// <summary>Products that four neurons of a next Q count for: 2.5 at N = 256, 3 at 128, 5.5 at 64, by the clock.</summary>
    internal const int Slice = 4;

    /// <summary>Spent so far.</summary>
    internal int Spent;

    /// <summary>The most that may be spent now.</summary>
    internal int Most = most;

    /// <summary>Whether so many more may be spent.</summary>
    internal readonly bool Allows(int more) => Spent + more <= Most;
}

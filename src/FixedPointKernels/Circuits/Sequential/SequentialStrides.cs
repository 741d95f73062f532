using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Circuits;

/// <summary>How the rows of a block lie: every array of n numbers is padded with zeros to whole lines of 64 bytes, so that no pass has a
/// ragged end at any width and no register crosses a line.</summary>
/// <remarks>
/// The padding is zero in weights, rates and starts, and so stays zero in every state and gradient. Rows that a product over many samples
/// walks down are an odd number of lines apart: a distance of a power of two would use a few sets of the first-level cache.
/// </remarks>
internal readonly struct SequentialStrides
{
    private SequentialStrides(int width, int inputs, int line)
    {
        Width = width;
        Inputs = inputs;
        Feed = (2 * width) + inputs;
        State = Odd(Feed, line);
        Gate = Odd(2 * width, line);
        Delta = Odd(3 * width, line);
        Drive = (inputs + line - 1) / line * line;
    }

    /// <summary>n in whole lines.</summary>
    internal int Width { get; }

    /// <summary>m.</summary>
    internal int Inputs { get; }

    /// <summary>Numbers of a row (y, a, x): what the gates are fed.</summary>
    internal int Feed { get; }

    /// <summary>From one row (y, a, x) to the next.</summary>
    internal int State { get; }

    /// <summary>From one row of deltas of the gates (b₀, b), or of sources ([y]₊, pool), to the next.</summary>
    internal int Gate { get; }

    /// <summary>From one row of the other deltas (a, recurrence, drive) to the next.</summary>
    internal int Delta { get; }

    /// <summary>From one row of the gradient of Wzx to the next.</summary>
    internal int Drive { get; }

    /// <summary>Two numbers for each unit: gates, gains, products, and the way back to (y, a).</summary>
    internal int Pair => 2 * Width;

    internal static SequentialStrides Of<T>(SequentialShape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int line = 64 / Footprint.ElementBytes<T>();
        return new((shape.Units + line - 1) / line * line, shape.Inputs, line);
    }

    private static int Odd(int count, int line) => ((((count + line - 1) / line) | 1) * line);
}

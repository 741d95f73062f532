using System;
using System.Numerics;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Layers;

/// <summary>Initial weights of recurrent networks whose magnitude is the matter: recurrent matrices of a gain, read-outs and feedback of a
/// scale.</summary>
/// <remarks>
/// <para>Everything is drawn in double and rounded once, so float and double networks start from the same numbers. A seed gives the same
/// weights everywhere, but for the last bits of <see cref="RecurrentStart.Orthogonal"/>, which depend on the register width. Two gains of
/// one seed are multiples of each other.</para>
/// <para>Sources: gain and disc: V. L. Girko, "Circular law", Theory of Probability and its Applications 29(4), 1985; rank at constant
/// norm: the published code of BioRNN_RichLazy; Dale's law in balance: K. Rajan, L. F. Abbott, "Eigenvalue spectra of random matrices for
/// neural networks", Physical Review Letters 97, 188104, 2006.</para>
/// </remarks>
public static class Starts
{
    // The share of excitatory neurons: the cortex's, and the field's custom.
    private const double ExcitatoryShare = 0.8;

    /// <summary>A recurrent matrix.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="start">Which kind.</param>
    /// <param name="units">N, at least 1; of <see cref="RecurrentStart.Dale"/> at least 2.</param>
    /// <param name="gain">g, finite and not negative; at 0 all weights are 0.</param>
    /// <param name="random">Where it comes from.</param>
    /// <param name="rank">r in 1..N of <see cref="RecurrentStart.ReducedRank"/>; the others take none.</param>
    /// <returns>N × N, a row per receiving neuron.</returns>
    /// <exception cref="ArgumentException">One is out of range; the message says how.</exception>
    public static T[] Recurrent<T>(RecurrentStart start, int units, double gain, SeededRandom random, int? rank = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(units);
        IfNotScale(gain, nameof(gain), "gain");
        int size = Misuse.Size(units, units, nameof(units));
        if (start == RecurrentStart.ReducedRank) IfNotRank(rank, units);
        else if (rank is not null) throw new ArgumentException($"A {start} start has no rank, but {rank} is given.", nameof(rank));
        return start switch
        {
            RecurrentStart.Gaussian => Scaled<T>(Draws.Gaussian<double>(random, size), gain / Math.Sqrt(units)),
            RecurrentStart.Orthogonal => Scaled<T>(Orthogonal.Draw<double>(random, units), gain),
            RecurrentStart.ReducedRank => Scaled<T>(
                RankTruncation.AtConstantNorm(Draws.Gaussian<double>(random, size), units, rank!.Value), gain / Math.Sqrt(units)),
            RecurrentStart.Dale => Scaled<T>(BalancedColumns.Draw(random, units, Excitatory(units)), gain),
            _ => throw new ArgumentOutOfRangeException(nameof(start), start, "Not a start."),
        };
    }

    /// <summary>How many neurons excite under <see cref="RecurrentStart.Dale"/>: the first ones, 80 % rounded, never none or
    /// all.</summary>
    /// <param name="units">N, at least 2.</param>
    public static int Excitatory(int units) => units >= 2
        ? Math.Clamp((int)Math.Round(ExcitatoryShare * units), 1, units - 1)
        : throw new ArgumentOutOfRangeException(
            nameof(units), $"Dale's law needs a neuron of each kind, so at least 2, but there are {units}.");

    /// <summary>Read-out weights, K × N, or feedback weights, N × K: independent numbers, so only their count and N matter.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="start">Which kind.</param>
    /// <param name="outputs">K, at least 1.</param>
    /// <param name="units">N, at least 1.</param>
    /// <param name="random">Where they come from.</param>
    /// <param name="scale">What 1/√N is multiplied by, finite and not negative: 1 by custom; √N for numbers that do not shrink with
    /// N.</param>
    /// <returns>K·N numbers.</returns>
    /// <exception cref="ArgumentException">One is out of range; the message says how.</exception>
    public static T[] Readout<T>(ReadoutStart start, int outputs, int units, SeededRandom random, double scale = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(units);
        IfNotScale(scale, nameof(scale), "scale");
        int size = Misuse.Size(outputs, units, nameof(outputs));
        double one = scale / Math.Sqrt(units);
        return start switch
        {
            ReadoutStart.Uniform => Draws.Uniform<T>(random, size, one),
            ReadoutStart.Gaussian => Scaled<T>(Draws.Gaussian<double>(random, size), one),
            _ => throw new ArgumentOutOfRangeException(nameof(start), start, "Not a start."),
        };
    }

    private static void IfNotScale(double value, string name, string what)
    {
        if (!double.IsFinite(value) || value < 0)
            throw new ArgumentOutOfRangeException(name, $"The {what} is {value}, but it must be finite and not negative.");
    }

    private static void IfNotRank(int? rank, int units)
    {
        if (rank is not int given || given < 1 || given > units)
            throw new ArgumentOutOfRangeException(
                nameof(rank), $"The rank is {(rank is null ? "not given" : rank)}, but it must be in 1..{units} for {units} neurons.");
    }

    private static T[] Scaled<T>(double[] values, double factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Array.ConvertAll(values, value => T.CreateTruncating(factor * value));
}

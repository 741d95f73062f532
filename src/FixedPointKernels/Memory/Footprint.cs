using System;
using System.Globalization;

namespace FixedPointKernels.Memory;

/// <summary>What a size would take of memory, and the refusal, before any is made, of one that cannot be had.</summary>
/// <param name="Bytes">All blocks together.</param>
/// <param name="Longest">Elements of the longest block.</param>
internal readonly record struct Footprint(double Bytes, double Longest)
{
    // Below this the collector is not asked what the machine has: that allocates, and no machine is too small.
    private const double Small = 256 << 20;

    // A block is an array with up to 64 bytes in front.
    private static readonly double MostElements = Array.MaxLength - 64;

    /// <summary>Throws unless a size can be had: no block longer than an array, all together no more than the
    /// machine (or the container) has.</summary>
    /// <param name="name">The caller's parameter.</param>
    /// <param name="count">Its value.</param>
    /// <param name="what">What the memory is for.</param>
    /// <param name="of">The footprint of a value; must not fall as the value grows.</param>
    /// <exception cref="ArgumentOutOfRangeException">It cannot: the message has the value, its bytes
    /// and the largest value that can.</exception>
    public static void ThrowIfTooLarge(string name, int count, string what, Func<int, Footprint> of)
    {
        ArgumentNullException.ThrowIfNull(of);
        Footprint needed = of(count);
        if (needed.Fits()) return;
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        int largest = Largest(count, available, of);
        string most = largest > 0
            ? $"the largest {name} that fits is {largest.ToString(CultureInfo.InvariantCulture)}"
            : "not even one fits";
        throw new ArgumentOutOfRangeException(name, count,
            $"{name} = {count.ToString(CultureInfo.InvariantCulture)} needs {Readable(needed.Bytes)} for {what}; here {most}.");
    }

    /// <summary>The same for more elements than one block may have: rows × columns rounded up to
    /// whole packed panels of 256 bytes.</summary>
    internal static double Packed<T>(double rows, double columns)
        where T : unmanaged
    {
        double panel = 256.0 / ElementBytes<T>();
        return rows * Math.Ceiling(columns / panel) * panel;
    }

    /// <summary>Bytes of an element.</summary>
    internal static unsafe int ElementBytes<T>()
        where T : unmanaged => sizeof(T);

    /// <summary>Whether it can be had.</summary>
    internal bool Fits() => Longest <= MostElements && (Bytes <= Small || Fits(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));

    private bool Fits(double available) => Longest <= MostElements && Bytes <= available;

    private static int Largest(int count, double available, Func<int, Footprint> of)
    {
        int fits = 0, tooMuch = count;
        while (tooMuch - fits > 1)
        {
            int middle = fits + ((tooMuch - fits) / 2);
            if (of(middle).Fits(available)) fits = middle;
            else tooMuch = middle;
        }

        return fits;
    }

    private static string Readable(double bytes)
    {
        string[] units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        int unit = 0;
        for (; bytes >= 1024 && unit < units.Length - 1; unit++) bytes /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#} {units[unit]}");
    }
}

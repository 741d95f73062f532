using System;
using System.Linq;

namespace FixedPointKernels.Learning.Reports.Drawing;

/// <summary>Colors for values: dark violet through blue, teal and green to yellow, even steps of value being even steps of color.</summary>
/// <remarks>
/// Five anchor colors of viridis (S. van der Walt, N. Smith, "A Better Default Colormap for Matplotlib", SciPy 2015), joined by straight
/// lines in Oklab (B. Ottosson, "A perceptual color space for image processing", 2020) and walked at constant speed, so the steps are even
/// by construction.
/// </remarks>
internal static class ColorMap
{
    private static readonly Lab[] Anchors = [.. new[] { 0x440154, 0x3b528b, 0x21918c, 0x5ec962, 0xfde725 }.Select(Lab.Of)];

    private static readonly double[] Traveled =
    [
        .. Anchors.Select((_, k) => Enumerable.Range(0, k).Sum(j => Anchors[j].Distance(Anchors[j + 1]))),
    ];

    /// <summary>The color, 0xRRGGBB, at a place; beyond 0 and 1 the end's.</summary>
    internal static int At(double place)
    {
        double way = Math.Clamp(place, 0, 1) * Traveled[^1];
        int k = Math.Clamp(Array.FindLastIndex(Traveled, start => start <= way), 0, Anchors.Length - 2);
        return Anchors[k].Toward(Anchors[k + 1], (way - Traveled[k]) / (Traveled[k + 1] - Traveled[k])).Rgb();
    }

    /// <summary>A color by lightness, green–red and blue–yellow.</summary>
    internal readonly record struct Lab(double L, double A, double B)
    {
        internal static Lab Of(int rgb)
        {
            double r = Linear((rgb >> 16) & 255), g = Linear((rgb >> 8) & 255), b = Linear(rgb & 255);
            double l = Math.Cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
            double m = Math.Cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
            double s = Math.Cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
            return new Lab(
                0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);
        }

        internal int Rgb()
        {
            double l = Cube(L + 0.3963377774 * A + 0.2158037573 * B);
            double m = Cube(L - 0.1055613458 * A - 0.0638541728 * B);
            double s = Cube(L - 0.0894841775 * A - 1.2914855480 * B);
            return (Byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) << 16)
                | (Byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) << 8)
                | Byte(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
        }

        internal double Distance(Lab other) =>
            Math.Sqrt((L - other.L) * (L - other.L) + (A - other.A) * (A - other.A) + (B - other.B) * (B - other.B));

        internal Lab Toward(Lab other, double share) =>
            new(L + share * (other.L - L), A + share * (other.A - A), B + share * (other.B - B));

        private static double Cube(double x) => x * x * x;

        // The sRGB curve (IEC 61966-2-1) and back.
        private static double Linear(int channel) =>
            channel / 255.0 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);

        private static int Byte(double light) =>
            (int)Math.Round(255 * Math.Clamp(light <= 0.0031308 ? 12.92 * light : 1.055 * Math.Pow(light, 1 / 2.4) - 0.055, 0, 1));
    }
}

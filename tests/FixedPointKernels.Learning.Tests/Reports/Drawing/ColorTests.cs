using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Learning.Reports.Drawing;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports.Drawing;

public sealed class ColorTests
{
    [Fact]
    public void Even_steps_of_value_are_even_steps_of_color_and_get_lighter()
    {
        ColorMap.Lab[] steps = [.. Enumerable.Range(0, 33).Select(k => ColorMap.Lab.Of(ColorMap.At(k / 32.0)))];
        double[] distances = [.. steps.Zip(steps.Skip(1), (one, next) => one.Distance(next))];
        // A step is about 0.029 in Oklab; rounding to 8 bits moves a color by at most 0.003, and a step over one of the three corners is
        // cut short a little.
        Assert.All(distances, distance => Assert.InRange(distance / distances.Average(), 0.85, 1.15));
        Assert.All(steps.Zip(steps.Skip(1)), pair => Assert.True(pair.Second.L > pair.First.L));
    }

    [Fact]
    public void The_ends_are_the_anchors_and_beyond_them_nothing_changes()
    {
        Assert.Equal((0x440154, 0xfde725), (ColorMap.At(0), ColorMap.At(1)));
        Assert.Equal((ColorMap.At(0), ColorMap.At(1)), (ColorMap.At(-3), ColorMap.At(double.PositiveInfinity)));
    }

    [Fact]
    public void A_missing_value_has_a_color_of_its_own()
    {
        ColorMap.Lab missing = ColorMap.Lab.Of(Number(Palette.Missing));
        // 0.1 is four steps of the test above: seen at a glance.
        Assert.All(Enumerable.Range(0, 256), k => Assert.True(missing.Distance(ColorMap.Lab.Of(ColorMap.At(k / 255.0))) > 0.1));
    }

    [Fact]
    public void Curves_stand_out_from_their_paper_by_3_to_1() // WCAG 2.1, 1.4.11: graphical objects
    {
        Assert.All(
            Palette.Light, color => Assert.True(Contrast(color, Palette.Paper) >= 3, $"{color}: {Contrast(color, Palette.Paper):F2}"));
        Assert.All(
            Palette.Dark,
            color => Assert.True(Contrast(color, Palette.DarkPaper) >= 3, $"{color}: {Contrast(color, Palette.DarkPaper):F2}"));
    }

    // Deuteranopia and protanopia, on linear light: F. Viénot, H. Brettel, J. Mollon, "Digital video colourmaps for checking the legibility
    // of displays by dichromats", 1999.
    [Theory]
    [InlineData(1, 0, 0, 0, 1, 0)]
    [InlineData(0.29275, 0.70725, 0, 0.29275, 0.70725, 0)]
    [InlineData(0.11238, 0.88762, 0, 0.11238, 0.88762, 0)]
    public void Colors_differ_to_every_eye(double rr, double rg, double rb, double gr, double gg, double gb)
    {
        foreach (string[] palette in new[] { Palette.Light, Palette.Dark })
        {
            ColorMap.Lab[] seen = [.. palette.Select(color => See(Number(color), rr, rg, rb, gr, gg, gb))];
            IEnumerable<(
                int One,
                int Other)> pairs = from one in Enumerable.Range(0, seen.Length) from other in Enumerable.Range(0, one) select (one, other);
            // 0.09: over four times what is just told apart side by side (0.02 in Oklab).
            Assert.All(
                pairs, p =>
                    Assert.True(
                        seen[p.One].Distance(seen[p.Other]) > 0.09,
                        $"{palette[p.One]} {palette[p.Other]}: {seen[p.One].Distance(seen[p.Other]):F3}"));
        }
    }

    private static ColorMap.Lab See(int rgb, double rr, double rg, double rb, double gr, double gg, double gb)
    {
        double r = Light(rgb >> 16), g = Light(rgb >> 8), b = Light(rgb);
        return ColorMap.Lab.Of((Channel(rr * r + rg * g + rb * b) << 16) | (Channel(gr * r + gg * g + gb * b) << 8) | (rgb & 255));
    }

    private static double Contrast(string one, string other)
    {
        double a = Luminance(one), b = Luminance(other);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string color) =>
        0.2126 * Light(Number(color) >> 16) + 0.7152 * Light(Number(color) >> 8) + 0.0722 * Light(Number(color));

    private static double Light(int channel) =>
        (channel & 255) / 255.0 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);

    private static int Channel(double light) =>
        (int)Math.Round(255 * Math.Clamp(light <= 0.0031308 ? 12.92 * light : 1.055 * Math.Pow(light, 1 / 2.4) - 0.055, 0, 1));

    private static int Number(string color) => Convert.ToInt32(color[1..], 16);
}

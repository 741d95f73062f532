using System;
using System.Globalization;
using System.Linq;

namespace FixedPointKernels.Learning.Reports.Drawing;

/// <summary>What stands at the marks of an axis: the same number of decimals and the same power of ten at all of them.</summary>
internal static class TickLabels
{
    /// <summary>From this power of ten on, and below 10⁻³, a label is a small number times a power.</summary>
    private const int ManyDigits = 5, FewDigits = -3;

    internal static string[] Of(double[] ticks, bool logarithmic) => logarithmic && Wide(ticks)
        ? [.. ticks.Select(tick => Decade(tick, plain: Exponent(ticks[0]) >= FewDigits && Exponent(ticks[^1]) < ManyDigits))]
        : Even(ticks);

    // Powers of ten, with 2 and 5 times them; even steps have others among them.
    private static bool Wide(double[] ticks) => ticks.Length > 1 && ticks[^1] / ticks[0] >= 4
        && ticks.All(tick => Math.Round(tick / Math.Pow(10, Exponent(tick)), 6) is 1 or 2 or 5);

    private static string Decade(double tick, bool plain)
    {
        int exponent = Exponent(tick);
        double factor = Math.Round(tick / Math.Pow(10, exponent));
        if (plain) return tick.ToString("0.######", CultureInfo.InvariantCulture);
        string power = $"10{Raised(exponent)}";
        return factor == 1 ? power : string.Create(CultureInfo.InvariantCulture, $"{factor}×{power}");
    }

    private static string[] Even(double[] ticks)
    {
        double largest = ticks.Length == 0 ? 0 : ticks.Max(Math.Abs);
        if (largest == 0) return [.. ticks.Select(_ => "0")];
        double step = ticks.Length < 2 ? largest : ticks[1] / 2 - ticks[0] / 2;
        int last = Exponent(step * (ticks.Length < 2 ? 1 : 2)), top = Exponent(largest);
        int power = top >= ManyDigits || top < FewDigits ? top : 0;
        string format = $"F{Math.Clamp(power - last, 0, 15)}", suffix = power == 0 ? "" : $"×10{Raised(power)}";
        return
        [
            .. ticks.Select(tick => tick == 0 ? "0" : Signed(Shifted(tick, power).ToString(format, CultureInfo.InvariantCulture)) + suffix),
        ];
    }

    // floor(log₁₀), with a rounded logarithm of an exact power put right.
    private static int Exponent(double value) => (int)Math.Floor(Math.Log10(Math.Abs(value)) + 1e-9);

    private static double Shifted(double value, int power) =>
        power < -300 ? value * 1e300 * Math.Pow(10, -300 - power) : value / Math.Pow(10, power);

    private static string Signed(string number) => number.Replace('-', '−');

    private static string Raised(int exponent) =>
        string.Concat(exponent.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
}

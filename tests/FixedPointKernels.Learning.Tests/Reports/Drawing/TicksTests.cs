using System;
using System.Globalization;
using System.Linq;
using FixedPointKernels.Learning.Reports.Drawing;
using FixedPointKernels.Learning.Reports.Parts;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports.Drawing;

public sealed class TicksTests
{
    // Ranges of every size about every place that Scale lets through: none narrower than 1e-12 of its ends.
    private static (double From, double To)[] Ranges(int seed, int count)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            double size = Math.Pow(10, random.NextDouble() * 560 - 270), middle = (random.NextDouble() - 0.5) * 2 * size;
            double half = size * Math.Pow(10, -11 * random.NextDouble() * random.NextDouble());
            return (middle - half, middle + half);
        })];
    }

    [Fact]
    public void Marks_are_multiples_of_1_2_or_5_inside_the_range_two_to_one_more_than_asked()
    {
        foreach ((double from, double to) in Ranges(seed: 1, count: 3_000))
        {
            foreach (int most in (ReadOnlySpan<int>)[5, 8, 12])
            {
                double[] ticks = Ticks.Linear(from, to, most);
                Assert.InRange(ticks.Length, 2, most + 1);
                Assert.All(ticks, tick => Assert.InRange(tick, from, to));
                double step = (ticks[^1] - ticks[0]) / (ticks.Length - 1);
                // Two marks differ by their step to their own rounding, 2 ulp of the larger one, so to 4e-16 · 1e12 of the step at the
                // narrowest range.
                Assert.All(ticks.Zip(ticks.Skip(1)), pair => Assert.InRange((pair.Second - pair.First) / step, 0.999, 1.001));
                string digits = step.ToString("E2", CultureInfo.InvariantCulture)[..4];
                Assert.Contains(digits, (string[])["1.00", "2.00", "5.00"]);
            }
        }
    }

    [Fact]
    public void Labels_read_back_as_their_marks_and_no_two_are_equal()
    {
        foreach ((double from, double to) in Ranges(seed: 2, count: 2_000))
        {
            double[] ticks = Ticks.Linear(from, to, 8);
            string[] labels = TickLabels.Of(ticks, logarithmic: false);
            Assert.Equal(labels.Length, labels.Distinct().Count());
            double step = (ticks[^1] - ticks[0]) / (ticks.Length - 1);
            // A label keeps the step's own digit, so it is off by less than rounding: a hundredth of a step is generous and half of one
            // would be a wrong label.
            Assert.All(
                labels.Zip(ticks),
                pair => Assert.True(Math.Abs(Parse(pair.First) - pair.Second) <= 0.01 * step, $"{pair.First} at {pair.Second:R}"));
        }
    }

    [Theory]
    [InlineData(0, 1, 5, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-90, 90, 4, "−50 0 50")]
    [InlineData(0, 1500, 8, "0 200 400 600 800 1000 1200 1400")]
    [InlineData(0, 3e6, 6, "0 0.5×10⁶ 1.0×10⁶ 1.5×10⁶ 2.0×10⁶ 2.5×10⁶ 3.0×10⁶")]
    [InlineData(-2e-5, 2e-5, 4, "−2×10⁻⁵ −1×10⁻⁵ 0 1×10⁻⁵ 2×10⁻⁵")]
    public void Labels_look_as_people_write_them(double from, double to, int most, string labels) =>
        Assert.Equal(labels.Split(' '), TickLabels.Of(Ticks.Linear(from, to, most), logarithmic: false));

    [Theory]
    [InlineData(1e-3, 100, "0.001 0.01 0.1 1 10 100")]
    [InlineData(1e-6, 1, "10⁻⁶ 10⁻⁵ 10⁻⁴ 10⁻³ 10⁻² 10⁻¹ 10⁰")]
    [InlineData(1e-20, 10, "10⁻²⁰ 10⁻¹⁵ 10⁻¹⁰ 10⁻⁵ 10⁰")]
    [InlineData(0.9, 30, "1 10")]
    [InlineData(0.15, 0.9, "0.2 0.4 0.6 0.8")]
    [InlineData(1, 5.5, "1 2 5")]
    [InlineData(2.0, 2.5, "2.0 2.1 2.2 2.3 2.4 2.5")]
    public void Logarithmic_axes_show_decades_then_1_2_5_then_even_steps(double from, double to, string labels) =>
        Assert.Equal(
            labels.Split(' '), TickLabels.Of(Ticks.Logarithmic(Math.Log10(from) - 1e-12, Math.Log10(to) + 1e-12, 7), logarithmic: true));

    [Fact]
    public void Logarithmic_marks_are_ascending_inside_the_range_and_not_too_many()
    {
        Random random = new(3);
        for (int k = 0; k < 5_000; k++)
        {
            double low = random.NextDouble() * 600 - 300, high = low + Math.Pow(10, random.NextDouble() * 11 - 8.5);
            if (high > 308) continue;
            double[] ticks = Ticks.Logarithmic(low, high, 8);
            Assert.InRange(ticks.Length, 1, 9);
            Assert.All(ticks, tick => Assert.InRange(Math.Log10(tick), low - 1e-12, high + 1e-12));
            Assert.All(ticks.Zip(ticks.Skip(1)), pair => Assert.True(pair.First < pair.Second));
            Assert.Equal(ticks.Length, TickLabels.Of(ticks, logarithmic: true).Distinct().Count());
            Assert.All(Ticks.Between(low, high), tick => Assert.InRange(Math.Log10(tick), low - 1e-12, high + 1e-12));
        }
    }

    [Fact]
    public void Every_scale_is_ascending_finite_and_shows_its_data()
    {
        foreach (double[] values in SampleParts.OddValues)
        {
            foreach (
                Axis axis in new[]
                {
                    SampleParts.Plain, SampleParts.Loss, SampleParts.Plain with { From = -2 }, SampleParts.Plain with { To = 9 },
                    SampleParts.Loss with { From = 1, To = 2 },
                })
            {
                Scale scale = Scale.Over(axis, [values], room: 0.04);
                Assert.True(
                    double.IsFinite(scale.Low) && double.IsFinite(scale.High) && scale.Low < scale.High,
                    $"{scale} of {string.Join(' ', values)}");
                Assert.NotEmpty(scale.Ticks(8));
                Assert.All(scale.Ticks(8), tick => Assert.InRange(scale.Place(tick), -1e-9, 1 + 1e-9));
                if (!double.IsNaN(axis.From) || !double.IsNaN(axis.To)) continue;
                Assert.All(
                    values.Where(value => double.IsFinite(value) && (!scale.Logarithmic || value >= 1e-300)),
                    value => Assert.InRange(scale.Place(value), 0, 1));
            }
        }
    }

    private static double Parse(string label)
    {
        string[] parts = label.Replace('−', '-').Split("×10");
        double factor = double.Parse(parts[0], CultureInfo.InvariantCulture);
        string power = parts.Length == 1
            ? "0"
            : string.Concat(parts[1].Select(c => c == '⁻' ? '-' : (char)('0' + "⁰¹²³⁴⁵⁶⁷⁸⁹".IndexOf(c, StringComparison.Ordinal))));
        return double.Parse($"{factor.ToString("R", CultureInfo.InvariantCulture)}", CultureInfo.InvariantCulture) is var f && f == 0 ? 0
            : double.Parse($"{parts[0]}e{power}", CultureInfo.InvariantCulture);
    }
}

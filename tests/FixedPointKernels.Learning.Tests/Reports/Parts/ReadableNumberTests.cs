using System;
using System.Globalization;
using FixedPointKernels.Learning.Reports.Parts;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports.Parts;

public sealed class ReadableNumberTests
{
    [Theory]
    [InlineData(0.711, "F2", "0.71")]
    [InlineData(-1234567.891, "F2", "-1234567.89")]
    [InlineData(1e200, "F2", "1E+200")]
    [InlineData(-3.16812e198, "F3", "-3.168E+198")]
    [InlineData(double.MaxValue, "F1", "1.798E+308")]
    [InlineData(5e-324, "F2", "0.00")]
    [InlineData(14380000000, "F0", "14380000000")]
    [InlineData(1e200, "F0", "1E+200")]
    [InlineData(double.NaN, "F2", "NaN")]
    [InlineData(double.NegativeInfinity, "F2", "-Infinity")]
    public void It_is_as_asked_for_while_that_is_short(double value, string format, string expected) =>
        Assert.Equal(expected, ReadableNumber.Of(value, format));

    [Fact]
    public void No_number_is_longer_than_sixteen_characters()
    {
        Random random = new(1);
        for (int i = 0; i < 10_000; i++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            foreach (string format in (string[])["F0", "F1", "F2", "F3", "G3", "G4"])
            {
                string text = ReadableNumber.Of(value, format);
                Assert.True(text.Length <= 16, $"{value:R} as {format} is {text}");
                Assert.True(double.TryParse(text, CultureInfo.InvariantCulture, out _));
            }
        }
    }
}

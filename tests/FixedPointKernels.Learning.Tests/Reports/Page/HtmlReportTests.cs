using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FixedPointKernels.Learning.Reports.Page;
using FixedPointKernels.Learning.Reports.Parts;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Reports.Page;

public sealed partial class HtmlReportTests
{
    private static readonly Report Sample = new(SampleParts.Hostile, SampleParts.Hostile, [.. SampleParts.All]);

    [Fact]
    public void The_page_loads_nothing_and_forbids_itself_to()
    {
        string page = Page(Sample);
        Assert.Contains(
            "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\"", page,
            StringComparison.Ordinal);
        Assert.All(Resource().Matches(page), match => Assert.Matches(@"\A(data:|#part-\d+\z)", match.Groups[1].Value));
        Assert.DoesNotMatch(@"@import|\burl\(|\bfetch\(|XMLHttpRequest|\bimport\(|WebSocket|sendBeacon|srcset=", page);
    }

    [Fact]
    public void A_name_cannot_leave_its_place()
    {
        string page = Page(Sample);
        Assert.Equal(3, Regex.Count(page, "<script"));
        Assert.Equal(3, Regex.Count(page, "</script"));
        Assert.DoesNotContain("<!--", page, StringComparison.Ordinal);
        // The heading is the text again, read as XML.
        string heading = XElement.Parse(Regex.Match(page, "<h1>.*?</h1>", RegexOptions.Singleline).Value).Value;
        Assert.Equal(SampleParts.Hostile.Replace('\u0001', '\uFFFD').Replace('\uD800', '\uFFFD'), heading);
    }

    [Fact]
    public void The_data_are_JSON_with_null_for_what_has_no_place()
    {
        using JsonDocument data = Data(new Report("", "", [SampleParts.Curves(
            SampleParts.Step, SampleParts.Loss, new Curve(
                SampleParts.Hostile, [0, 1, 2, 3, 4], [double.NaN, double.PositiveInfinity, -1, 1.5, 1e-300],
                11), new Curve("b", [0, 1, 2, 3, 4], [1, 2, 3, 4, 5], 1, true))]));
        JsonElement curves = data.RootElement[0].GetProperty("curves");
        Assert.Equal(SampleParts.Hostile.Replace('\uD800', '\uFFFD'), curves[0].GetProperty("name").GetString());
        Assert.Equal("[null,null,null,1.5,1E-300]", curves[0].GetProperty("y").GetRawText());
        Assert.Equal(3, curves[0].GetProperty("color").GetInt32());
        Assert.Equal(0, curves[1].GetProperty("as").GetInt32());
        Assert.True(curves[1].GetProperty("published").GetBoolean());
        Assert.False(curves[1].TryGetProperty("x", out _));
    }

    [Fact]
    public void Every_part_s_data_parse_and_keep_seven_digits()
    {
        using JsonDocument data = Data(Sample);
        Assert.Equal(
            Sample.Parts.Select(part => part.Name), data.RootElement.EnumerateArray().Select(part => part.GetProperty("name").GetString()));
        double[] values = [Math.PI * 1e-7, 123456.789, 5e300, -2.0 / 3];
        using JsonDocument one = Data(
            new Report("", "", [SampleParts.Curves(SampleParts.Step, SampleParts.Plain, new Curve("a", [0, 1, 2, 3], values, 0))]));
        Assert.All(
            one.RootElement[0].GetProperty("curves")[0].GetProperty("y").EnumerateArray().Zip(values),
            pair => Assert.Equal(1, pair.First.GetDouble() / pair.Second, 5e-7));
    }

    [Fact]
    public void A_comma_for_a_decimal_point_on_this_machine_changes_no_character()
    {
        string page = Page(Sample);
        CultureInfo before = CultureInfo.CurrentCulture, comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NegativeSign) = (",", "~");
        CultureInfo.CurrentCulture = comma;
        try
        {
            Assert.Equal(page, Page(Sample));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_licence_of_the_chart_library_goes_with_the_page()
    {
        string page = Page(new Report("t", "l", []));
        Assert.Contains("Permission is hereby granted", page, StringComparison.Ordinal);
        Assert.Contains("Copyright (c) 2022 Leon Sorokin", page, StringComparison.Ordinal);
        Assert.Contains("(v1.6.32)", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "0.1", "1e-3", "", "NaN", "–")]
    [InlineData(true, "88.9 ± 0.2 %", "1,201.6 s", "−3", "< 5", "12 ms")]
    [InlineData(false, "0.1", "exact")]
    [InlineData(false, "5 of 359")]
    [InlineData(false, "", "NaN")]
    [InlineData(false, "1.2.3")]
    public void Columns_of_numbers_are_told_from_words(bool numeric, params string[] cells) =>
        Assert.Equal(numeric, HtmlTable.IsNumeric(cells));

    private static string Page(Report report)
    {
        using StringWriter text = new();
        HtmlReport.Write(report, text);
        return text.ToString();
    }

    private static JsonDocument Data(Report report) =>
        JsonDocument.Parse(
            Regex.Match(
                Page(report), "<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value);

    [GeneratedRegex("(?:src|href|action|poster|data)=[\"']([^\"']*)")]
    private static partial Regex Resource();
}

using System;
using System.Globalization;
using System.IO;
using System.Linq;
using FixedPointKernels.Learning.Reports.Drawing;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Reports.Page;

/// <summary>A report as one page that needs nothing else: styles, scripts, data and pictures stand in it, and its policy forbids it to load
/// anything.</summary>
/// <remarks>
/// Every figure is there as a drawing (<see cref="SvgFigure"/>), which is what is printed and what a reader without scripts sees. On a
/// screen uPlot takes the place of curves, and heat maps and scatters gain a readout under the pointer and legends that hide their sets.
/// Light or dark as the reader's system is.
/// </remarks>
internal static class HtmlReport
{
    // The page loads nothing, from nowhere.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

    /// <summary>Writes the page.</summary>
    /// <exception cref="ArgumentException">The report is not what it says: two parts of one name, lengths that differ, a curve that goes
    /// back.</exception>
    internal static void Write(Report report, TextWriter output)
    {
        ReportCheck.Check(report);
        ArgumentNullException.ThrowIfNull(output);
        Write(report, output, filesBeside: false);
    }

    /// <summary>The same with links to each part's files in the page's own folder.</summary>
    internal static void Write(Report report, TextWriter output, bool filesBeside)
    {
        output.Write($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <link rel="icon" href="data:,">
            <title>{MarkupText.Escape(report.Title)}</title>
            <style>{Asset("uPlot.min.css")}</style>
            <style>
            {Colors()}
            {Asset("report.css")}</style>
            </head>
            <body>
            <header>
            <h1>{MarkupText.Escape(report.Title)}</h1>
            <p class="lead">{MarkupText.Escape(report.Lead)}</p>
            </header>

            """);
        WriteContents(report, output);
        output.Write("<main>\n");
        foreach (ReportPart part in report.Parts) WritePart(part, output, filesBeside);
        output.Write($"""
            </main>
            <footer>
            <p>Written by FixedPointKernels. The curves are drawn by uPlot 1.6.32, © 2022 Leon Sorokin, under the MIT licence:</p>
            <details><summary>Licence of uPlot</summary><pre>{MarkupText.Escape(Asset("uPlot.LICENSE.txt"))}</pre></details>
            </footer>
            <script type="application/json" id="data">
            """);
        PageData.Write(report, output);
        output.Write($"""
            </script>
            <script>{Asset("uPlot.iife.min.js")}</script>
            <script>
            {Asset("marks.js")}
            {Asset("report.js")}</script>
            </body>
            </html>

            """);
    }

    private static void WriteContents(Report report, TextWriter output)
    {
        if (report.Parts.Count < 3) return;
        output.Write("<nav aria-label=\"Contents\"><ul>\n");
        foreach (ReportPart part in report.Parts) output.Write($"<li><a href=\"#{part.Name}\">{MarkupText.Escape(part.Title)}</a></li>\n");
        output.Write("</ul></nav>\n");
    }

    private static void WritePart(ReportPart part, TextWriter output, bool filesBeside)
    {
        output.Write($"<section id=\"{part.Name}\">\n<h2>{MarkupText.Escape(part.Title)}</h2>\n<figure>\n");
        if (part is TablePart table) HtmlTable.Write(table, output);
        else
        {
            output.Write("<div class=\"still\">");
            SvgFigure.Write(part, output, title: false);
            output.Write("</div>\n");
        }

        output.Write($"<figcaption>{MarkupText.Escape(Captions.Of(part))}");
        if (filesBeside)
        {
            output.Write($" <span class=\"files\"><a href=\"{part.Name}.csv\">CSV</a>");
            if (part is not TablePart) output.Write($" <a href=\"{part.Name}.svg\">SVG</a>");
            output.Write("</span>");
        }

        output.Write("</figcaption>\n</figure>\n</section>\n");
    }

    private static string Colors()
    {
        static string Rule(string paper, string[] palette) =>
            string.Concat(
                palette.Select((color, k) => string.Create(CultureInfo.InvariantCulture, $"--c{k}:{color};")).Prepend($"--paper:{paper};"));
        string classes = string.Join(
            "\n", Palette.Light.Select((_, k) => $".c{k}{{stroke:var(--c{k})}}.band.c{k}{{fill:var(--c{k});stroke:none}}"));
        return $":root{{{Rule(Palette.Paper, Palette.Light)}}}\n@media screen and "
            + $"(prefers-color-scheme:dark){{:root{{{Rule(Palette.DarkPaper, Palette.Dark)}}}}}\n{classes}";
    }

    private static string Asset(string name)
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream($"FixedPointKernels.Learning.Reports.Page.{name}")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}

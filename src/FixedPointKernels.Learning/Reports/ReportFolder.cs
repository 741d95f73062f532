using System;
using System.IO;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Drawing;
using FixedPointKernels.Learning.Reports.Page;
using FixedPointKernels.Learning.Reports.Parts;

namespace FixedPointKernels.Learning.Reports;

/// <summary>A report as files: report.html, and beside it for each part its numbers, NAME.csv, and its figure, NAME.svg (a table has
/// none).</summary>
/// <remarks>Figures of curves whose axes have the same labels and scales get the same axes.</remarks>
public static class ReportFolder
{
    /// <summary>The page's name.</summary>
    public const string Page = "report.html";

    /// <summary>Writes all files, each whole or not at all; the page comes last, so one that is there has its files beside it.</summary>
    /// <param name="report">What to show.</param>
    /// <param name="folder">Where to; it must exist. Files of these names are replaced, others stay.</param>
    /// <exception cref="ArgumentException">The report is not what it says: two parts of one name, lengths that differ, a curve that goes
    /// back.</exception>
    /// <exception cref="DataFileException">A file cannot be written.</exception>
    public static void Write(Report report, string folder)
    {
        ReportCheck.Check(report);
        ArgumentNullException.ThrowIfNull(folder);
        report = SharedAxes.Of(report);
        foreach (ReportPart part in report.Parts)
        {
            AtomicFile.WriteText(Path.Combine(folder, part.Name + ".csv"), text => CsvTables.Write(part, text));
            if (part is not TablePart) AtomicFile.WriteText(Path.Combine(folder, part.Name + ".svg"), text => SvgFigure.Write(part, text));
        }

        AtomicFile.WriteText(Path.Combine(folder, Page), text => HtmlReport.Write(report, text, filesBeside: true));
    }
}

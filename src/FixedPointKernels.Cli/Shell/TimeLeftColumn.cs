using System;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace FixedPointKernels.Cli.Shell;

/// <summary>The time left beside a bar, as <see cref="TimeLeft"/> has it; dashes while nothing can be said, nothing where the bar has
/// ended.</summary>
/// <param name="left">Of the work.</param>
internal sealed class TimeLeftColumn(TimeLeft left) : ProgressColumn
{
    protected override bool NoWrap => true;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
    {
        if (task.IsFinished) return new Text("");
        return new Text(
            left.Latest is { TotalHours: < 1000 } time
                ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time:mm\\:ss}")
                : "--:--:--", new Style(Color.Blue));
    }

    public override int? GetColumnWidth(RenderOptions options) => 9;
}

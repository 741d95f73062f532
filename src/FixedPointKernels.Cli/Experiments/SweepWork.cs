using System.Collections.Generic;
using System.IO;
using FixedPointKernels.Cli.Resuming;
using FixedPointKernels.Learning.Reports;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>What sweeps that survive their process have in common beside their files.</summary>
internal static class SweepWork
{
    /// <summary>What a sweep's files and messages are called.</summary>
    /// <param name="experiment">Its name on the command line.</param>
    /// <param name="result">A file that only its finished folder has.</param>
    internal static ResumableWork Of(string experiment, string result) => new(
        $"fpk experiment {experiment}", "sweep", "sweep.fpk", folder => File.Exists(Path.Combine(folder, result)), "the finished runs stay", static finished => $"its page is {Path.Combine(finished, ReportFolder.Page)}")
    {
        PartsFolder = "runs",
    };

    /// <summary>A line of the settings where runs were there already.</summary>
    internal static IEnumerable<(string Name, string Value)> Continued(int finished, int runs) =>
        finished > 0 ? [("continued", $"{finished} of {runs} runs were there, which the wall time does not hold")] : [];
}

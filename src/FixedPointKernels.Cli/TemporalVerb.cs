using FixedPointKernels.Cli.Experiments;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Cli.Temporal;
using FixedPointKernels.Studies;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Cli;

/// <summary>fpk temporal: networks that learn through time.</summary>
internal static class TemporalVerb
{
    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "temporal",
            "Networks that learn through time: backpropagation and local rules (e-prop, RFLO, SnAp-1, MDGL, ModProp).",
            "The studies leave a report: report.html, figures (SVG) and numbers (CSV); Ctrl-C leaves one of what was computed until then.\n"
            + "Exit codes: 0 done, 2 bad input, 3 every run of a training diverged, 130 interrupted.",
            StudyCommands.Temporal + " train --task dms --rule eprop --out dms",
            StudyCommands.Temporal + " gradient --weights-dir W --input X.npy --target Y.npy --rule eprop --out gradients",
            StudyCommands.Temporal + " lyapunov --weights W.npy --form P --alpha 1 --steps 2000 --warm-up 100 --out L.csv");
        verb.Add(GradientVerb.Create(here));
        verb.Add(LyapunovVerb.Create(here));
        foreach (Study study in StudyTable.Of(StudyCommands.Temporal)) verb.Add(StudyVerb.Create(here, study));
        return verb;
    }
}

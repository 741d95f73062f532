using FixedPointKernels.Cli.Experiments;
using FixedPointKernels.Cli.Organics;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Studies;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Cli;

/// <summary>fpk organics: divisive normalization circuits, their fixed points and the studies of them.</summary>
internal static class OrganicsVerb
{
    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "organics",
            "Divisive normalization circuits (ORGaNICs; Rawat, Heeger, Martiniani 2024): fixed points, stability, and the paper's figures.",
            "The studies leave a report: report.html, figures (SVG) and numbers (CSV); Ctrl-C leaves one of what was computed "
                + "until then. solve and stability take a circuit of your own.\n"
            + "Exit codes: 0 done, 2 bad input, 3 some samples have no fixed point that was found or every run of a\n"
                + "training diverged, 130 interrupted.",
            StudyCommands.Organics + " solve --circuit C.json --drive Z.npy --out P.npy --status S.csv",
            StudyCommands.Organics + " response --out response",
            StudyCommands.Organics + " conjecture --out conjecture");
        verb.Add(CircuitSolveVerb.Create(here));
        verb.Add(CircuitStabilityVerb.Create(here));
        foreach (Study study in StudyTable.Of(StudyCommands.Organics)) verb.Add(StudyVerb.Create(here, study));
        return verb;
    }
}

using FixedPointKernels.Cli.Experiments;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Studies;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Cli;

/// <summary>fpk experiment: a figure of the paper per verb, as a page and as numbers.</summary>
internal static class ExperimentVerb
{
    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "experiment",
            "The experiments of Zhu and Rosenbaum (2024), each as a report: report.html, figures (SVG) and numbers (CSV).",
            "The defaults are the paper's. Ctrl-C leaves a report of what was computed until then;\n"
            + "mnist, which takes long, also keeps its finished runs and goes on with --resume.\n"
            + "Exit codes: 0 done, 2 bad input, 130 interrupted.",
            StudyCommands.Experiment + " one-neuron --out one-neuron",
            StudyCommands.Experiment + " linear --inputs linear-nd --out linear",
            StudyCommands.Experiment + " mnist --data data/mnist --out mnist",
            StudyCommands.Experiment + " breakdown --data data/mnist --out breakdown");
        foreach (Study study in StudyTable.Of(StudyCommands.Experiment)) verb.Add(StudyVerb.Create(here, study));
        return verb;
    }
}

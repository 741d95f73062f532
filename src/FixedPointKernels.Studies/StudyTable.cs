using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Studies.Entries;
using FixedPointKernels.Studies.Organics.Basin;
using FixedPointKernels.Studies.Organics.Conjecture;
using FixedPointKernels.Studies.Organics.Iteration;
using FixedPointKernels.Studies.Organics.Phase;
using FixedPointKernels.Studies.Organics.Response;
using FixedPointKernels.Studies.Organics.Sequential;
using FixedPointKernels.Studies.Organics.Static;
using FixedPointKernels.Studies.Temporal.Flossing;
using FixedPointKernels.Studies.Temporal.Gains;
using FixedPointKernels.Studies.Temporal.Spectra;
using FixedPointKernels.Studies.Temporal.Training;
using FixedPointKernels.Studies.Temporal.Xor;
using FixedPointKernels.Studies.ZhuRosenbaum.Angles;
using FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;
using FixedPointKernels.Studies.ZhuRosenbaum.Landscape;
using FixedPointKernels.Studies.ZhuRosenbaum.Linear;
using FixedPointKernels.Studies.ZhuRosenbaum.Mnist;
using FixedPointKernels.Studies.ZhuRosenbaum.OneNeuron;

namespace FixedPointKernels.Studies;

/// <summary>All studies. A new one: its computation, its entry with its report, one line here.</summary>
public static class StudyTable
{
    /// <summary>In the order of help.</summary>
    public static IReadOnlyList<Study> All { get; } =
    [
        OneNeuronStudy.Entry,
        LandscapeStudy.Entry,
        LinearStudy.Entry,
        AngleStudy.Entry,
        MnistStudy.Entry,
        BreakdownStudy.Entry,
        IterationStudy.Entry,
        ConjectureStudy.Entry,
        ResponseStudy.Entry,
        PhaseStudy.Entry,
        BasinStudy.Entry,
        StaticStudy.Entry,
        SequentialStudy.Entry,
        TemporalStudy.Entry,
        SpectrumStudy.Entry,
        GainStudy.Entry,
        FlossingStudy.Entry,
        XorStudy.Entry,
    ];

    /// <summary>Those of a command.</summary>
    public static IEnumerable<Study> Of(string parent) => All.Where(study => study.Parent == parent);
}

using System.Collections.Generic;
using System.Globalization;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Models;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>When a run is flossed, and how: epochs before its first update, and again between updates.</summary>
/// <param name="Variant">As <see cref="Variants"/> call it.</param>
/// <param name="Exponents">k.</param>
/// <param name="Before">Epochs before the first update.</param>
internal sealed record FlossingPlan(string Variant, int Exponents, int Before)
{
    /// <summary>Epochs of each time between updates; 0 for none.</summary>
    public int During { get; init; }

    /// <summary>Updates from one such time to the next.</summary>
    public int Every { get; init; } = 100;

    /// <summary>How often at most.</summary>
    public int Times { get; init; } = 2;

    /// <summary>ρ: the loss of every update is the task's plus so many times that of flossing; 0 for the task's alone.</summary>
    public double Weight { get; init; }

    /// <summary>Steps of a trajectory: so many of a trial's first.</summary>
    public required int Steps { get; init; }

    /// <summary>Steps before the first that counts.</summary>
    public required int WarmUp { get; init; }

    /// <summary>η of Adam.</summary>
    public required double Rate { get; init; }

    /// <summary>What is changed, between commas.</summary>
    public string Parts { get; init; } = "W";

    /// <summary>The gradient and its truncations, by the names of the published table.</summary>
    internal static IReadOnlyList<string> Variants { get; } = ["exact", "eprop-chain", "state-detached", "local", "local-eprop"];

    /// <summary>In names of runs: exact-16.</summary>
    internal string Name => string.Create(CultureInfo.InvariantCulture, $"{Variant}-{Exponents}{(During > 0 ? "-during" : "")}"
        + $"{(Weight > 0 ? "-combined" : "")}");

    /// <summary>What of the gradient is taken.</summary>
    internal static FlossingPath Path(string variant) => variant switch
    {
        "eprop-chain" => FlossingPath.ChainAlongLeak,
        "state-detached" => FlossingPath.Chain,
        "local" => FlossingPath.Local,
        "local-eprop" => FlossingPath.LocalAlongLeak,
        _ => FlossingPath.Exact,
    };

    /// <summary>The settings of its steps.</summary>
    internal FlossingSettings Settings => new()
    {
        Exponents = Exponents, Schedule = new(Steps, 1, WarmUp), Path = Path(Variant), Rate = Rate, Parts = new(Parts.Split(',')),
    };

    /// <summary>Epochs behind an update, counted from 1.</summary>
    internal int After(int update) => During > 0 && update % Every == 0 && update / Every <= Times ? During : 0;
}

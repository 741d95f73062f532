using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Circuits;

namespace FixedPointKernels.Studies.Organics.Basin;

/// <summary>A circuit of one unit that the paper draws: w = 1, b = 0.5, z = 1, τ_a = 2.</summary>
/// <param name="Name">On the command line, and in the names of files.</param>
/// <param name="Kind">Main, or rectified: with one unit and w_r &gt; 0 both rectified kinds are the same.</param>
/// <param name="Recurrence">w_r.</param>
/// <param name="PoolGain">b₀.</param>
/// <param name="Semisaturation">σ.</param>
/// <param name="Ratio">τ_y/τ_a.</param>
/// <remarks>Source: S. Rawat, D. J. Heeger, S. Martiniani 2024: figure 1 by its parameters, each in both forms, and figure 3, its second
/// circuit with slower and slower y.</remarks>
internal sealed record BasinPanel(
    string Name, CircuitKind Kind, double Recurrence, double PoolGain, double Semisaturation, double Ratio)
{
    internal const double Gain = 0.5;
    internal const double Drive = 1;
    internal const double Pool = 1;
    private const double TauA = 2;

    /// <summary>In the order of figures.</summary>
    internal static IReadOnlyList<BasinPanel> All { get; } =
    [
        .. Figure1(CircuitKind.Main, ""), .. Figure1(CircuitKind.RectifiedInput, "-rectified"),
        new("ratio-1", CircuitKind.Main, 2, 0.5, 0.1, 1), new("ratio-10", CircuitKind.Main, 2, 0.5, 0.1, 10),
        new("bistable", CircuitKind.Main, 2, 0.5, 0.1, 20),
    ];

    internal static IReadOnlyList<string> Names { get; } = [.. All.Select(panel => panel.Name)];

    /// <summary>The circuit; time in the paper's unit.</summary>
    internal Circuit<double> Circuit { get; } =
        new(Kind, [Pool], [Recurrence], [Gain], [PoolGain], [Semisaturation], [Ratio * TauA], [TauA]);

    private static BasinPanel[] Figure1(CircuitKind kind, string form) =>
    [
        new($"fig1a{form}", kind, 0.5, 0.5, 0.1, 1), new($"fig1b{form}", kind, 2, 0.5, 0.1, 1), new($"fig1c{form}", kind, 2, 1, 1, 1),
    ];
}

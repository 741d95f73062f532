using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Bench.Gate.Cases;

namespace FixedPointKernels.Bench.Gate;

/// <summary>Every case of the gate. A new kernel or solver: one row in its file under Cases/.</summary>
internal static class GateCases
{
    internal static IReadOnlyList<GateCase> All { get; } =
    [
        .. ProductCases.All, .. VectorCases.All, .. LuCases.All, .. QrCases.All, .. ActivationCases.All,
        .. SolverCases.All, .. TrackerCases.All, .. AdjointCases.All, .. RuleCases.All, .. TrainingCases.All, .. CircuitCases.All,
        .. LayeredCases.All, .. TemporalCases.All, .. LyapunovCases.All,
    ];

    internal static GateCase Find(string name) =>
        All.FirstOrDefault(one => one.Name == name) ?? throw new ArgumentException($"There is no case {name}.", nameof(name));
}

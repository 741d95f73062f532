using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;

namespace FixedPointKernels.Learning.Choices;

/// <summary>
/// The activations that command lines and files name: the one table of them. A new one is its struct, a row here, and its twin.
/// </summary>
internal static class ActivationTable
{
    internal const string LinearName = "linear";

    internal static IReadOnlyList<ActivationEntry> All { get; } =
    [
        new ActivationEntry<Linear>(LinearName, (gain, _) => new(gain ?? 1)) { TakesGain = true },
        new ActivationEntry<Relu>("relu", (_, _) => default),
        new ActivationEntry<Tanh>("tanh", (_, _) => default),
        new ActivationEntry<RectifiedTanh>("retanh", (_, _) => default) { Formula = " (max(tanh z, 0))" },
        new ActivationEntry<Logistic>("logistic", (_, _) => default),
        new ActivationEntry<Softplus>("softplus", (_, _) => default),
        new ActivationEntry<PowerLaw>("power", (gain, exponent) => new(gain ?? 1, exponent ?? 2))
        {
            TakesGain = true, GainIsPositive = true, TakesExponent = true, Formula = " (gain * max(z, 0)^exponent)",
        },
    ];

    internal static IReadOnlyList<string> Names { get; } = [.. All.Select(row => row.Name)];

    /// <summary>The row of one of <see cref="Names"/>.</summary>
    internal static ActivationEntry Find(string name) => All.Single(row => row.Name == name);

    /// <summary>Those of which something is true, in words: linear and power.</summary>
    internal static string That(Func<ActivationEntry, bool> holds) => string.Join(" and ", All.Where(holds).Select(row => row.Name));
}

/// <summary>A row of <see cref="ActivationTable"/>: a name, what parameters it takes, and the way to its struct.</summary>
internal abstract class ActivationEntry(string name)
{
    internal string Name { get; } = name;

    internal bool TakesGain { get; init; }

    internal bool GainIsPositive { get; init; }

    internal bool TakesExponent { get; init; }

    internal string Formula { get; init; } = "";

    /// <summary>Runs the action with the struct, made with the parameters chosen.</summary>
    /// <param name="gain">Null for its default.</param>
    /// <param name="exponent">Null for its default.</param>
    /// <param name="action">What is run.</param>
    internal abstract TResult Run<T, TAction, TResult>(double? gain, double? exponent, TAction action)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TAction : INetworkAction<TResult>;
}

/// <summary>The row of one struct.</summary>
internal sealed class ActivationEntry<TActivation>(string name, Func<double?, double?, TActivation> make) : ActivationEntry(name)
    where TActivation : struct, ICurvedActivation
{
    internal override TResult Run<T, TAction, TResult>(double? gain, double? exponent, TAction action) =>
        action.Run<T, TActivation>(make(gain, exponent));
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;

namespace FixedPointKernels.Cli.Choices;

/// <summary>
/// The activations that command lines and files name: the one table of them. A new one is its struct, a row here, and its twin.
/// </summary>
internal static class ActivationTable
{
    internal static IReadOnlyList<ActivationEntry> All { get; } =
    [
        new ActivationEntry<Linear>(ActivationChoice.LinearName, choice => new(choice.Gain ?? 1)) { TakesGain = true },
        new ActivationEntry<Relu>("relu", _ => default),
        new ActivationEntry<Tanh>("tanh", _ => default),
        new ActivationEntry<RectifiedTanh>("retanh", _ => default) { Formula = " (max(tanh z, 0))" },
        new ActivationEntry<Logistic>("logistic", _ => default),
        new ActivationEntry<Softplus>("softplus", _ => default),
        new ActivationEntry<PowerLaw>("power", choice => new(choice.Gain ?? 1, choice.Exponent ?? 2))
        {
            TakesGain = true, GainIsPositive = true, TakesExponent = true, Formula = " (gain * max(z, 0)^exponent)",
        },
    ];

    internal static IReadOnlyList<string> Names { get; } = [.. All.Select(row => row.Name)];

    /// <summary>How an option lists them, with formulas where a name does not say it.</summary>
    internal static string Alternatives { get; } = Words.Alternatives([.. All.Select(row => row.Name + row.Formula)]);

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
    internal abstract TResult Run<T, TAction, TResult>(ActivationChoice choice, TAction action)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TAction : INetworkAction<TResult>;
}

/// <summary>The row of one struct.</summary>
internal sealed class ActivationEntry<TActivation>(string name, Func<ActivationChoice, TActivation> make) : ActivationEntry(name)
    where TActivation : struct, ICurvedActivation
{
    internal override TResult Run<T, TAction, TResult>(ActivationChoice choice, TAction action) => action.Run<T, TActivation>(make(choice));
}

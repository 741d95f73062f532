using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;

namespace FixedPointKernels.Learning.Parameters;

/// <summary>Names of parameters: which of a model's are meant. Two sets are equal where they have the same names.</summary>
/// <remarks>Immutable. In a text the names stand in the order in which they were added.</remarks>
public sealed record ParameterSet
{
    private readonly string[] names;

    /// <summary>Takes the names; a repeated one counts once.</summary>
    public ParameterSet(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        this.names = [.. names.Distinct()];
    }

    /// <summary>No parameter; refused by a trainer.</summary>
    public static ParameterSet None { get; } = new();

    /// <summary>The names.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The names of both.</summary>
    public static ParameterSet operator |(ParameterSet left, ParameterSet right) => new([.. left.names, .. right.names]);

    /// <summary>Whether all names of the other are here. 0 bytes.</summary>
    public bool Contains(ParameterSet other)
    {
        foreach (string name in other.names)
        {
            if (!Has(name)) return false;
        }

        return true;
    }

    /// <summary>Whether some name of the other is here. 0 bytes.</summary>
    public bool Overlaps(ParameterSet other)
    {
        foreach (string name in other.names)
        {
            if (Has(name)) return true;
        }

        return false;
    }

    /// <summary>The parameters meant, in the model's order.</summary>
    /// <param name="all">The model's.</param>
    /// <param name="setting">What the message calls this set.</param>
    /// <exception cref="ArgumentException">The model lacks one: the message has the names it has.</exception>
    internal IReadOnlyList<Parameter<T>> Of<T>(IReadOnlyList<Parameter<T>> all, string setting)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (string name in names)
        {
            if (!all.Any(parameter => parameter.Name == name))
                throw new ArgumentException(
                    $"There is no parameter {name}; this model has {string.Join(", ", all.Select(parameter => parameter.Name))}.", setting);
        }

        return [.. all.Where(parameter => Has(parameter.Name))];
    }

    /// <inheritdoc/>
    public bool Equals(ParameterSet? other) => other is not null && Contains(other) && other.Contains(this);

    /// <inheritdoc/>
    public override int GetHashCode() => names.Aggregate(0, (sum, name) => sum ^ name.GetHashCode(StringComparison.Ordinal));

    /// <summary>The names with commas.</summary>
    public override string ToString() => string.Join(", ", names);

    // Without LINQ: a training step asks, and allocates nothing.
    private bool Has(string name) => Array.IndexOf(names, name) >= 0;
}

using System;
using System.Collections.Generic;
using System.Numerics;

namespace FixedPointKernels.Learning.Optimizers;

/// <summary>An optimizer as its table knows it.</summary>
internal abstract class OptimizerEntry
{
    private protected OptimizerEntry(OptimizerKind kind, params OptimizerConstant[] constants) => (Kind, Constants) = (kind, constants);

    /// <summary>Which it is.</summary>
    public OptimizerKind Kind { get; }

    /// <summary>What the command line calls it.</summary>
    public string Word => Kind.ToString().ToLowerInvariant();

    /// <summary>The constants it has.</summary>
    public IReadOnlyList<OptimizerConstant> Constants { get; }

    /// <summary>One for a block of parameters.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="count">Parameters in the block.</param>
    /// <param name="rate">η.</param>
    /// <param name="weightDecay">α.</param>
    /// <param name="value">The value of each of <see cref="Constants"/>.</param>
    internal abstract IOptimizer<T> Make<T>(int count, T rate, T weightDecay, Func<OptimizerConstant, double> value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Its word and its constants, for a report.</summary>
    /// <param name="value">As text, the value of each of <see cref="Constants"/>.</param>
    internal abstract string Describe(Func<OptimizerConstant, string> value);
}

using System;
using System.Collections.Generic;
using System.Linq;
using static FixedPointKernels.Learning.Optimizers.OptimizerConstant;

namespace FixedPointKernels.Learning.Optimizers;

/// <summary>Every optimizer that a trainer knows: to add one is its class, its <see cref="OptimizerKind"/> and its row here.</summary>
internal static class OptimizerTable
{
    /// <summary>The rows, in the order of <see cref="OptimizerKind"/>.</summary>
    public static IReadOnlyList<OptimizerEntry> All { get; } = [new SgdEntry(), new MomentumEntry(), new AdamEntry()];

    /// <summary>What the command line calls them.</summary>
    public static string[] Words { get; } = [.. All.Select(entry => entry.Word)];

    /// <summary>The row of <paramref name="kind"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has none.</exception>
    public static OptimizerEntry Of(OptimizerKind kind) =>
        All.FirstOrDefault(entry => entry.Kind == kind) ?? throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not an optimizer.");

    private sealed class SgdEntry() : OptimizerEntry(OptimizerKind.Sgd)
    {
        internal override IOptimizer<T> Make<T>(int count, T rate, T weightDecay, Func<OptimizerConstant, double> value) =>
            new Sgd<T>(rate, weightDecay);

        internal override string Describe(Func<OptimizerConstant, string> value) => Word;
    }

    private sealed class MomentumEntry() : OptimizerEntry(OptimizerKind.Momentum, Momentum)
    {
        internal override IOptimizer<T> Make<T>(int count, T rate, T weightDecay, Func<OptimizerConstant, double> value) =>
            new Momentum<T>(count, rate, T.CreateTruncating(value(Momentum)), weightDecay);

        internal override string Describe(Func<OptimizerConstant, string> value) => $"{Word}, mu {value(Momentum)}";
    }

    private sealed class AdamEntry() : OptimizerEntry(OptimizerKind.Adam, Beta1, Beta2, Epsilon)
    {
        internal override IOptimizer<T> Make<T>(int count, T rate, T weightDecay, Func<OptimizerConstant, double> value) =>
            new Adam<T>(count, rate, weightDecay, value(Beta1), value(Beta2), value(Epsilon));

        internal override string Describe(Func<OptimizerConstant, string> value) =>
            $"{Word}, beta {value(Beta1)} and {value(Beta2)}, epsilon {value(Epsilon)}";
    }
}

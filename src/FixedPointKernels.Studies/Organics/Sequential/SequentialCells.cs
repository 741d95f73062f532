using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Learning.Models;

namespace FixedPointKernels.Studies.Organics.Sequential;

/// <summary>The cells that can be trained side by side, by the names of the command line.</summary>
internal static class SequentialCells
{
    internal const string Learned = "organics", Fixed = "organics-fixed", Tanh = "tanh";

    internal static IReadOnlyList<string> Names { get; } = [Learned, Fixed, Tanh];

    /// <summary>η where none is given: the published one of circuits, and the usual one of Adam for a tanh network, which 0.01 throws
    /// about.</summary>
    internal static double Rate(string name) => name == Tanh ? 1e-3 : 1e-2;

    /// <summary>A classifier at its start.</summary>
    internal static SequenceClassifier<T> Model<T>(SequentialRun run, SequenceShape shape, SequentialSettings settings)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => run.Cell == Tanh
            ? SequenceClassifier<T>.Tanh(shape, run.Seed)
            : SequenceClassifier<T>.Random(shape, run.Seed, settings.Form, settings.Order, run.Cell == Learned);
}

using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Learning.Models;

/// <summary>What a classifier of sequences runs them through: a kind of cell with its parameters.</summary>
internal abstract class SequenceBody<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>All parameters, those that are kept as they are among them.</summary>
    internal abstract IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>Those that are never learned.</summary>
    internal abstract IReadOnlyList<Parameter<T>> Fixed { get; }

    /// <summary>Numbers in the gradient by all that the cell sees.</summary>
    internal abstract int Count { get; }

    /// <summary>Numbers of a state.</summary>
    internal abstract int StateSize { get; }

    /// <summary>What keeps the parameters where they should be after a step; null for nothing.</summary>
    internal virtual IGuard? Guard => null;

    /// <summary>A cell for one thread.</summary>
    internal abstract ISequenceCell<T> NewCell(int steps, int maxBatch);
}

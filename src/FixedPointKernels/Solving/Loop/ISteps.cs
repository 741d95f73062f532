using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>How a method makes the next state from what was evaluated, and when it gives up: init,
/// terminate and step of the one loop.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// Implementations are structs whose fields point to memory made at construction. What a method remembers of a sample is indexed by the
/// sample's home (<see cref="Slots{T}.Home"/>), which stays the same while the sample's row may change.
/// </remarks>
internal interface ISteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether the method needs the map's linearizations at every evaluation.</summary>
    bool NeedsLinearization { get; }

    /// <summary>
    /// Whether any fixed point will do. If so, a residual within its own rounding ends the search, and an unsuccessful search returns the
    /// point with the smallest residual. Methods that follow a trajectory say no, because it may only pass near a fixed point:
    /// <see cref="Judge"/> remembers its points, and the last one is returned.
    /// </summary>
    bool AnyPointCounts { get; }

    /// <summary>A sample has just entered this row.</summary>
    void Start(Slots<T> slots, int row);

    /// <summary>After an evaluation with a finite residual: Unsolved (go on), or how the sample ends; the method itself compares the
    /// residual with the tolerance.</summary>
    SolveStatus Judge<TMap>(in TMap map, Slots<T> slots, int row)
        where TMap : struct, IFixedPointMap<TMap, T>;

    /// <summary>The residual is not finite although the sample's input was: Unsolved (go on) if the method can
    /// recover, or how the sample ends.</summary>
    SolveStatus Recover(Slots<T> slots, int row);

    /// <summary>
    /// The method said Converged, and <see cref="Acceptance{T}"/> does not agree; the row's tolerance is lower now.
    /// Unsolved (go on), or how the sample ends.
    /// </summary>
    /// <param name="slots">The rows.</param>
    /// <param name="row">Which.</param>
    /// <param name="singular">Whether the Jacobian there is singular to working precision, so that
    /// further steps would lead nowhere.</param>
    SolveStatus Refuse(Slots<T> slots, int row, bool singular);

    /// <summary>Writes the next state of every active row.</summary>
    void Advance<TMap>(in TMap map, Slots<T> slots, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>;
}

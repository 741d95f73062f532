using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>How a method makes the next state from what was evaluated, and when it gives up: init,
/// terminate and step of the one loop.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// Implementations are structs whose fields point to memory made at construction. What a method remembers of a sample lies at the
/// sample's <em>home</em> (<see cref="Slots{T}.Home"/>), which does not move while its row does.
/// </remarks>
internal interface ISteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether the loop shall have the map write linearizations.</summary>
    bool NeedsLinearization { get; }

    /// <summary>
    /// Whether any fixed point counts: a residual within its own rounding ends the search, and what is returned without
    /// success is the point with the smallest. Not where a trajectory may only be passing by: <see cref="Judge"/>
    /// remembers its points, and the last is returned.
    /// </summary>
    bool AnyPointCounts { get; }

    /// <summary>A sample has just entered this row.</summary>
    void Start(Slots<T> slots, int row);

    /// <summary>After an evaluation with a finite residual: Unsolved (go on), or how the sample ends; the
    /// tolerance is the method's to look at.</summary>
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
    /// <param name="singular">Whether the point lies far out beside a singular Jacobian, where going on leads nowhere.</param>
    SolveStatus Refuse(Slots<T> slots, int row, bool singular);

    /// <summary>Writes the next state of every active row.</summary>
    void Advance<TMap>(in TMap map, Slots<T> slots, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>;
}

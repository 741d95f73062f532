using System;

namespace FixedPointKernels.Networks;

/// <summary>What a tracker has of the inverse of I − J, J the slope of its equation: I + Q Ḡ at an earlier point, and a next one that is
/// made a part at a time.</summary>
internal interface ITrackInverse<T>
    where T : unmanaged
{
    /// <summary>The number of the present one, which changes when it does.</summary>
    long Generation { get; }

    /// <summary>How many next ones came to an end, given up or not.</summary>
    long Attempts { get; }

    /// <summary>Whether a next one is being made.</summary>
    bool Building { get; }

    /// <summary>Products that all of a next one costs.</summary>
    int Whole { get; }

    /// <summary>Products that the rest of the one that is being made costs; of none, all of it.</summary>
    int Rest { get; }

    /// <summary>Whether it is that of a new tracker, and no next one was tried.</summary>
    bool IsBare { get; }

    /// <summary>Whether it is of the present weights; true where there are none.</summary>
    bool IsCurrent { get; }

    /// <summary>Makes a part of the next one, for <see cref="ProductMeter.Slice"/> products; after the last it takes its place.</summary>
    void Advance();

    /// <summary>vector ← (I + Q Ḡ) vector.</summary>
    void Correct(Span<T> vector);

    /// <summary>vector ← (I + Ḡ Q) vector: as <see cref="Correct"/>, of a change of the map's state. A rate network's tracker follows
    /// y = W r and its state is r; of any other map they are the same.</summary>
    void CorrectState(Span<T> vector);

    /// <summary>vector ← (I + Q Ḡ)ᵀ vector.</summary>
    void CorrectTransposed(Span<T> vector);
}

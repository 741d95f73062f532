using System;

namespace FixedPointKernels.Networks;

/// <summary>The equation g(y; x) − y = 0 of the point that a tracker follows, as its search sees it.</summary>
internal interface ITrackEquation<T>
    where T : unmanaged
{
    /// <summary>deviation ← g(point; drive) − point; one product.</summary>
    void Deviate(ReadOnlySpan<T> point, ReadOnlySpan<T> drive, Span<T> deviation);

    /// <summary>Begins a next inverse of that point; one product at most. False where something is not finite.</summary>
    bool BeginInverse(ReadOnlySpan<T> point, ReadOnlySpan<T> drive, ref ProductMeter meter);
}

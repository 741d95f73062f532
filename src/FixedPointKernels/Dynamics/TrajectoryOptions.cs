using System;
using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Dynamics;

/// <summary>How far, how accurately and until when a trajectory is followed. All but the end time have a default.</summary>
public sealed record TrajectoryOptions
{
    /// <summary>The time to stop at, counted from 0 at the start, in the unit of the slopes; positive and finite.</summary>
    public required double EndTime { get; init; }

    /// <summary>rtol: a step is accepted where the root of the mean square of errorᵢ / (atol + rtol max(|sᵢ| before, |sᵢ| after)) is at
    /// most 1. null takes 1e-8 for double and 1e-5 for float; at least eight roundings.</summary>
    public double? RelativeTolerance { get; init; }

    /// <summary>atol, in the unit of the state; null takes 1e-10 for double and 1e-7 for float.</summary>
    public double? AbsoluteTolerance { get; init; }

    /// <summary>The longest step; null for no limit.</summary>
    public double? LargestStep { get; init; }

    /// <summary>Most steps, accepted or not.</summary>
    public int StepLimit { get; init; } = 1_000_000;

    /// <summary>A state with an element of this magnitude has exploded.</summary>
    public double ExplosionSize { get; init; } = 1e12;

    /// <summary>
    /// ρ: a state is slow where max|dsᵢ/dt| ≤ ρ max(1, max|sᵢ|), in states per unit of time. null takes 1e-9 for double and 1e-5 for float:
    /// choose it with the unit of time. With 0 only slopes of exactly 0 are slow.
    /// </summary>
    public double? RestTolerance { get; init; }

    /// <summary>
    /// A trajectory has settled where it was slow at the ends of two accepted steps, and of all between, this much time apart; null takes a
    /// twentieth of the end time. Not before the last sample time. A saddle that is passed so slowly for so long cannot be told from rest.
    /// </summary>
    public double? RestTime { get; init; }

    /// <summary>Throws unless every setting is in range.</summary>
    /// <exception cref="ArgumentException">Which setting, its value, and why.</exception>
    public void Validate()
    {
        Positive(EndTime, nameof(EndTime));
        Positive(RelativeTolerance ?? 0.5, nameof(RelativeTolerance));
        if (RelativeTolerance >= 1) throw Bad(nameof(RelativeTolerance), RelativeTolerance, "must be less than 1");
        Positive(AbsoluteTolerance ?? 1, nameof(AbsoluteTolerance));
        Positive(LargestStep ?? 1, nameof(LargestStep));
        if (StepLimit < 1) throw Bad(nameof(StepLimit), StepLimit, "must be at least 1");
        Positive(ExplosionSize, nameof(ExplosionSize));
        if (RestTolerance is { } rest && !(rest >= 0 && double.IsFinite(rest)))
            throw Bad(nameof(RestTolerance), rest, "must be zero or positive, and finite");
        if (RestTime is { } time && !(time >= 0 && double.IsFinite(time)))
            throw Bad(nameof(RestTime), time, "must be zero or positive, and finite");
    }

    internal T RelativeOf<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T value = T.CreateSaturating(RelativeTolerance ?? (typeof(T) == typeof(float) ? 1e-5 : 1e-8));
        T least = T.CreateTruncating(8) * Precision<T>.Epsilon;
        return value >= least
            ? value
            : throw Bad(
                nameof(RelativeTolerance), RelativeTolerance, $"must be at least {double.CreateTruncating(least):0.0e0}, eight roundings");
    }

    internal T AbsoluteOf<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Normal<T>(AbsoluteTolerance ?? (typeof(T) == typeof(float) ? 1e-7 : 1e-10), nameof(AbsoluteTolerance));

    internal T ExplosionOf<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Normal<T>(ExplosionSize, nameof(ExplosionSize));

    internal double RestOf<T>()
        where T : unmanaged => RestTolerance ?? (typeof(T) == typeof(float) ? 1e-5 : 1e-9);

    private static T Normal<T>(double value, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T result = T.CreateSaturating(value);
        return T.IsNormal(result) ? result : throw Bad(name, value, "must be a normal number in the element type");
    }

    private static void Positive(double value, string name)
    {
        if (!(value > 0 && double.IsFinite(value))) throw Bad(name, value, "must be positive and finite");
    }

    private static ArgumentOutOfRangeException Bad(string name, object? value, string why) => new(name, value, $"{name} = {value} {why}.");
}

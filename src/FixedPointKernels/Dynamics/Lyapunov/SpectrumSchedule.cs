using System;

namespace FixedPointKernels.Dynamics;

/// <summary>Which steps of a trajectory Lyapunov exponents are measured over, and after which the tangent vectors are made orthonormal
/// again.</summary>
/// <remarks>After every <see cref="Interval"/> steps and after the last; a segment between two such points counts where it starts at step
/// <see cref="WarmUp"/> or later.</remarks>
public readonly record struct SpectrumSchedule
{
    /// <summary>Takes the steps.</summary>
    /// <param name="steps">T, at least 1.</param>
    /// <param name="interval">Steps between orthonormalizations, 1 to T. Digits are lost where the exponents' spread times this is over
    /// some 30 (in float 15).</param>
    /// <param name="warmUp">Steps before the first that counts, less than T.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is out of range, or no segment is left to count.</exception>
    public SpectrumSchedule(int steps, int interval = 1, int warmUp = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        if (interval < 1 || interval > steps)
        {
            throw new ArgumentOutOfRangeException(
                nameof(interval), interval, $"The interval is {interval} of {steps} steps; it must be in 1..{steps}.");
        }

        if (warmUp < 0 || warmUp >= steps)
        {
            throw new ArgumentOutOfRangeException(
                nameof(warmUp), warmUp, $"The warm-up is {warmUp} of {steps} steps; it must be in 0..{steps - 1}.");
        }

        (Steps, Interval, WarmUp) = (steps, interval, warmUp);
        if (FirstCounted >= Points)
        {
            throw new ArgumentOutOfRangeException(
                nameof(warmUp), warmUp, $"With a warm-up of {warmUp} and an interval of {interval} no segment of {steps} steps counts.");
        }
    }

    /// <summary>T.</summary>
    public int Steps { get; }

    /// <summary>Steps between orthonormalizations.</summary>
    public int Interval { get; }

    /// <summary>Steps before the first that counts.</summary>
    public int WarmUp { get; }

    /// <summary>Orthonormalizations.</summary>
    public int Points => (int)((Steps + (long)Interval - 1) / Interval);

    /// <summary>The first of them that counts.</summary>
    public int FirstCounted => (int)((WarmUp + (long)Interval - 1) / Interval);

    /// <summary>Those that count.</summary>
    public int CountedPoints => Points - FirstCounted;

    /// <summary>n, the steps that count.</summary>
    public int CountedSteps => Steps - CountedFrom;

    /// <summary>The step after which a point is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such point.</exception>
    public int StepOf(int point)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(point);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(point, Points);
        return (int)Math.Min((point + 1L) * Interval, Steps);
    }

    /// <summary>The step where the first segment that counts starts.</summary>
    internal int CountedFrom => FirstCounted * Interval;

    /// <summary>Whether the vectors are made orthonormal after a step.</summary>
    internal bool IsPoint(int step) => step == Steps || step % Interval == 0;

    /// <summary>The point after a step, or the next one.</summary>
    internal int PointOf(int step) => (step - 1) / Interval;
}

using System;
using System.Numerics;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Runs;

/// <summary>A step of one's own in place of <see cref="Trainer{T}.Step"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="trainer">Whose step is taken: exactly one per call.</param>
/// <param name="batch">The training samples of the step.</param>
/// <param name="drawn">A batch of the held-out part, drawn anew for every step from the seed and the step alone.</param>
/// <returns>The step, and the score of the drawn batch where it was looked at.</returns>
public delegate (StepReport Report, Score? Drawn) RunStep<T>(Trainer<T> trainer, ReadOnlySpan<int> batch, ReadOnlySpan<int> drawn)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>What a run does beside its steps; by default it scores the held-out part at the ends of epochs, and no more.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed record RunOptions<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Nothing beside the steps and the scores.</summary>
    public RunOptions() => Element.ThrowIfUnsupported<T>();

    /// <summary>Takes the steps; null takes the trainer's.</summary>
    public RunStep<T>? Step { get; init; }

    /// <summary>Looks at the stability of the model (<see cref="StableSamples.Of"/>); null never does.</summary>
    public Func<StableSamples>? Look { get; init; }

    /// <summary>Steps between two looks.</summary>
    public int LookEvery { get; init; } = 1;

    /// <summary>
    /// Keeps the parameters of the epoch that scored best on the held-out part (<see cref="RunHistory.Best"/>), for
    /// <see cref="TrainingRun{T}.RestoreBest"/>.
    /// </summary>
    public bool KeepBest { get; init; }

    /// <summary>
    /// Ends the run after so many epochs in a row without a score better than the best before them, and at once where a held-out part has
    /// no loss: not one sample has a fixed point, or a loss is NaN. Null trains all epochs.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>Ends the run at a step of which not one sample has a loss, as at one whose update would leave the finite numbers: no fixed
    /// point, no state, no score of any is finite, and what moves the parameters from there on is the penalty and the optimizer's memory
    /// alone.</summary>
    public bool StopsWithoutLoss { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LookEvery);
        if (Patience is { } epochs) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epochs, nameof(Patience));
    }
}

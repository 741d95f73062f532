using System;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Randomness;

namespace FixedPointKernels.Learning.Tasks;

/// <summary>Fair bits come in; out goes, at depth 0, the bit of d steps before (copy), at depth h the exclusive or of 2ʰ bits at the lags
/// d, 2d, …, 2ʰd.</summary>
/// <remarks>
/// <para>T + d bits are drawn and the last T of them shown, so a target reaches back before the trial at its first steps: from step 2ʰd + 1
/// on (counted from 1) it follows from what was shown, and there loss and accuracy begin. The published example begins one step earlier,
/// at a target that nobody can know.</para>
/// <para>A target whose lags reach back before the first bit drawn is 0, and never counts. Source: R. Engelken, "Gradient flossing",
/// NeurIPS 2023, its example.</para>
/// </remarks>
public sealed class DelayedXor : TrialTask
{
    private const string Copy = "copy", Xor = "xor";
    private readonly int delay, taps, first;
    private readonly bool publishedStart;

    /// <summary>The task, with the published settings where none are given.</summary>
    /// <param name="depth">h: 2ʰ bits make a target; 0 is the copy task.</param>
    /// <param name="delay">d in steps, at least 1.</param>
    /// <param name="steps">T.</param>
    /// <param name="publishedStart">Whether loss and accuracy begin one step too early, as published.</param>
    /// <exception cref="ArgumentException">One is out of range, or the delay leaves no step to score.</exception>
    public DelayedXor(int depth = 1, int delay = 10, int steps = 300, bool publishedStart = false)
        : base(depth == 0 ? Copy : Xor, steps, 1, 1, TrialTarget.Bits)
    {
        // 2²⁰ taps are more than any trial has room for, and 2²⁰ · 2³¹ is far from the end of long.
        if (depth is < 0 or > 20)
            throw new ArgumentOutOfRangeException(nameof(depth), $"{Name}: the depth is {depth}, but it lies in 0..20.");
        if (delay < 1)
            throw new ArgumentOutOfRangeException(nameof(delay), $"{Name}: the delay is {delay} steps, but it must be at least 1.");
        long reach = (long)delay << depth;
        if (reach >= steps)
            throw new ArgumentException(
                $"{Name}: the delay of {delay} steps reaches back {reach} steps, which leaves no step to score in a trial of {steps}.",
                nameof(delay));
        (this.delay, taps, first, this.publishedStart) = (delay, 1 << depth, (int)reach - (publishedStart ? 1 : 0), publishedStart);
    }

    /// <inheritdoc/>
    public override string Description =>
        $"{(taps == 1 ? "copy" : $"exclusive or of {taps} bits")}, delay {delay}, {Steps} steps; "
        + $"counted from step {first + 1} on{(publishedStart ? ", as published" : "")}";

    /// <inheritdoc/>
    public override double Chance => 0.5;

    /// <inheritdoc/>
    public override double Ceiling => publishedStart ? 1 - (0.5 / (Steps - first)) : 1;

    /// <inheritdoc/>
    public override string Limits =>
        $"every target is a fair bit, so guessing gives {Chance}; every one that counts "
        + (publishedStart
            ? $"but the first follows from the inputs, and that one can only be guessed: {Ceiling:F4}, 1 − 0.5/{Steps - first}"
            : $"follows from the inputs: {Ceiling}");

    internal static TaskEntry CopyEntry { get; } = new(
        Copy, "the bit of some steps before", [TaskOption.Delay, TaskOption.Steps, TaskOption.PublishedStart],
        options => new DelayedXor(
            0, options.WholeDelay(Copy) ?? 10, options.Steps ?? 300, options.PublishedStart ?? false));

    internal static TaskEntry Entry { get; } = new(
        Xor, "the exclusive or of bits at multiples of a delay",
        [TaskOption.Delay, TaskOption.Depth, TaskOption.Steps, TaskOption.PublishedStart],
        options => new DelayedXor(
            options.Depth ?? 1, options.WholeDelay(Xor) ?? 10, options.Steps ?? 300, options.PublishedStart ?? false));

    /// <inheritdoc/>
    protected override void Write(Trial trial, SeededRandom random)
    {
        // The d bits that are not shown wait in the targets; fewer than T, since even the last lag fits.
        for (int i = 0; i < delay; i++) trial.Targets[i] = random.NextBits() >> 63;
        for (int i = 0; i < Steps; i++) trial.Inputs[i] = random.NextBits() >> 63;
        Finish(trial);
    }

    /// <summary>The trial of these bits.</summary>
    /// <param name="trial">All 0.</param>
    /// <param name="bits">T + d bits.</param>
    internal void Write(Trial trial, ReadOnlySpan<double> bits)
    {
        Misuse.IfNotLength(bits.Length, Steps + delay, nameof(bits));
        bits[..delay].CopyTo(trial.Targets);
        bits[delay..].CopyTo(trial.Inputs);
        Finish(trial);
    }

    // From the last step down: the target of a step takes the place of a bit that earlier ones no longer need.
    private void Finish(Trial trial)
    {
        for (int step = Steps - 1; step >= 0; step--)
        {
            int odd = 0;
            int last = step - ((taps - 1) * delay);
            for (int bit = step; bit >= last && last >= 0; bit -= delay)
                odd ^= (bit < delay ? trial.Targets[bit] : trial.Inputs[bit - delay]) == 0 ? 0 : 1;
            trial.Targets[step] = odd;
        }

        trial.Mask[first..].Fill(1);
        trial.Scored[first..].Fill(true);
    }
}

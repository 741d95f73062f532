using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Models;

/// <summary>The trials of a step, and what outputs lose on them: a row a trial and time step.</summary>
/// <remarks>A row's weight is m B/M, M = Σ m over the batch, so that the mean over the B trials is the loss of the batch. Sums run over the
/// steps of a trial in their order, in plain code: there are few outputs.</remarks>
internal sealed class TrialRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SequenceShape shape;
    private readonly int batch;
    private readonly T[] weights;
    private readonly bool[] scored;
    private readonly int[] classes;
    private readonly T[] targets;
    private readonly double[] shares;
    private TrialTarget target;

    internal TrialRows(SequenceShape shape, int batch)
    {
        (this.shape, this.batch) = (shape, batch);
        int rows = Misuse.Size(batch, shape.Steps, nameof(TrainingSettings.BatchSize));
        Features = new(Misuse.Size(batch, shape.Features, nameof(TrainingSettings.BatchSize)));
        (weights, scored, classes, shares) = (new T[rows], new bool[rows], new int[rows], new double[batch]);
        targets = new T[Misuse.Size(rows, shape.Outputs, nameof(TrainingSettings.BatchSize))];
        Losses = new T[batch];
    }

    /// <summary>Trials of the step.</summary>
    internal int Count { get; private set; }

    /// <summary>Their inputs, batch × T × D.</summary>
    internal AlignedBuffer<T> Features { get; }

    /// <summary>Their losses; NaN marks one that contributes nothing.</summary>
    internal T[] Losses { get; }

    /// <summary>Gathers the trials of a step.</summary>
    /// <exception cref="ArgumentException">More than a batch, no trials, trials of another shape, or such as no step of is
    /// weighed.</exception>
    internal void Load(SampleSet data, ReadOnlySpan<int> chosen)
    {
        if (chosen.Length > batch)
            throw new ArgumentException($"{chosen.Length} trials were chosen, but the batch size is {batch}.", nameof(chosen));
        if (data is not TrialSet trials)
            throw new ArgumentException($"{data.Name} has no trials, but this network answers at every step.", nameof(data));
        if ((trials.Steps, trials.Columns, trials.Outputs) != (shape.Steps, shape.Inputs, shape.Outputs))
        {
            throw new ArgumentException(
                $"{data.Name} has {trials.Steps} steps of {trials.Columns} inputs and {trials.Outputs} outputs, but this network has "
                    + $"{shape.Steps}, {shape.Inputs} and {shape.Outputs}.", nameof(data));
        }

        trials.ThrowIfUnfit();
        double whole = trials.Weight(chosen);
        if (!(whole > 0)) throw new ArgumentException($"No step of the trials chosen of {data.Name} has any weight.", nameof(chosen));
        (Count, target) = (chosen.Length, trials.Target);
        int rows = Count * shape.Steps;
        trials.Gather(chosen, Features.Span[..(Count * shape.Features)]);
        trials.GatherMask(chosen, weights.AsSpan(0, rows));
        trials.GatherScored(chosen, scored.AsSpan(0, rows));
        if (target == TrialTarget.Classes) trials.GatherClasses(chosen, classes.AsSpan(0, rows));
        else trials.GatherTargets(chosen, targets.AsSpan(0, rows * shape.Outputs));
        TensorPrimitives.Multiply(weights.AsSpan(0, rows), T.CreateTruncating(Count / whole), weights.AsSpan(0, rows));
    }

    /// <summary>Takes the losses of some trials, and what they have by the outputs.</summary>
    /// <param name="from">The first trial.</param>
    /// <param name="count">How many.</param>
    /// <param name="outputs">y, count × T × K.</param>
    /// <param name="errors">∂L/∂y, as many; overwritten.</param>
    internal void Lose(int from, int count, ReadOnlySpan<T> outputs, Span<T> errors)
    {
        int perTrial = shape.Steps * shape.Outputs;
        if (target == TrialTarget.Classes) Shift(outputs, errors);
        else if (target == TrialTarget.Bits) Damp(outputs, errors);
        for (int k = 0; k < count; k++)
        {
            T loss = T.Zero;
            (int right, int asked) = (0, 0);
            for (int t = 0; t < shape.Steps; t++)
            {
                int row = ((from + k) * shape.Steps) + t;
                ReadOnlySpan<T> y = outputs.Slice((k * perTrial) + (t * shape.Outputs), shape.Outputs);
                Span<T> error = errors.Slice((k * perTrial) + (t * shape.Outputs), shape.Outputs);
                (T lost, int hits) = target switch
                {
                    TrialTarget.Classes => OfClass(y, error, classes[row]),
                    TrialTarget.Bits => OfBits(y, error, targets.AsSpan(row * shape.Outputs, shape.Outputs)),
                    _ => OfValues(y, error, targets.AsSpan(row * shape.Outputs, shape.Outputs)),
                };
                loss += weights[row] * lost;
                for (int c = 0; c < error.Length; c++) error[c] *= weights[row];
                if (!scored[row]) continue;
                right += hits;
                asked += target == TrialTarget.Classes ? 1 : shape.Outputs;
            }

            Losses[from + k] = loss;
            shares[from + k] = asked == 0 ? 0 : (double)right / asked;
        }
    }

    /// <summary>Takes a trial out of the losses.</summary>
    internal void Withdraw(int trial) => (Losses[trial], shares[trial]) = (T.NaN, 0);

    /// <summary>Trials that are right, each by its share of scored answers.</summary>
    internal double Correct(int from, int count)
    {
        double sum = 0;
        for (int k = from; k < from + count; k++) sum += shares[k];
        return sum;
    }

    // exp(y − max y), all rows at once: the exponentials are most of the work.
    private void Shift(ReadOnlySpan<T> outputs, Span<T> errors)
    {
        for (int at = 0; at < outputs.Length; at += shape.Outputs)
        {
            ReadOnlySpan<T> y = outputs.Slice(at, shape.Outputs);
            T most = Largest(y);
            for (int c = 0; c < y.Length; c++) errors[at + c] = y[c] - most;
        }

        TensorPrimitives.Exp<T>(errors[..outputs.Length], errors);
    }

    // exp(−|y|).
    private static void Damp(ReadOnlySpan<T> outputs, Span<T> errors)
    {
        TensorPrimitives.Abs(outputs, errors);
        TensorPrimitives.Negate<T>(errors, errors);
        TensorPrimitives.Exp<T>(errors, errors);
    }

    private static (T Loss, int Right) OfClass(ReadOnlySpan<T> y, Span<T> error, int wanted)
    {
        T sum = T.Zero, most = Largest(y);
        foreach (T one in error) sum += one;
        for (int c = 0; c < error.Length; c++) error[c] /= sum;
        error[wanted] -= T.One;
        return (T.Log(sum) - (y[wanted] - most), y[wanted] == most && FirstOf(y, most) == wanted ? 1 : 0);
    }

    private static (T Loss, int Right) OfBits(ReadOnlySpan<T> y, Span<T> error, ReadOnlySpan<T> wanted)
    {
        T loss = T.Zero, count = T.CreateTruncating(y.Length);
        int right = 0;
        for (int k = 0; k < y.Length; k++)
        {
            T damped = error[k];
            loss += T.Max(y[k], T.Zero) - (y[k] * wanted[k]) + T.LogP1(damped);
            T sigma = (y[k] >= T.Zero ? T.One : damped) / (T.One + damped);
            error[k] = (sigma - wanted[k]) / count;
            if (y[k] >= T.Zero == wanted[k] >= T.CreateTruncating(0.5)) right++;
        }

        return (loss / count, right);
    }

    private static (T Loss, int Right) OfValues(ReadOnlySpan<T> y, Span<T> error, ReadOnlySpan<T> wanted)
    {
        T sum = T.Zero;
        for (int k = 0; k < y.Length; k++)
        {
            error[k] = y[k] - wanted[k];
            sum += error[k] * error[k];
        }

        return (sum / T.CreateTruncating(2), 0);
    }

    private static T Largest(ReadOnlySpan<T> y)
    {
        T most = y[0];
        for (int c = 1; c < y.Length; c++)
        {
            // A NaN stays: whatever is compared with it is not larger, and the sum finds it.
            if (y[c] > most) most = y[c];
        }

        return most;
    }

    private static int FirstOf(ReadOnlySpan<T> y, T value)
    {
        int at = 0;
        while (y[at] != value) at++;
        return at;
    }
}

using System;
using System.Diagnostics;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Threading;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Learning.Training;

/// <summary>Trains the recurrent weights of a network on labelled samples: drive x = Wx s, fixed point, softmax cross-entropy of a fixed readout, rule, step.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TActivation">The response function.</typeparam>
/// <remarks>
/// A batch is cut into one slice of rows per thread for everything that is done by sample, and the update into samples of W's rows; so
/// every entry is summed in the same order whatever the number of threads (with solvers that keep to a sample's own data), and the
/// weights are the same bits. A step allocates 0 bytes. Samples without a fixed point, or whose step is singular, contribute nothing;
/// the divisor stays the batch size. Source: V. Zhu, R. Rosenbaum 2024, section 3.
/// </remarks>
public sealed class Trainer<T, TActivation> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly Model<T, TActivation> model;
    private readonly Team team;
    private readonly ISampleStage<T> samples;
    private readonly IOptimizer<T> optimizer;
    private readonly AlignedBuffer<T> next;
    private readonly int[] chosen;

    /// <summary>Makes the trainer and all its memory.</summary>
    /// <param name="model">Network and readout; the network's weights are updated in place.</param>
    /// <param name="settings">How to train.</param>
    /// <exception cref="ArgumentException">A setting is out of range or contradicts another.</exception>
    public Trainer(Model<T, TActivation> model, TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        this.model = model;
        int n = model.Network.Neurons;
        T rate = T.CreateTruncating(settings.EffectiveRate);
        T decay = T.CreateTruncating(settings.WeightDecay);
        samples = settings.Rule == TrainingRule.ThroughTime
            ? new ThroughTimeSlices<T, TActivation>(model, settings, settings.Solver?.StepSize ?? 0.01, settings.Solver?.StepLimit ?? 500)
            : new BatchSlices<T, TActivation>(model, settings);
        chosen = new int[settings.BatchSize];
        next = new(n * n);
        optimizer = settings.Optimizer switch
        {
            OptimizerKind.Momentum => new Momentum<T>(n * n, rate, T.CreateTruncating(0.9), decay),
            OptimizerKind.Adam => new Adam<T>(n * n, rate, decay),
            _ => new Sgd<T>(rate, decay),
        };
        team = new(settings.Threads);
    }

    /// <summary>Takes one step on the chosen samples.</summary>
    /// <param name="data">Where the samples are.</param>
    /// <param name="indices">Which; at least one, at most the batch size of the settings.</param>
    /// <returns>Loss, accuracy and counts before the update.</returns>
    /// <exception cref="ArgumentException">No samples, more than the batch size, or samples of another width or with other classes than the model's.</exception>
    public StepReport Step(Dataset data, ReadOnlySpan<int> indices)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (indices.IsEmpty) throw new ArgumentException("A step needs at least one sample; none was chosen.", nameof(indices));
        long others = team.AllocatedByOthers;
        long own = GC.GetAllocatedBytesForCurrentThread();
        long started = Stopwatch.GetTimestamp();
        samples.Load(data, indices, forLearning: true);
        team.Run(samples);
        bool applied = Apply();
        SampleTotals totals = samples.Totals();
        double milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - own + team.AllocatedByOthers - others;
        return new(totals.Loss / totals.Solved, (double)totals.Correct / indices.Length, totals.Unsolved, totals.Skipped, applied, milliseconds, allocated);
    }

    /// <summary>Scores the network on a whole set, batch by batch.</summary>
    /// <param name="data">The samples.</param>
    public Score Evaluate(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        SampleTotals totals = default;
        for (int from = 0; from < data.Count; from += chosen.Length)
        {
            int count = Math.Min(chosen.Length, data.Count - from);
            for (int k = 0; k < count; k++) chosen[k] = from + k;
            samples.Load(data, chosen.AsSpan(0, count), forLearning: false);
            team.Run(samples);
            totals += samples.Totals();
        }

        return new(data.Count, totals.Loss / totals.Solved, (double)totals.Correct / data.Count, totals.Unsolved);
    }

    /// <inheritdoc/>
    public void Dispose() => team.Dispose();

    private bool Apply()
    {
        Span<T> parameters = next.Span;
        model.Network.Weights.CopyTo(parameters);

        // SGD adds the rule's complete step; the others want the direction that SGD would multiply by −η.
        team.Run(samples.Update(optimizer is Sgd<T> ? -optimizer.Rate : T.One));
        if (optimizer is Sgd<T> sgd) sgd.Add(parameters, samples.Change);
        else optimizer.Step(parameters, samples.Change);
        return model.Network.Recurrent.TrySet(parameters);
    }
}

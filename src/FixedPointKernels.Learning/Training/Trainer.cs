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
/// A batch is cut into one slice of rows per thread for everything that is done by sample, and the update into slices of W's rows; so
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
    private readonly BatchSlices<T, TActivation> slices;
    private readonly UpdateSlices<T> update;
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
        update = new(n, settings.BatchSize, settings.Threads);
        slices = new(model, settings, update);
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
    /// <param name="samples">Their indices; at most the batch size of the settings.</param>
    /// <returns>Loss, accuracy and counts before the update.</returns>
    /// <exception cref="ArgumentException">More samples than the batch size.</exception>
    public StepReport Step(Dataset data, ReadOnlySpan<int> samples)
    {
        ArgumentNullException.ThrowIfNull(data);
        long others = team.AllocatedByOthers;
        long own = GC.GetAllocatedBytesForCurrentThread();
        long started = Stopwatch.GetTimestamp();
        slices.Load(data, samples, forLearning: true);
        team.Run(slices);
        bool applied = Apply(samples.Length);
        (double loss, int solved, int correct, int unsolved, int skipped) = slices.Totals();
        double milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - own + team.AllocatedByOthers - others;
        return new(loss / solved, (double)correct / samples.Length, unsolved, skipped, applied, milliseconds, allocated);
    }

    /// <summary>Scores the network on a whole set, batch by batch.</summary>
    /// <param name="data">The samples.</param>
    public Score Evaluate(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        (double loss, int solved, int correct, int unsolved) = (0, 0, 0, 0);
        for (int from = 0; from < data.Count; from += chosen.Length)
        {
            int count = Math.Min(chosen.Length, data.Count - from);
            for (int k = 0; k < count; k++) chosen[k] = from + k;
            slices.Load(data, chosen.AsSpan(0, count), forLearning: false);
            team.Run(slices);
            (double sum, int done, int right, int failed, _) = slices.Totals();
            loss += sum;
            solved += done;
            correct += right;
            unsolved += failed;
        }

        return new(data.Count, loss / solved, (double)correct / data.Count, unsolved);
    }

    /// <inheritdoc/>
    public void Dispose() => team.Dispose();

    private bool Apply(int batch)
    {
        Span<T> parameters = next.Span;
        model.Network.Weights.CopyTo(parameters);

        // SGD adds the rule's complete step; the others want the direction that SGD would multiply by −η.
        update.Load(optimizer is Sgd<T> ? -optimizer.Rate : T.One, batch);
        team.Run(update);
        if (optimizer is Sgd<T> sgd) sgd.Add(parameters, update.Change);
        else optimizer.Step(parameters, update.Change);
        return model.Network.Recurrent.TrySet(parameters);
    }
}

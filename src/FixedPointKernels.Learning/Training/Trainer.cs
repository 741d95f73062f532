using System;
using System.Diagnostics;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Threading;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Training;

/// <summary>
/// Trains a model on samples, step by step: the stage takes them to losses and gradients, every trained parameter makes its step.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// What is trained is a setting. A batch is cut into one slice of rows per thread for everything that is done by sample, and each update
/// into slices of its matrix's rows; so every entry is summed in the same order whatever the number of threads (with solvers that keep to a
/// sample's own data), and the parameters are the same bits. A step allocates 0 bytes. Samples without a fixed point, or whose adjoint or
/// step fails, contribute nothing to any parameter (<see cref="TrainingSettings.KeepFailedSamples"/> keeps them); the divisor stays the
/// batch size. Of the model it knows its parameters and its stage (<see cref="IModel{T}"/>), not its kind. Source: V. Zhu, R. Rosenbaum
/// 2024, section 3.
/// </remarks>
public sealed class Trainer<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingSettings settings;
    private readonly Team team;
    private readonly ISampleStage<T> samples;
    private readonly ModelUpdate<T> update;
    private readonly ParameterVersions<T> versions;
    private readonly IGuard? guard;
    private readonly int[] chosen;
    private readonly SoleCaller caller = new("trainer");

    /// <summary>Makes the trainer and all its memory.</summary>
    /// <param name="model">What is trained; its trained parameters are updated in place.</param>
    /// <param name="settings">How to train.</param>
    /// <exception cref="ArgumentException">A setting is out of range, contradicts another, or is none of the model's.</exception>
    public Trainer(IModel<T> model, TrainingSettings settings)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        this.settings = settings;
        samples = model.Stage(settings);
        update = new(model, settings, samples);
        versions = new(model.Parameters);
        guard = samples.Guard;
        chosen = new int[settings.BatchSize];
        team = new(settings.Threads);
    }

    /// <summary>How it trains.</summary>
    public TrainingSettings Settings => settings;

    /// <summary>Steps taken, which is where the schedule stands.</summary>
    public int StepsTaken { get; private set; }

    /// <summary>λ of the last step's samples, a row each, where it was needed: zeros for a sample that contributed nothing.</summary>
    public ReadOnlySpan<T> Adjoints => samples.Adjoints;

    /// <summary>
    /// The fixed points of the samples of the last <see cref="Measure"/>, a row each, NaN where none was found. After a step they are what
    /// its update read.
    /// </summary>
    public ReadOnlySpan<T> States => samples.States;

    /// <summary>Bytes that its other threads have allocated in their parts of the work since the start.</summary>
    public long AllocatedByOthers => team.AllocatedByOthers;

    /// <summary>Takes one step on the chosen samples.</summary>
    /// <param name="data">Where the samples are.</param>
    /// <param name="indices">Which; at least one, at most the batch size of the settings.</param>
    /// <param name="cancellation">Looked at between the solvers' steps.</param>
    /// <returns>Loss, accuracy and counts before the update.</returns>
    /// <exception cref="ArgumentException">No samples, more than the batch size, or samples of another width or with other classes than the
    /// model's.</exception>
    /// <exception cref="OperationCanceledException">Before all samples were done; no step was taken: weights and optimizers are as before,
    /// what the solvers remember is not (<see cref="Forget"/>).</exception>
    /// <exception cref="InvalidOperationException">The trainer is at work in another call, or somebody else updated the network
    /// meanwhile.</exception>
    public StepReport Step(SampleSet data, ReadOnlySpan<int> indices, CancellationToken cancellation = default)
    {
        using SoleCaller.Visit visit = caller.Enter();
        return StepInside(data, indices, cancellation);
    }

    private StepReport StepInside(SampleSet data, ReadOnlySpan<int> indices, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (indices.IsEmpty) throw new ArgumentException("A step needs at least one sample; none was chosen.", nameof(indices));
        long others = team.AllocatedByOthers;
        long own = GC.GetAllocatedBytesForCurrentThread();
        long started = Stopwatch.GetTimestamp();
        double factor = settings.Schedule.Factor(StepsTaken);
        samples.Load(data, indices);
        Run(factor, cancellation);
        bool applied = update.Apply(team, indices.Length, factor);
        StepsTaken++;
        double shrunk = 1;
        if (guard is not null && StepsTaken % guard.Every == 0) shrunk = guard.Apply();
        SampleTotals totals = samples.Totals();
        double milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - own + team.AllocatedByOthers - others;
        return new(
            totals.Loss / totals.Solved, totals.Correct / indices.Length, totals.Unsolved, totals.Skipped, applied, milliseconds,
            allocated)
        {
            Shrunk = shrunk, GradientNorm = update.GradientNorm,
        };
    }

    /// <summary>Scores the network on some samples, as one batch. 0 bytes.</summary>
    /// <param name="data">Where the samples are.</param>
    /// <param name="indices">Which; at least one, at most the batch size of the settings.</param>
    /// <param name="cancellation">Looked at between the solvers' steps.</param>
    /// <exception cref="ArgumentException">As for <see cref="Step"/>.</exception>
    /// <exception cref="OperationCanceledException">Before all samples were done.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Step"/>.</exception>
    public Score Measure(SampleSet data, ReadOnlySpan<int> indices, CancellationToken cancellation = default)
    {
        using SoleCaller.Visit visit = caller.Enter();
        return MeasureInside(data, indices, cancellation);
    }

    private Score MeasureInside(SampleSet data, ReadOnlySpan<int> indices, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (indices.IsEmpty) throw new ArgumentException("A score needs at least one sample; none was chosen.", nameof(indices));
        return Of(Look(data, indices, cancellation), indices.Length);
    }

    /// <summary>The loss of some samples and what the rule gives for every trained parameter, without a step. 0 bytes.</summary>
    /// <param name="data">Where the samples are.</param>
    /// <param name="indices">Which; at least one, at most the batch size of the settings.</param>
    /// <param name="cancellation">Looked at between the solvers' steps.</param>
    /// <inheritdoc cref="Measure" path="/exception"/>
    public Score Differentiate(SampleSet data, ReadOnlySpan<int> indices, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (indices.IsEmpty) throw new ArgumentException("A gradient needs at least one sample; none was chosen.", nameof(indices));
        using SoleCaller.Visit visit = caller.Enter();
        samples.Load(data, indices);
        Run(1, cancellation);
        update.Differentiate(team, indices.Length);
        return Of(samples.Totals(), indices.Length);
    }

    /// <summary>What the last <see cref="Differentiate"/> gave for a parameter, as long as it; gone with the next call.</summary>
    /// <param name="parameter">Its name.</param>
    /// <exception cref="ArgumentException">It is not trained.</exception>
    public ReadOnlySpan<T> Gradient(string parameter) => update.Of(parameter).Gradient.Value;

    /// <summary>Scores the network on a whole set, batch by batch.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="cancellation">Looked at between the solvers' steps.</param>
    /// <exception cref="OperationCanceledException">Before all samples were done.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Step"/>.</exception>
    public Score Evaluate(SampleSet data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        using SoleCaller.Visit visit = caller.Enter();
        SampleTotals totals = default;
        for (int from = 0; from < data.Count; from += chosen.Length)
        {
            int count = Math.Min(chosen.Length, data.Count - from);
            for (int k = 0; k < count; k++) chosen[k] = from + k;
            totals += Look(data, chosen.AsSpan(0, count), cancellation);
        }

        return Of(totals, data.Count);
    }

    /// <summary>
    /// Forgets what earlier steps left in solvers that share an inverse over their calls: the next step gives the bits of a new trainer's.
    /// Weights and optimizers stay.
    /// </summary>
    /// <exception cref="InvalidOperationException">The trainer is at work in another call.</exception>
    public void Forget()
    {
        using SoleCaller.Visit visit = caller.Enter();
        samples.Forget();
    }

    /// <summary>
    /// Keeps what decides the coming steps: every trained parameter, its optimizer's memory, and where the schedule stands.
    /// </summary>
    /// <param name="checkpoint">Receives arrays.</param>
    /// <param name="prefix">What their names begin with.</param>
    /// <remarks>
    /// A trainer made with the same settings and the same model that loads it goes on with the same bits; where
    /// <see cref="TrainingSettings.SharesBatch"/>, from a <see cref="Forget"/> on both sides.
    /// </remarks>
    public void Save(Checkpoint checkpoint, string prefix)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        using SoleCaller.Visit visit = caller.Enter();
        checkpoint.Add<long>(prefix + "steps taken", [StepsTaken], 1);
        update.Save(checkpoint, prefix);
        guard?.Save(checkpoint, prefix);
    }

    /// <summary>Takes up what <see cref="Save"/> kept.</summary>
    /// <exception cref="DataFileException">Something is not there, has another shape, or is not finite; the weights are unchanged
    /// then.</exception>
    public void Load(Checkpoint checkpoint, string prefix)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        using SoleCaller.Visit visit = caller.Enter();
        Span<long> steps = stackalloc long[1];
        checkpoint.Read(prefix + "steps taken", steps, 1);
        if (steps[0] is < 0 or > int.MaxValue) throw checkpoint.Refused(prefix + "steps taken", $"is {steps[0]}");
        Action? guarded = guard?.Load(checkpoint, prefix);
        update.Load(checkpoint, prefix);

        // Last: a parameter may change what its guard keeps.
        guarded?.Invoke();
        StepsTaken = (int)steps[0];
    }

    /// <inheritdoc/>
    public void Dispose() => team.Dispose();

    private static Score Of(in SampleTotals totals, int count) =>
        new(count, totals.Loss / totals.Solved, totals.Correct / count, totals.Unsolved);

    private SampleTotals Look(SampleSet data, ReadOnlySpan<int> indices, CancellationToken cancellation)
    {
        samples.Load(data, indices);
        Run(null, cancellation);
        return samples.Totals();
    }

    private void Run(double? factor, CancellationToken cancellation)
    {
        versions.BeginRead();
        samples.Prepare(factor, cancellation);
        team.Run(samples);
        versions.EndRead();
        cancellation.ThrowIfCancellationRequested();
    }
}

using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Threading;

namespace FixedPointKernels.Learning.Training;

/// <summary>All trained parameters of a model, changed together or not at all.</summary>
internal sealed class ModelUpdate<T> : ITeamWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterUpdate<T>[] updates;
    private readonly ParameterVersions<T> versions;
    private readonly double? most;
    private readonly bool measures;

    internal ModelUpdate(IModel<T> model, TrainingSettings settings, ISampleStage<T> stage)
    {
        updates = [.. stage.Trained.Select(step => new ParameterUpdate<T>(step, settings))];
        versions = new(model.Parameters);
        (most, measures) = (settings.ClipNorm, settings.MeasuresGradient);
    }

    /// <summary>The trained parameters, in the model's order.</summary>
    internal ReadOnlySpan<ParameterUpdate<T>> Updates => updates;

    /// <summary>The norm of the last step's gradient; NaN where it is not measured.</summary>
    internal double GradientNorm { get; private set; } = double.NaN;

    /// <inheritdoc/>
    public void Run(int member, int members)
    {
        foreach (ParameterUpdate<T> update in updates) update.Gradient.Run(member, members);
    }

    /// <summary>One step of every trained parameter.</summary>
    /// <param name="team">Who makes the gradients.</param>
    /// <param name="samples">B.</param>
    /// <param name="factor">The schedule's factor on every rate.</param>
    /// <returns>False, and the model unchanged, if any parameter would become NaN or infinite.</returns>
    internal bool Apply(Team team, int samples, double factor)
    {
        foreach (ParameterUpdate<T> update in updates) update.Load(factor, samples);
        team.Run(this);
        foreach (ParameterUpdate<T> update in updates) update.Gradient.Complete();
        bool finite = true;
        double scale = Scale();
        versions.BeginRead();
        foreach (ParameterUpdate<T> update in updates) finite &= update.Advance(scale);
        versions.EndRead();
        foreach (ParameterUpdate<T> update in updates)
        {
            // What led out of the finite numbers may be NaN in the optimizer's memory for good.
            if (finite) update.Set();
            else update.Optimizer.Reset();
        }

        return finite;
    }

    /// <summary>The gradient of every trained parameter, and nothing changed.</summary>
    /// <param name="team">Who makes the gradients.</param>
    /// <param name="samples">B.</param>
    internal void Differentiate(Team team, int samples)
    {
        foreach (ParameterUpdate<T> update in updates) update.Gradient.Load(T.One, samples);
        team.Run(this);
        foreach (ParameterUpdate<T> update in updates) update.Gradient.Complete();
    }

    /// <summary>The trained parameter of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    internal ParameterUpdate<T> Of(string name) => Array.Find(updates, update => update.Parameter.Name == name)
        ?? throw new ArgumentException(
            $"{name} is not trained; {string.Join(", ", updates.Select(update => update.Parameter.Name))} are.", nameof(name));

    // What the norm of all gradients together is too long by, as a factor. A gradient that is not finite keeps its 1: it is refused a
    // moment later.
    private double Scale()
    {
        if (most is null && !measures) return 1;
        (double largest, double norm) = Norm();
        if (measures) GradientNorm = largest * norm;
        double scale = most is { } bound ? bound / largest / norm : 1;
        return scale < 1 ? scale : 1;
    }

    // The largest magnitude in all gradients, and their norm in units of it, so that no square overflows.
    private (double Largest, double Norm) Norm()
    {
        (double largest, double sum) = (0, 0);
        foreach (ParameterUpdate<T> update in updates)
        {
            (double unit, double norm) = update.Norm();

            // A NaN goes this way too, and stays in the sum.
            if (!(unit <= largest)) (sum, largest) = (sum * (largest / unit) * (largest / unit), unit);
            if (largest > 0) sum += norm * (unit / largest) * norm * (unit / largest);
        }

        return (largest, Math.Sqrt(sum));
    }

    /// <summary>Keeps every trained parameter.</summary>
    internal void Save(Checkpoint checkpoint, string prefix)
    {
        foreach (ParameterUpdate<T> update in updates) update.Save(checkpoint, prefix);
    }

    /// <summary>Takes every trained parameter up; the model changes when all of them could be read.</summary>
    internal void Load(Checkpoint checkpoint, string prefix)
    {
        foreach (ParameterUpdate<T> update in updates) update.Load(checkpoint, prefix);
        foreach (ParameterUpdate<T> update in updates) update.Set();
    }
}

using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Models;

/// <summary>The loss of gradient flossing as a part of a task's: L + ρ L_f in every step.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TActivation">φ.</typeparam>
/// <remarks>Optimizer, rate, clipping and parts of the settings do not count: they are the trainer's. <see cref="Load"/> before every step,
/// else the last trajectory is taken again. Source: spec of learning through time, section 7.1.</remarks>
public sealed class FlossingLoss<T, TActivation> : ICompanionLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, ICurvedActivation
{
    private readonly FlossingSettings settings;
    private readonly LyapunovSpectrum<T, TActivation> spectrum;
    private readonly AlignedBuffer<T> inputs;
    private readonly AlignedBuffer<T> vectors;
    private readonly AlignedBuffer<T> gradients;
    private readonly double[] targets;
    private bool isLoaded;

    /// <summary>Makes the memory.</summary>
    /// <param name="network">Whose exponents; it is not changed here.</param>
    /// <param name="settings">Exponents, schedule, target, path.</param>
    /// <param name="weight">ρ, finite and not negative.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public FlossingLoss(TemporalNetwork<T, TActivation> network, FlossingSettings settings, double weight)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (!(weight >= 0 && double.IsFinite(weight)))
            throw new ArgumentOutOfRangeException(nameof(weight), weight, $"The weight is {weight}; it must be finite and not negative.");
        (this.settings, Weight) = (settings, weight);
        LeakyShape shape = network.Weights.Shape;
        spectrum = new(network.Weights, settings.Schedule, settings.Exponents, withGradient: true, network.Activation);
        (inputs, vectors) = (new(settings.Schedule.Steps * shape.Inputs), new(settings.Exponents * shape.Units));
        (gradients, targets) = (new(shape.Count), new double[settings.Exponents]);
        Array.Fill(targets, settings.Target);
    }

    /// <summary>ρ.</summary>
    public double Weight { get; }

    /// <summary>L_f of the last step, without ρ; NaN where its trajectory could not be measured, and before the first.</summary>
    public double Loss { get; private set; } = double.NaN;

    /// <summary>Takes the trajectory of the next step.</summary>
    /// <param name="drive">x, T × D of the schedule.</param>
    /// <param name="start">Q₀, k × N, orthonormal.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit.</exception>
    public void Load(ReadOnlySpan<T> drive, ReadOnlySpan<T> start)
    {
        Misuse.IfNotLength(drive.Length, inputs.Length, nameof(drive));
        Misuse.IfNotLength(start.Length, vectors.Length, nameof(start));
        drive.CopyTo(inputs.Span);
        start.CopyTo(vectors.Span);
        isLoaded = true;
    }

    /// <inheritdoc/>
    public void AddGradient(Span<T> gradients)
    {
        Misuse.IfNotLength(gradients.Length, this.gradients.Length, nameof(gradients));
        Loss = double.NaN;
        if (!isLoaded || spectrum.Measure(inputs.Span, vectors.Span) != SpectrumStatus.Measured) return;
        Span<T> own = this.gradients.Span;
        Loss = spectrum.Gradient(targets, settings.Path, own, settings.IsMean);
        if (!TensorPrimitives.IsFiniteAll<T>(own)) return;
        TensorPrimitives.FusedMultiplyAdd(own, T.CreateTruncating(Weight), gradients, gradients);
    }
}

using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Optimizers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Models;

/// <summary>Gradient flossing of a network through time: steps that drive its first Lyapunov exponents along a driven trajectory towards a
/// target.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TActivation">φ.</typeparam>
/// <remarks>
/// Readout and feedback are left alone. The optimizers' memory is this object's own, apart from those of a trainer. 0 bytes a step. One
/// thread at a time; not while a trainer steps the same network. Source: spec of learning through time, section 7; the kernels:
/// <see cref="LyapunovSpectrum{T, TActivation}"/>.
/// </remarks>
public sealed class GradientFlossing<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, ICurvedActivation
{
    private static readonly string[] Names = ["W", "U", "b", "s0"];

    private readonly TemporalNetwork<T, TActivation> network;
    private readonly FlossingSettings settings;
    private readonly LyapunovSpectrum<T, TActivation> spectrum;
    private readonly IOptimizer<T>?[] optimizers;
    private readonly AlignedBuffer<T> gradients;
    private readonly AlignedBuffer<T> next;
    private readonly double[] targets;

    /// <summary>Makes the memory.</summary>
    /// <param name="network">Its weights are updated in place.</param>
    /// <param name="settings">How.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public GradientFlossing(TemporalNetwork<T, TActivation> network, FlossingSettings settings)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        (this.network, this.settings) = (network, settings);
        spectrum = new(network.Weights, settings.Schedule, settings.Exponents, withGradient: true, network.Activation);
        optimizers = new IOptimizer<T>?[Names.Length];
        int longest = 0;
        foreach (string name in settings.Parts.Names)
        {
            int at = Array.IndexOf(Names, name);
            if (at < 0)
                throw new ArgumentException($"{name} has no part in the exponents; {string.Join(", ", Names)} have.", nameof(settings));
            int count = network[name].Count;
            longest = Math.Max(longest, count);
            optimizers[at] = OptimizerTable.Of(settings.Optimizer).Make(
                count, T.CreateTruncating(settings.Rate), T.Zero, constant => constant.Default);
        }

        (gradients, next, targets) = (new(network.Weights.Shape.Count), new(longest), new double[settings.Exponents]);
        Array.Fill(targets, settings.Target);
    }

    /// <summary>The exponents of the last step, before its update; empty where it did not measure.</summary>
    public ReadOnlySpan<double> Exponents => spectrum.Exponents;

    /// <summary>Steps taken.</summary>
    public int StepsTaken { get; private set; }

    /// <summary>One step on one trajectory.</summary>
    /// <param name="inputs">x, T × D of the schedule.</param>
    /// <param name="vectors">Q₀, k × N, orthonormal (<see cref="Orthonormalize"/>).</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, or vectors that are not orthonormal.</exception>
    public FlossingReport Step(ReadOnlySpan<T> inputs, ReadOnlySpan<T> vectors)
    {
        StepsTaken++;
        SpectrumStatus status = spectrum.Measure(inputs, vectors);
        if (status != SpectrumStatus.Measured) return new(status, double.NaN, double.NaN, double.NaN, double.NaN, 0, false);
        double loss = spectrum.Gradient(targets, settings.Path, gradients.Span, settings.IsMean), squares = 0;
        foreach (double exponent in spectrum.Exponents) squares += exponent * exponent;
        double norm = Norm();
        return new(
            status, loss, squares / settings.Exponents, spectrum.Exponents[0], norm, spectrum.DeadDirections,
            double.IsFinite(norm) && Apply(norm));
    }

    /// <summary>Makes k vectors of N numbers orthonormal, in place.</summary>
    /// <param name="vectors">k × N, such as Gaussian numbers.</param>
    public void Orthonormalize(Span<T> vectors) => spectrum.Orthonormalize(vectors);

    /// <summary>Keeps the optimizers' memory and how many steps were taken; the weights are the network's.</summary>
    /// <param name="checkpoint">Receives arrays.</param>
    /// <param name="prefix">What their names begin with.</param>
    public void Save(Checkpoint checkpoint, string prefix)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.Add<long>($"{prefix}steps", [StepsTaken], 1);
        for (int at = 0; at < Names.Length; at++) optimizers[at]?.Save(checkpoint, $"{prefix}{Names[at]} ");
    }

    /// <summary>Takes up what <see cref="Save"/> kept.</summary>
    /// <exception cref="Data.DataFileException">Something is not there, or has another shape.</exception>
    public void Load(Checkpoint checkpoint, string prefix)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        Span<long> steps = stackalloc long[1];
        checkpoint.Read($"{prefix}steps", steps, 1);
        if (steps[0] is < 0 or > int.MaxValue) throw checkpoint.Refused($"{prefix}steps", $"is {steps[0]}");
        for (int at = 0; at < Names.Length; at++) optimizers[at]?.Load(checkpoint, $"{prefix}{Names[at]} ");
        StepsTaken = (int)steps[0];
    }

    // In double: a float's square overflows from 1.8e19 on.
    private double Norm()
    {
        double sum = 0;
        for (int at = 0; at < Names.Length; at++)
        {
            if (optimizers[at] is null) continue;
            foreach (T one in Gradient(at))
            {
                double value = double.CreateTruncating(one);
                sum += value * value;
            }
        }

        return Math.Sqrt(sum);
    }

    private bool Apply(double norm)
    {
        if (settings.ClipNorm is { } most && norm > most)
        {
            T scale = T.CreateTruncating(most / norm);
            TensorPrimitives.Multiply(gradients.Span, scale, gradients.Span);
        }

        bool applied = true;
        for (int at = 0; at < Names.Length; at++)
        {
            if (optimizers[at] is not { } optimizer) continue;
            Parameter<T> parameter = network[Names[at]];
            Span<T> values = next.Span[..parameter.Count];
            parameter.Values.CopyTo(values);
            optimizer.Step(values, Gradient(at));
            if (parameter.TrySet(values)) continue;
            optimizer.Reset();
            applied = false;
        }

        return applied;
    }

    private Span<T> Gradient(int at) => network.Weights.Shape.Of(gradients.Span, (LeakyPart)at);
}

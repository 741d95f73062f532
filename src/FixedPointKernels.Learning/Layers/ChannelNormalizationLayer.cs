using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Learning.Parameters;

namespace FixedPointKernels.Learning.Layers;

/// <summary>
/// The convolutional form of the closed-form layer: in every channel all pixels normalize each other,
/// rate = g / ((σ b₀)² + ε + Σ g), g = (b∘[z]₊)², z = Kz ∗ x, b = 1/(1 + exp(−Kb ∗ x)).
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// The sum is over the pixels of the channel, with weights 1 that are not trained, as published; b₀ = 1/(1 + e^−β) by channel and pixel,
/// ε = 1e-8. Kernels are k × k with k odd, one step apart, 0 beyond the edge, so that images keep their size. It is the fixed point of a
/// circuit with Wr = I whose drive is rectified. Source: the public code of S. Rawat, D. J. Heeger, S. Martiniani, NeurIPS 2024.
/// </remarks>
public sealed class ChannelNormalizationLayer<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>ε.</summary>
    internal const double Least = 1e-8;

    /// <summary>Takes the weights.</summary>
    /// <param name="name">What the parameters' names begin with.</param>
    /// <param name="input">The images that come in.</param>
    /// <param name="channels">Channels that go out.</param>
    /// <param name="kernel">k, odd.</param>
    /// <param name="drive">Kz, channels × (input channels · k²).</param>
    /// <param name="gain">Kb, as many.</param>
    /// <param name="floorLogits">β, channels × pixels.</param>
    /// <param name="semisaturation">σ.</param>
    /// <exception cref="ArgumentException">Lengths that do not fit, or an entry out of range.</exception>
    public ChannelNormalizationLayer(
        string name, ImageShape input, int channels, int kernel, ReadOnlySpan<T> drive, ReadOnlySpan<T> gain, ReadOnlySpan<T> floorLogits,
        double semisaturation = 1)
        : base(name, input.Count, checked(channels * input.Pixels))
    {
        if (kernel < 1 || kernel % 2 == 0)
            throw new ArgumentOutOfRangeException(nameof(kernel), kernel, $"The kernel is {kernel}×{kernel}; its side must be odd.");
        if (!(semisaturation >= 0 && double.IsFinite(semisaturation)))
            throw new ArgumentOutOfRangeException(nameof(semisaturation), semisaturation, "It must be finite and not negative.");
        (Input, Channels, Kernel, Semisaturation) = (input, channels, kernel, T.CreateTruncating(semisaturation));
        int patch = checked(input.Channels * kernel * kernel);
        Drive = new($"{name} Kz", drive, channels, patch);
        Gain = new($"{name} Kb", gain, channels, patch);
        Floor = new($"{name} beta", floorLogits, channels, input.Pixels);
        Parameters = [Drive, Gain, Floor];
    }

    /// <summary>The images that come in.</summary>
    public ImageShape Input { get; }

    /// <summary>Channels that go out.</summary>
    public int Channels { get; }

    /// <summary>k.</summary>
    public int Kernel { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>σ.</summary>
    internal T Semisaturation { get; }

    /// <summary>Kz.</summary>
    internal Parameter<T> Drive { get; }

    /// <summary>Kb.</summary>
    internal Parameter<T> Gain { get; }

    /// <summary>β.</summary>
    internal Parameter<T> Floor { get; }

    internal override LayerStage<T> Stage(LayerPlace<T> place) => new ChannelNormalizationStage<T>(this, place);
}

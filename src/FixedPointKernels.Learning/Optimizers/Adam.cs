using System;
using System.Numerics;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Optimizers;

/// <summary>
/// Adam: m ← β₁ m + (1 − β₁) D, v ← β₂ v + (1 − β₂) D², m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ), W ← W − η m̂ / (√v̂ + ε) − η α W.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// Shapes, aliasing, errors, scratch: <see cref="IOptimizer{T}"/>. m and v start at 0, t counts steps from 1; the first step moves every
/// parameter by about η. The powers of β are kept in double as running products, so 1 − β₂ᵗ is right in float too.
/// Source: D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.
/// </remarks>
public sealed class Adam<T> : IOptimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] first;
    private readonly T[] second;
    private readonly double beta1;
    private readonly double beta2;
    private readonly T epsilon;
    private T rate;
    private double power1 = 1;
    private double power2 = 1;

    /// <summary>For a block of <paramref name="count"/> parameters: rate η, weight decay α, and the authors' β₁, β₂, ε.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The rate or the decay is negative, a β lies outside [0, 1), or ε is not positive in <typeparamref name="T"/>.
    /// </exception>
    public Adam(int count, T rate, T weightDecay = default, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        this.rate = Update.NotNegative(rate, nameof(rate));
        WeightDecay = Update.NotNegative(weightDecay, nameof(weightDecay));
        this.beta1 = Update.Fraction(beta1, nameof(beta1));
        this.beta2 = Update.Fraction(beta2, nameof(beta2));
        this.epsilon = Update.NotNegative(T.CreateSaturating(epsilon), nameof(epsilon));
        ArgumentOutOfRangeException.ThrowIfZero(this.epsilon, nameof(epsilon));
        first = new T[count];
        second = new T[count];
    }

    /// <inheritdoc/>
    public T Rate
    {
        get => rate;
        set => rate = Update.NotNegative(value, nameof(value), nameof(Rate));
    }

    /// <inheritdoc/>
    public T WeightDecay { get; }

    /// <inheritdoc/>
    public void Step(Span<T> parameters, ReadOnlySpan<T> direction)
    {
        Update.Check(parameters, direction, first.Length);
        power1 *= beta1;
        power2 *= beta2;
        T scale = T.CreateSaturating(-double.CreateSaturating(rate) / (1 - power1));
        T unbias = T.CreateSaturating(1 / (1 - power2));
        AdamFactors<T> factors = new(
            T.CreateSaturating(beta1), T.CreateSaturating(1 - beta1), T.CreateSaturating(beta2), T.CreateSaturating(1 - beta2), unbias,
            epsilon, scale, rate * WeightDecay);
        AdamPass<T> pass = new(parameters, direction, first, second, factors);
        Dispatch.Run<AdamPass<T>, T>(ref pass);
    }

    /// <inheritdoc/>
    public void Reset()
    {
        Array.Clear(first);
        Array.Clear(second);
        power1 = 1;
        power2 = 1;
    }

    /// <inheritdoc/>
    public void Save(Checkpoint checkpoint, string prefix)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.Add<T>(prefix + "m", first, first.Length);
        checkpoint.Add<T>(prefix + "v", second, second.Length);
        checkpoint.Add<double>(prefix + "powers", [power1, power2], 2);
    }

    /// <inheritdoc/>
    public void Load(Checkpoint checkpoint, string prefix)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        Span<double> powers = stackalloc double[2];
        checkpoint.ReadNumbers<T>(prefix + "m", first, first.Length);
        checkpoint.ReadNumbers<T>(prefix + "v", second, second.Length);
        checkpoint.ReadFinite(prefix + "powers", powers, 2);
        (power1, power2) = (powers[0], powers[1]);
    }
}

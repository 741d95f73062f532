using System;

namespace FixedPointKernels.Learning.Optimizers;

/// <summary>How a learning rate falls.</summary>
public enum RateDecay
{
    /// <summary>It stays.</summary>
    Constant,

    /// <summary>F + (1 − F)(1 + cos π u)/2: flat at both ends.</summary>
    Cosine,

    /// <summary>F^u: the same quotient in every step.</summary>
    Exponential,

    /// <summary>F^⌊t / L⌋: a stair of L steps, then F times lower, without an end.</summary>
    Stairs,
}

/// <summary>The factor on a learning rate, by step: a linear warm-up, then a decay from 1 to F.</summary>
/// <remarks>
/// Step t counts from 0. Warm-up: (t + 1)/K for t &lt; K. After it u = (t − K)/(L − 1 − K) runs from 0 to 1 at the last step L − 1, and
/// stays 1; stairs count from K too. Source of the cosine: I. Loshchilov, F. Hutter, "SGDR: stochastic gradient descent with warm
/// restarts", ICLR 2017, eq. 5, without restarts.
/// </remarks>
public sealed record RateSchedule
{
    /// <summary>The rate as it is.</summary>
    public static RateSchedule Constant { get; } = new();

    /// <summary>How it falls after the warm-up.</summary>
    public RateDecay Decay { get; init; }

    /// <summary>L, the steps of the whole run, or of a stair; needed by a decay.</summary>
    public int Steps { get; init; }

    /// <summary>K, the steps of the warm-up.</summary>
    public int WarmUp { get; init; }

    /// <summary>F, the factor at the last step, or from stair to stair: 0 or more for the cosine, else positive; 1 or less.</summary>
    public double Final { get; init; } = 0.01;

    /// <summary>The factor of step <paramref name="step"/>.</summary>
    /// <param name="step">t, from 0.</param>
    public double Factor(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (step < WarmUp) return (step + 1.0) / WarmUp;
        if (Decay == RateDecay.Constant) return 1;
        if (Decay == RateDecay.Stairs) return Math.Pow(Final, (step - WarmUp) / Steps);
        double u = Math.Min(1, (double)(step - WarmUp) / Math.Max(1, Steps - 1 - WarmUp));
        return Decay == RateDecay.Cosine ? Final + ((1 - Final) * (1 + Math.Cos(Math.PI * u)) / 2) : Math.Pow(Final, u);
    }

    /// <summary>Throws unless every setting is in range.</summary>
    /// <exception cref="ArgumentException">Which, and its value.</exception>
    public void Validate()
    {
        if (!Enum.IsDefined(Decay)) throw new ArgumentOutOfRangeException(nameof(Decay), Decay, "Not a decay.");
        ArgumentOutOfRangeException.ThrowIfNegative(WarmUp);
        ArgumentOutOfRangeException.ThrowIfNegative(Steps);
        if (Decay == RateDecay.Constant) return;
        if (Decay == RateDecay.Stairs && Steps == 0) throw new ArgumentException("Stairs of 0 steps have no end.", nameof(Steps));
        if (Decay != RateDecay.Stairs && Steps <= WarmUp)
            throw new ArgumentException($"A decay over {Steps} steps leaves none after a warm-up of {WarmUp}.", nameof(Steps));
        bool positive = Decay == RateDecay.Cosine ? Final >= 0 : Final > 0;
        if (!(positive && Final <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(Final), Final,
                $"The final factor of a {Decay} decay is {Final}; it must be in {(Decay == RateDecay.Cosine ? "[0, 1]" : "(0, 1]")}.");
        }
    }
}

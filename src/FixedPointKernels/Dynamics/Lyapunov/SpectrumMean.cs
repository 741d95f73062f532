using System;

namespace FixedPointKernels.Dynamics;

/// <summary>Lyapunov exponents over many trials: their mean and its standard error.</summary>
/// <remarks>
/// Standard error √(Σ (λ − mean)² / (n (n − 1))), by B. P. Welford, "Note on a method for calculating corrected sums of squares and
/// products", 1962. Exponents keep their place, unsorted. An exponent that was −∞ in a trial has the mean −∞ and no error that could be
/// named: +∞, as after a single trial. Never NaN.
/// </remarks>
public sealed class SpectrumMean
{
    private readonly double[] means;
    private readonly double[] squares;
    private readonly double[] errors;
    private readonly bool[] died;

    /// <summary>Makes the memory.</summary>
    /// <param name="exponents">k, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public SpectrumMean(int exponents)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exponents);
        (means, squares, errors, died) = (new double[exponents], new double[exponents], new double[exponents], new bool[exponents]);
        Clear();
    }

    /// <summary>Trials so far.</summary>
    public int Trials { get; private set; }

    /// <summary>The mean of each exponent, −∞ where a trial's was; 0 before the first trial.</summary>
    public ReadOnlySpan<double> Means => means;

    /// <summary>The standard error of each mean.</summary>
    public ReadOnlySpan<double> StandardErrors => errors;

    /// <summary>Takes a trial in. 0 bytes.</summary>
    /// <param name="exponents">k numbers or −∞.</param>
    /// <exception cref="ArgumentException">Not k, or one of them is NaN or +∞; nothing is changed then.</exception>
    public void Add(ReadOnlySpan<double> exponents)
    {
        if (exponents.Length != means.Length)
            throw new ArgumentException($"A trial has {exponents.Length} exponents; {means.Length} are expected.", nameof(exponents));
        foreach (double one in exponents)
        {
            if (!(one < double.PositiveInfinity)) throw new ArgumentException($"An exponent is {one}.", nameof(exponents));
        }

        Trials++;
        for (int i = 0; i < means.Length; i++)
        {
            died[i] |= double.IsNegativeInfinity(exponents[i]);
            if (died[i])
            {
                (means[i], errors[i]) = (double.NegativeInfinity, double.PositiveInfinity);
                continue;
            }

            double change = exponents[i] - means[i];
            means[i] += change / Trials;
            squares[i] += change * (exponents[i] - means[i]);
            errors[i] = Trials > 1 ? Math.Sqrt(squares[i] / ((double)Trials * (Trials - 1))) : double.PositiveInfinity;
        }
    }

    /// <summary>Forgets all trials.</summary>
    public void Clear()
    {
        Trials = 0;
        Array.Clear(means);
        Array.Clear(squares);
        Array.Clear(died);
        Array.Fill(errors, double.PositiveInfinity);
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;

namespace FixedPointKernels.Cli.Temporal;

/// <summary>Exponents over trials: their means, errors and halves, and the running estimate of the first trial.</summary>
/// <param name="schedule">Steps.</param>
/// <param name="count">k.</param>
/// <param name="alpha">α, for exponents per time constant.</param>
internal sealed class SpectrumTable(SpectrumSchedule schedule, int count, double alpha)
{
    // A page has no more dots.
    private const int Places = 200;

    private readonly SpectrumMean mean = new(count), first = new(count), second = new(count);

    internal SpectrumSchedule Schedule => schedule;

    internal int Count => count;

    internal int Trials => mean.Trials;

    /// <summary>λ, per step, unsorted.</summary>
    internal double[] PerStep => mean.Means.ToArray();

    /// <summary>Of each half of the points that count; NaN where there is one point alone.</summary>
    internal double[] FirstHalf => Half(first);

    /// <inheritdoc cref="FirstHalf"/>
    internal double[] SecondHalf => Half(second);

    /// <summary>Over the trials, or half the distance between the halves of a single one; NaN where neither is.</summary>
    internal double[] Errors => Trials > 1
        ? mean.StandardErrors.ToArray()
        : [.. FirstHalf.Zip(SecondHalf, (a, b) => Math.Abs(a - b) / 2)];

    /// <summary>Steps counted, and the estimates of all exponents until then, of the first trial.</summary>
    internal IReadOnlyList<(int Step, double[] Exponents)> Running { get; private set; } = [];

    /// <summary>Takes the trial that was measured in.</summary>
    internal void Add<T, TActivation>(LyapunovSpectrum<T, TActivation> spectrum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        int points = schedule.CountedPoints;
        if (Trials == 0)
        {
            Running =
            [
                .. Enumerable.Range(1, Math.Min(Places, points)).Select(k => (int)((long)k * points / Math.Min(Places, points)))
                    .Select(to => (schedule.StepOf(to + schedule.FirstCounted - 1), Until(spectrum, 0, to))),
            ];
        }

        mean.Add(spectrum.Exponents);
        if (points < 2) return;
        first.Add(Until(spectrum, 0, points / 2));
        second.Add(Until(spectrum, points / 2, points));
    }

    /// <summary>Writes L.csv.</summary>
    internal void Write(TextWriter text)
    {
        text.Write("index,per_step,per_tau,first_half,second_half,standard_error\n");
        double[] all = PerStep, begins = FirstHalf, ends = SecondHalf, errors = Errors;
        for (int i = 0; i < count; i++)
        {
            text.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{i + 1},{all[i]:R},{all[i] / alpha:R},{Number(begins[i])},{Number(ends[i])},{Number(errors[i])}\n"));
        }
    }

    private static double[] Until<T, TActivation>(LyapunovSpectrum<T, TActivation> spectrum, int from, int to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        double[] exponents = new double[spectrum.Count];
        spectrum.Between(from, to, exponents);
        return exponents;
    }

    private double[] Half(SpectrumMean half) => half.Trials > 0 ? half.Means.ToArray() : [.. Enumerable.Repeat(double.NaN, count)];

    // An empty cell for what there is not: of a single point no halves, of a direction that died no error.
    private static string Number(double value) =>
        double.IsNaN(value) || double.IsPositiveInfinity(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
}

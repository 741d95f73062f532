using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Analysis;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Files;

/// <summary>Eigenvalues of G W at the points that a solve returned: the largest real part and the spectral radius, for as many as the time given allows.</summary>
/// <remarks>
/// Where not all points can be looked at in the time of the solve, an even sample of them is, and whoever is told is told so. Points that did not converge are no fixed points
/// and have no stability: they hold NaN, as do those not looked at.
/// </remarks>
internal sealed class PointStability
{
    // A solve in microseconds would leave no time for one point.
    private static readonly TimeSpan Always = TimeSpan.FromSeconds(0.25);

    private readonly Stability?[] found;
    private readonly int points;

    private PointStability(int samples, int points) => (found, this.points) = (new Stability?[samples], points);

    /// <summary>Points looked at.</summary>
    internal int Seen { get; private set; }

    /// <summary>Those with max Re λ(G W) ≥ 1, which the dynamics leave.</summary>
    internal int Unstable { get; private set; }

    /// <summary>Looks at the converged samples.</summary>
    /// <param name="neurons">N.</param>
    /// <param name="weights">W.</param>
    /// <param name="gains">G of every sample.</param>
    /// <param name="statuses">One per sample.</param>
    /// <param name="solve">How long the solve took: the looking takes no longer, or a quarter of a second.</param>
    /// <param name="cancellation">Looked at between points.</param>
    internal static PointStability Of<T>(
        int neurons, ReadOnlySpan<T> weights, ReadOnlySpan<T> gains, ReadOnlySpan<SolveStatus> statuses, TimeSpan solve, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<int> points = [];
        for (int k = 0; k < statuses.Length; k++)
        {
            if (statuses[k] == SolveStatus.Converged) points.Add(k);
        }

        PointStability result = new(statuses.Length, points.Count);
        TimeSpan allowed = solve > Always ? solve : Always;
        _ = Stability.OfMatrix<double>(2, [1, 2, 3, 4]);

        // The first call, above, is the compiler's.
        Stopwatch clock = Stopwatch.StartNew();
        int wanted = points.Count;
        for (int i = 0; i < wanted && clock.Elapsed < allowed; i++)
        {
            cancellation.ThrowIfCancellationRequested();

            // The first point, in the middle, says how many there is time for; the others are spread evenly over the rest.
            int sample = points[(int)((i + 0.5) * points.Count / wanted)];
            if (result.found[sample] is not null) continue;
            result.Add(sample, Stability.OfFixedPoint(neurons, weights, gains.Slice(sample * neurons, neurons)));
            if (i == 0 && result.Seen == 1) wanted = (int)Math.Clamp(allowed / clock.Elapsed, 1, points.Count);
        }

        return result;
    }

    internal double MaxReal(int sample) => found[sample]?.SpectralAbscissa ?? double.NaN;

    internal double SpectralRadius(int sample) => found[sample]?.SpectralRadius ?? double.NaN;

    /// <summary>Where points are unstable, a line that says how many of how many.</summary>
    /// <param name="here">Where to.</param>
    /// <param name="remedy">What to do about it; empty where it is done.</param>
    internal void Tell(Surroundings here, string remedy)
    {
        if (Unstable == 0) return;
        string among = Seen == points ? $"{points} fixed points" : $"{Seen} fixed points looked at, an even sample of {points} in the time of the solve,";
        here.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Unstable} of {among} {(Unstable == 1 ? "is" : "are")} unstable: the dynamics leave {(Unstable == 1 ? "it" : "them")}{remedy}"));
    }

    private void Add(int sample, Stability stability)
    {
        found[sample] = stability;
        Seen++;
        if (!stability.IsStableAsOde) Unstable++;
    }
}

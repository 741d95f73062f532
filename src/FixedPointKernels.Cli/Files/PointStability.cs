using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Numerics.Tensors;
using System.Threading;
using FixedPointKernels.Analysis;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Files;

/// <summary>The largest real part and the spectral radius of G W at the points that a solve returned, for as many as the time given
/// allows.</summary>
/// <remarks>
/// All eigenvalues where that is likely to fit, else Arnoldi's method; and where that does not get round either, an even sample of the
/// points, at least one of them. Whoever is told is told which. Points that did not converge are no fixed points and have no stability:
/// they hold NaN, as do those not looked at.
/// </remarks>
internal sealed class PointStability
{
    // Some 25 N³ flops; at 1 GFLOP/s they are on the safe side of what was measured. Products at most, and what they leave of an eigenvalue
    // relative to the radius.
    private const double SecondsPerEntry = 25e-9;
    private const int MostProducts = 40;
    private const double Accuracy = 1e-3;

    // How far rounding moves an eigenvalue that is exactly 1, relative to the radius.
    private const double SingleRounding = 1e-6;
    private const double FullRounding = 1e-12;

    // A solve in microseconds would leave no time for one point.
    private static readonly TimeSpan Always = TimeSpan.FromSeconds(0.25);

    private readonly Stability?[] found;
    private readonly int points;
    private readonly bool estimated;
    private readonly double nothing;

    private PointStability(int samples, int points, bool estimated, double nothing) =>
        (found, this.points, this.estimated, this.nothing) = (new Stability?[samples], points, estimated, nothing);

    private int Seen => found.Count(one => one is not null);

    /// <summary>Looks at the converged samples.</summary>
    /// <param name="neurons">N.</param>
    /// <param name="weights">W.</param>
    /// <param name="gains">G of every sample.</param>
    /// <param name="statuses">One per sample.</param>
    /// <param name="solve">How long the solve took: the looking takes no longer, or a quarter of a second.</param>
    /// <param name="cancellation">Looked at between points.</param>
    internal static PointStability Of<T>(
        int neurons, ReadOnlySpan<T> weights, ReadOnlySpan<T> gains, ReadOnlySpan<SolveStatus> statuses, TimeSpan solve,
        CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] points = Converged(statuses);
        TimeSpan allowed = solve > Always ? solve : Always;
        bool estimated = SecondsPerEntry * Math.Pow(neurons, 3) * points.Length > allowed.TotalSeconds;
        PointStability result = new(statuses.Length, points.Length, estimated, typeof(T) == typeof(float) ? SingleRounding : FullRounding);
        StabilityEstimator<T>? estimator = estimated ? new(neurons, MostProducts) : null;
        int stride = EvenStride(points.Length);
        Compile<T>(estimated);
        Stopwatch clock = Stopwatch.StartNew();
        for (int i = 0; i < points.Length; i++)
        {
            // Another point takes about as long as the ones before it.
            if (i > 0 && clock.Elapsed * (i + 1) / i > allowed) break;
            cancellation.ThrowIfCancellationRequested();
            int sample = points[(int)((i * (long)stride) % points.Length)];
            ReadOnlySpan<T> point = gains.Slice(sample * neurons, neurons);
            if (TensorPrimitives.IsFiniteAll(point)) result.found[sample] = Look(neurons, weights, point, estimator);
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
        Tell(
            here, found.Count(one => one is { } point && point.SpectralAbscissa > 1 + Nothing(point)), "unstable: the dynamics leave",
            remedy);
        Tell(
            here, found.Count(one => one is { } point && Math.Abs(point.SpectralAbscissa - 1) <= Nothing(point)),
            "marginal: the dynamics neither leave nor return to", "");
    }

    // A line of fixed points has max Re λ = 1 but for the rounding of gains and eigenvalues.
    private double Nothing(Stability point) => nothing * Math.Max(1, point.SpectralRadius);

    private void Tell(Surroundings here, int count, string what, string remedy)
    {
        if (count == 0) return;
        int seen = Seen;
        string method = estimated ? "by Arnoldi's method" : "";
        string sample = seen < points ? $"an even sample of {points}" : "";
        string how = string.Join(", ", new[] { sample, method }.Where(part => part.Length > 0));
        (string are, string them) = count == 1 ? ("is", "it") : ("are", "them");
        here.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} of {seen} fixed points{(seen < points ? " looked at" : "")}{(how.Length > 0 ? $" ({how})" : "")} {are} {what} "
                + $"{them}{remedy}"));
    }

    // Null where an estimate does not tell on which side of 1 the point is.
    private static Stability? Look<T>(int neurons, ReadOnlySpan<T> weights, ReadOnlySpan<T> gains, StabilityEstimator<T>? estimator)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (estimator is null) return Stability.OfFixedPoint(neurons, weights, gains);
        StabilityEstimate estimate = estimator.OfFixedPoint(weights, gains, Accuracy);
        return estimate.IsStableAsOde is null ? null : estimate.Value;
    }

    // Before the clock starts: a first call is the compiler's, and for a network of 60 longer than all points together.
    private static void Compile<T>(bool estimated)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int N = 12;
        T[] gains = new T[N], weights = new T[N * N];
        for (int i = 0; i < N * N; i++) weights[i] = T.CreateTruncating(Math.Sin(i * i));
        Array.Fill(gains, T.One);
        Look(N, weights, gains, estimated ? new StabilityEstimator<T>(N, N) : null);
    }

    private static int[] Converged(ReadOnlySpan<SolveStatus> statuses)
    {
        SolveStatus[] all = statuses.ToArray();
        return [.. Enumerable.Range(0, all.Length).Where(k => all[k] == SolveStatus.Converged)];
    }

    // Steps of the golden section, made coprime to the count, leave every beginning of the order spread over the whole of it.
    private static int EvenStride(int count)
    {
        int stride = Math.Max(1, (int)(0.618 * count));
        while (BigInteger.GreatestCommonDivisor(stride, Math.Max(1, count)) != 1) stride++;
        return stride;
    }
}

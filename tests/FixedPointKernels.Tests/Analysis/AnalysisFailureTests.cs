using FixedPointKernels.Analysis;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Analysis;

/// <summary>Corners of the analysis: spectra on the left, products that overflow, memory that was used before.</summary>
public sealed class AnalysisFailureTests
{
    [Fact, Trait("Leg", "Any")]
    public void An_abscissa_may_be_negative()
    {
        // Triangular: the eigenvalues are the diagonal, and no rounding is done to it.
        Assert.Equal(new Stability(3, -2), Stability.OfMatrix<double>(2, [-3, 5, 0, -2]));
        Assert.Equal(new Stability(4, -4), Stability.OfFixedPoint<float>(1, [-2], [2]));
        Assert.Equal(new Stability(0, double.NegativeInfinity), Stability.OfMatrix<double>(0, []));
    }

    [Fact, Trait("Leg", "Any")]
    public void Gains_times_weights_that_overflow_are_not_finite_rather_than_singular()
    {
        // 10²⁰⁰ · 10²⁰⁰ in I − G W: there is no such matrix, so nothing can be said of its pivots.
        double[] update = [1, 2, 3, 4];
        AlignedBuffer<double> scratch = Angles.UnderMetricScratch<double>(2).Allocate<double>();
        foreach (double[] weights in new double[][] { [1e200, 0, 0, 0], [0, 1e200, 0, 0], [0, 0, 0, -1e200] })
        {
            Assert.Equal(SolveStatus.NonFinite,
                Angles.UnderMetric<double>(2, weights, [1e200, 1e200], update, update, out double degrees, new int[2], scratch.Scratch));
            Assert.Equal(double.NaN, degrees);
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void What_lies_in_the_scratch_does_not_matter()
    {
        const int n = 7;
        RandomNet net = new(3, n, 0.7, n), other = new(4, n, 1, n);
        double[] w = Rows.Flat<double>(net.W), u = Rows.Flat<double>(other.W), v = Rows.Flat<double>(other.E),
            gains = new RandomSample(5, n, 1, 0.2).G;
        AlignedBuffer<double> clean = Angles.UnderMetricScratch<double>(n).Allocate<double>(),
            used = Angles.UnderMetricScratch<double>(n).Allocate<double>();
        used.Span.Fill(7);
        Assert.Equal(SolveStatus.Converged, Angles.UnderMetric<double>(n, w, gains, u, v, out double expected, new int[n], clean.Scratch));
        Assert.Equal(SolveStatus.Converged, Angles.UnderMetric<double>(n, w, gains, u, v, out double degrees, new int[n], used.Scratch));
        Assert.Equal(expected, degrees);
    }
}

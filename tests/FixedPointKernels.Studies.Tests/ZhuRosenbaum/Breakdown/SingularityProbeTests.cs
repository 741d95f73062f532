using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Analysis;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Tests.Training;
using FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Studies.Tests.ZhuRosenbaum.Breakdown;

/// <summary>What a probe says, against the twin's fixed points and Euler steps, and in cases with closed forms.</summary>
public sealed class SingularityProbeTests
{
    [Fact]
    public void It_is_what_the_twin_and_the_eigenvalues_of_I_minus_GW_say()
    {
        const int samples = 5;
        Model<double, Tanh> model = SmallTask.Model<double, Tanh>(gain: 0.8);
        TwinStep twin = new(model, SmallTask.Data, SmallTask.First(samples));
        double[][] r = twin.Rates(), ends = twin.Rates(0.01, 500);
        (double abscissa, double nearest, double distance, double residual) = (double.NegativeInfinity, double.PositiveInfinity, 0, 0);
        for (int k = 0; k < samples; k++)
        {
            double[] g = Array.ConvertAll(r[k], value => 1 - (value * value));
            abscissa = Math.Max(abscissa, Stability.OfFixedPoint<double>(7, model.Network.Weights, g).SpectralAbscissa);
            double[] matrix = new double[49];
            for (int i = 0; i < 49; i++) matrix[i] = (i % 8 == 0 ? 1 : 0) - (g[i / 7] * twin.W[i / 7][i % 7]);
            nearest = Math.Min(nearest, Eigenvalues.Of<double>(7, matrix).Min(Complex.Abs));
            distance = Math.Max(distance, r[k].Zip(ends[k], (a, b) => Math.Abs(a - b)).Max());
            double[] next = Twin.EulerRelaxation.Rate(twin.W, twin.X[k], Twin.Activation.Tanh, 1, 1, ends[k]);
            residual = Math.Max(residual, next.Zip(ends[k], (a, b) => Math.Abs(a - b)).Max());
        }

        SingularityProbe probe = SingularityProbe.Of(40, model, SmallTask.Data, samples);
        Assert.Equal((40, samples, 0, 0), (probe.Step, probe.Samples, probe.Lost, probe.Unstable));

        // Fixed points to 1e-10; eigenvalues of a 7×7 matrix far from defective follow them at the same order.
        Assert.Equal(abscissa, probe.LargestAbscissa, 1e-8);
        Assert.Equal(nearest, probe.NearestSingularity, 1e-8);
        Assert.Equal(distance, probe.EulerDistance, 1e-9);
        Assert.Equal(residual, probe.EulerResidual, 1e-12);
        Assert.InRange(probe.EulerDistance, 1e-4, 0.1);
    }

    [Fact]
    public void One_neuron_in_closed_form()
    {
        // r = tanh(w r) at x = 0 is at 0 for the solver, which starts there: G W = w.
        SingularityProbe stable = Of(0.25), unstable = Of(3), singular = Of(1);
        Assert.Equal((0, 0.25, 0.75), (stable.Unstable, stable.LargestAbscissa, stable.NearestSingularity));
        Assert.Equal((2, 3.0, 2.0), (unstable.Unstable, unstable.LargestAbscissa, unstable.NearestSingularity));
        Assert.Equal((2, 1.0, 0.0), (singular.Unstable, singular.LargestAbscissa, singular.NearestSingularity));
        Assert.Equal((0.0, 0.0, 0), (unstable.EulerDistance, unstable.EulerResidual, unstable.Lost));

        static SingularityProbe Of(double weight)
        {
            RateNetwork<double, Tanh> network = new([weight], 1);
            network.SetInputWeights([1], 1);
            return SingularityProbe.Of(0, new Model<double, Tanh>(network, [1, -1], 2), new Dataset("zero", 1, 2, [0, 0], [0, 1], 1), 2);
        }
    }

    [Fact]
    public void A_complex_pair_is_as_far_from_1_as_it_is_in_the_plane()
    {
        // At x = 0 the solver stays at r = 0: G W = W with eigenvalues 0.7 ± 0.4i, √(0.3² + 0.4²) = 0.5 from 1, of modulus √0.65 and real
        // part 0.7.
        RateNetwork<double, Tanh> network = new([0.7, -0.4, 0.4, 0.7], 2);
        network.SetInputWeights([1, 1], 1);
        SingularityProbe probe = SingularityProbe.Of(
            0, new Model<double, Tanh>(network, [1, -1, 1, 1], 2), new Dataset("zero", 1, 2, [0, 0], [0, 1], 1), 2);
        Assert.Equal(0.5, probe.NearestSingularity, 1e-14);
        Assert.Equal(0.7, probe.LargestAbscissa, 1e-14);
        Assert.Equal((0, 0), (probe.Lost, probe.Unstable));
    }

    [Fact]
    public void A_sample_without_a_fixed_point_is_counted_and_says_nothing_else()
    {
        // x = 1e308 · 2 overflows for the first sample: no state at all.
        RateNetwork<double, Tanh> network = new([0.5], 1);
        network.SetInputWeights([1e308], 1);
        Dataset data = new("one overflows", 1, 2, [2, 0], [0, 1], 1);
        Model<double, Tanh> model = new(network, [1, -1], 2);
        SingularityProbe one = SingularityProbe.Of(0, model, data, 1), two = SingularityProbe.Of(0, model, data, 2);
        Assert.Equal(
            (1, 0, double.NaN, double.NaN, double.NaN),
            (one.Lost, one.Unstable, one.LargestAbscissa, one.NearestSingularity, one.EulerDistance));
        Assert.Equal((1, 0, 0.5, 0.5, 0.0), (two.Lost, two.Unstable, two.LargestAbscissa, two.NearestSingularity, two.EulerDistance));
    }
}

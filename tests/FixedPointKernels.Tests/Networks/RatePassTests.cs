using System;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.Activations;
using FixedPointKernels.Networks;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Networks;

/// <summary>The pass after the product is element-wise but for a maximum: the same bits at every width, and what the twin says.</summary>
public sealed class RatePassTests
{
    public static TheoryData<string, bool> Cases => EveryActivation.InBothTypes;

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Cases))]
    public void The_same_bits_at_every_width_and_the_twins_values(string activation, bool inFloat) =>
        EveryActivation.Run(activation, inFloat, new Widths());

    [Theory, Trait("Leg", "Any")]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Anything_not_finite_anywhere_makes_the_rows_residual_NaN_at_every_width(double bad)
    {
        foreach (int n in new[] { 1, 7, 8, 19, 40 })
        {
            for (int at = 0; at < n; at++)
            {
                foreach (SimdWidth width in Available())
                {
                    double[] drives = new double[2 * n], states = new double[2 * n], images = new double[2 * n], residuals = new double[2];
                    drives[n + at] = bad;
                    RatePass<Linear, double> pass = new(default, n, drives, states, images, default, residuals);
                    AtWidth.Run<RatePass<Linear, double>, double>(width, ref pass);
                    Assert.Equal(0, residuals[0]);
                    Assert.True(double.IsNaN(residuals[1]), $"n {n}, at {at}, {width}");
                }
            }
        }
    }

    private static SimdWidth[] Available() =>
        Array.FindAll([SimdWidth.Bits512, SimdWidth.Bits256, SimdWidth.Bits128, SimdWidth.Native, SimdWidth.Scalar], Dispatch.IsAvailable);

    private sealed class Widths : IActivationCase
    {
        private const int Batch = 3;

        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            foreach (int n in new[] { 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 65 })
            {
                RandomNet net = new(n, n, 1, Batch, 2);
                T[] products = Rows.Flat<T>(net.E), drives = Rows.Flat<T>(net.X),
                    states = Rows.Flat<T>(RandomSample.Normal(new Random(n), Batch, n));
                string? first = null;
                foreach (SimdWidth width in Available())
                {
                    T[] images = [.. products], plain = [.. products], slopes = new T[images.Length],
                        residuals = new T[Batch], again = new T[Batch];
                    RatePass<TActivation, T> pass = new(f, n, drives, states, images, slopes, residuals);
                    AtWidth.Run<RatePass<TActivation, T>, T>(width, ref pass);
                    RatePass<TActivation, T> without = new(f, n, drives, states, plain, default, again);
                    AtWidth.Run<RatePass<TActivation, T>, T>(width, ref without);
                    string bits = Bits<T>(images) + Bits<T>(slopes) + Bits<T>(residuals);
                    first ??= bits;
                    Assert.True(first == bits, $"n {n}, {width}");
                    Assert.Equal(images, plain);
                    Assert.Equal(residuals, again);
                    if (width == SimdWidth.Scalar) AgainstTwin(twin, n, products, drives, states, images, slopes, residuals);
                }
            }
        }

        // z is one sum; f is good to 2 ulp and has condition |z f′/f| ≤ 15 for |z| ≤ 12 (softplus and logistic far
        // left), squared once for the power: 64 ε.
        private static void AgainstTwin<T>(
            Twin.Activation twin, int n, T[] products, T[] drives, T[] states, T[] images, T[] slopes, T[] residuals)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            double tolerance = 64 * (typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53));
            for (int k = 0; k < Batch; k++)
            {
                double[] z = Twin.DenseMatrix.AddScaled(Rows.From<T>(products.AsSpan(k * n, n)), 1, Rows.From<T>(drives.AsSpan(k * n, n)));
                Rows.AssertClose(twin.Values(z), Rows.From<T>(images.AsSpan(k * n, n)), tolerance, "image");
                Rows.AssertClose(twin.Slopes(z), Rows.From<T>(slopes.AsSpan(k * n, n)), tolerance, "slope");
                double[] difference =
                    Twin.DenseMatrix.AddScaled(Rows.From<T>(images.AsSpan(k * n, n)), -1, Rows.From<T>(states.AsSpan(k * n, n)));
                Rows.AssertClose([Twin.DenseMatrix.Largest(difference)], [double.CreateTruncating(residuals[k])], tolerance, "residual");
            }
        }

        private static string Bits<T>(T[] all)
            where T : unmanaged => Convert.ToHexString(MemoryMarshal.AsBytes(all.AsSpan()));
    }
}

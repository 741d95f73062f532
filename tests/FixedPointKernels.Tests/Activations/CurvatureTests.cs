using System;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.Activations;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Activations;

/// <summary>f″ of every activation is the twin's, and the same bits at every width.</summary>
public sealed class CurvatureTests
{
    private static readonly double[] Exponents = [0.5, 1.0, 1.5, 1.7, 2.0, 2.5, 3.0];

    [Theory, Trait("Leg", "Any")]
    [InlineData(false)]
    [InlineData(true)]
    public void Against_the_twin_at_every_width(bool inFloat)
    {
        if (inFloat) All<float>();
        else All<double>();
    }

    private static void All<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check<T, Linear>(new(-0.75), Twin.Activation.LinearWithGain(-0.75));
        Check<T, Tanh>(default, Twin.Activation.Tanh);
        Check<T, Relu>(default, Twin.Activation.Relu);
        Check<T, RectifiedTanh>(default, Twin.Activation.RectifiedTanh);
        Check<T, Logistic>(default, Twin.Activation.Logistic);
        Check<T, Softplus>(default, Twin.Activation.Softplus);
        foreach (double p in Exponents) Check<T, PowerLaw>(new(0.3, p), Twin.Activation.PowerLaw(p, 0.3));
    }

    // A value, a slope and a few products of them: 20 roundings of numbers up to 1, or to f″ of the power law.
    private static void Check<T, TActivation>(TActivation activation, Twin.Activation twin)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        T[] z = new T[70], oneLane = new T[70], got = new T[70];
        for (int i = 0; i < z.Length; i++) z[i] = T.CreateTruncating((0.12 * (i - 34)) + 0.06);
        z[7] = T.Zero;
        double epsilon = double.CreateTruncating(T.BitIncrement(T.One) - T.One);
        Run(SimdWidth.Scalar, activation, z, oneLane);
        for (int i = 0; i < z.Length; i++)
        {
            double right = twin.Curvature(double.CreateTruncating(z[i])), error = double.CreateTruncating(oneLane[i]) - right;
            Assert.InRange(Math.Abs(error), 0, 20 * epsilon * Math.Max(1, Math.Abs(right)));
        }

        foreach (SimdWidth width in EveryWidth.All)
        {
            if (!Dispatch.IsAvailable(width)) continue;
            Run(width, activation, z, got);
            for (int i = 0; i < z.Length; i++)
                Assert.True(EveryWidth.SameBits(oneLane[i], got[i]), $"{typeof(TActivation).Name} at {width}: f″({z[i]})");
        }
    }

    private static void Run<T, TActivation>(SimdWidth width, TActivation activation, T[] z, T[] curvatures)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        CurvatureKernel<TActivation, T> kernel = new(activation, z, curvatures);
        EveryWidth.Run<CurvatureKernel<TActivation, T>, T>(width, ref kernel);
    }

    private readonly ref struct CurvatureKernel<TActivation, T>(TActivation activation, ReadOnlySpan<T> z, Span<T> curvatures) : IKernel<T>
        where TActivation : struct, ICurvedActivation
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> z = z;
        private readonly Span<T> curvatures = curvatures;

        public void Run<S, V>()
            where S : struct, ILanes<V, T>
            where V : unmanaged
        {
            // As long as the widest register.
            Span<T> block = stackalloc T[64];
            for (int i = 0; i < z.Length; i += S.Count)
            {
                int count = Math.Min(S.Count, z.Length - i);
                block.Clear();
                z.Slice(i, count).CopyTo(block);
                V x = S.Load(ref MemoryMarshal.GetReference(block), 0), value = activation.Value<S, V, T>(x);
                V curvature = activation.Curvature<S, V, T>(x, value, activation.Slope<S, V, T>(x, value));
                S.Store(curvature, ref MemoryMarshal.GetReference(block), 0);
                block[..count].CopyTo(curvatures[i..]);
            }
        }
    }
}

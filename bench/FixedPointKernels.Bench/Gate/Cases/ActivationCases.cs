using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.Gate.Cases;

/// <summary>Every activation over 1,021 arguments, a prime, so that the tail is there; with its slopes for tanh.</summary>
internal static class ActivationCases
{
    private const int Length = 1021;

    internal static IEnumerable<GateCase> All => [.. Of<float>("float"), .. Of<double>("double")];

    private static IEnumerable<GateCase> Of<T>(string element)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return Apply<Tanh, T>($"activation/{element}/tanh");
        yield return Apply<Logistic, T>($"activation/{element}/logistic");
        yield return Apply<Softplus, T>($"activation/{element}/softplus");
        yield return Apply<PowerLaw, T>($"activation/{element}/power-law");
        yield return Apply<Relu, T>($"activation/{element}/relu");
        yield return GateCase.Of($"activation/{element}/tanh-and-slope", () =>
        {
            AlignedBuffer<T> z = CaseOperands.Gaussian<T>(1, Length), values = new(Length), slopes = new(Length);
            return () => Activation.Apply<Tanh, T>(default, z.Span, values.Span, slopes.Span);
        });
    }

    private static GateCase Apply<TActivation, T>(string name)
        where TActivation : struct, IActivation
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => GateCase.Of(name, () =>
        {
            AlignedBuffer<T> z = CaseOperands.Gaussian<T>(1, Length), values = new(Length);
            return () => Activation.Apply<TActivation, T>(default, z.Span, values.Span);
        });
}

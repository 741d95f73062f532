using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Bench.Gate.Cases;

/// <summary>Every learning rule over 64 samples of 100 neurons, and the update with its repacking.</summary>
internal static class RuleCases
{
    private const int Neurons = 100;
    private const int Batch = 64;

    internal static IEnumerable<GateCase> All => [.. Of<float>("float"), .. Of<double>("double")];

    private static IEnumerable<GateCase> Of<T>(string element)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return On<T, Euclidean>($"rule/{element}/euclidean");
        yield return On<T, LinearizedReparameterized>($"rule/{element}/linearized");
        yield return On<T, GainVariant>($"rule/{element}/variant");
        yield return On<T, FiniteStep>($"rule/{element}/finite-step");
        yield return GateCase.Of($"rule/{element}/update", () =>
        {
            RateNetwork<T, Tanh> network = CaseNetwork.Random<T>(Neurons, 0.9);
            AlignedBuffer<T> nothing = new(Neurons * Neurons);
            return () => network.Update(nothing.Span);
        });
    }

    private static GateCase On<T, TRule>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, ILearningRule => GateCase.Of(name, () =>
        {
            FixedPointSolver<T, Tanh> solver = new(CaseNetwork.Random<T>(Neurons, 0.9), Batch);
            AlignedBuffer<T> drive = CaseOperands.Gaussian<T>(2, Batch * Neurons), rates = new(drive.Length), gains = new(drive.Length),
                delta = new(Neurons * Neurons);
            solver.Solve(drive.Span, rates.Span, gains.Span);
            return () =>
            {
                // From zero each time: a sum over many calls would leave the normal numbers.
                delta.Span.Clear();
                solver.Accumulate(default(TRule), T.CreateTruncating(0.1), rates.Span, gains.Span, rates.Span, delta.Span);
            };
        });
}

using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.Gate.Cases;

/// <summary>The adjoint by every method, on the gains of solved samples.</summary>
internal static class AdjointCases
{
    private const int Neurons = 100;

    internal static IEnumerable<GateCase> All => [.. Of<float>("float"), .. Of<double>("double")];

    private static IEnumerable<GateCase> Of<T>(string element)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return On<T>($"adjoint/{element}/direct-8x100", AdjointMethod.Direct, 8);
        yield return On<T>($"adjoint/{element}/shared-64x100", AdjointMethod.Shared, 64);
        yield return On<T>($"adjoint/{element}/gmres-16x100", AdjointMethod.Gmres, 16);
    }

    private static GateCase On<T>(string name, AdjointMethod method, int batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(name, () =>
        {
            FixedPointSolver<T, Tanh> solver = new(CaseNetwork.Random<T>(Neurons, 0.9), batch, null, new() { Method = method });
            AlignedBuffer<T> drive = CaseOperands.Gaussian<T>(2, batch * Neurons), rates = new(drive.Length), gains = new(drive.Length),
                lambda = new(drive.Length);
            solver.Solve(drive.Span, rates.Span, gains.Span);
            return () => CaseNetwork.Counts(solver.Adjoint(gains.Span, rates.Span, lambda.Span));
        });
}

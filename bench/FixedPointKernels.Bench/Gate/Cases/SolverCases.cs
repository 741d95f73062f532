using System.Collections.Generic;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Bench.Gate.Cases;

/// <summary>Every method on one sample and on a batch, easy weights and hard ones, cold and warm.</summary>
internal static class SolverCases
{
    // Past a gain of 1 the paths of float samples differ with the order of summation, so with the register width; in double these agree.
    internal static IEnumerable<GateCase> All =>
        [.. Of<float>("float"), .. Of<double>("double"), Cold<double>("solve/double/auto-4x61-gain-2", new(), 4, 61, 2)];

    private static IEnumerable<GateCase> Of<T>(string element)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return Cold<T>($"solve/{element}/auto-1x100", new(), 1, 100, 0.9);
        yield return Cold<T>($"solve/{element}/auto-64x100", new(), 64, 100, 0.5);
        yield return Cold<T>($"solve/{element}/iterate-64x100", new() { Method = SolverMethod.Iterate }, 64, 100, 0.5);
        yield return Cold<T>($"solve/{element}/anderson-64x100", new() { Method = SolverMethod.Anderson }, 64, 100, 0.5);
        yield return Cold<T>($"solve/{element}/newton-8x100", new() { Method = SolverMethod.Newton }, 8, 100, 0.9);
        yield return Cold<T>($"solve/{element}/chord-64x100", new() { Method = SolverMethod.Chord }, 64, 100, 0.5);
        yield return Cold<T>($"solve/{element}/euler-4x100", new() { Method = SolverMethod.Euler, StepLimit = 50 }, 4, 100, 0.9);
        foreach (int n in (int[])[16, 61, 128])
            yield return Warm<T>($"solve/{element}/warm-1x{n}", n);
    }

    private static GateCase Cold<T>(string name, SolverOptions options, int batch, int neurons, double gain)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(name, () =>
        {
            FixedPointSolver<T, Tanh> solver = new(CaseNetwork.Random<T>(neurons, gain), batch, options);
            AlignedBuffer<T> drive = CaseOperands.Gaussian<T>(2, batch * neurons), rates = new(drive.Length);
            return () => CaseNetwork.Counts(solver.Solve(drive.Span, rates.Span));
        });

    // Every call starts from the same point, that of an input 0.01 standard deviations away: the same work each time.
    private static GateCase Warm<T>(string name, int neurons)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(name, () =>
        {
            FixedPointSolver<T, Tanh> solver = new(CaseNetwork.Random<T>(neurons, 0.9));
            AlignedBuffer<T> drive = CaseOperands.Gaussian<T>(2, neurons), start = new(neurons), rates = new(neurons);
            solver.Solve(drive.Span, start.Span);
            TensorPrimitives.Add(drive.Span, CaseOperands.Gaussian<T>(3, neurons, 0.01).Span, drive.Span);
            return () =>
            {
                start.Span.CopyTo(rates.Span);
                return CaseNetwork.Counts(solver.Solve(drive.Span, rates.Span, warmStart: true));
            };
        });
}

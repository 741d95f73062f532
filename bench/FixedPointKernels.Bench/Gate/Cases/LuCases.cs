using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Bench.LinearAlgebra;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.Gate.Cases;

/// <summary>LU of one matrix by verb, and of many small ones side by side.</summary>
internal static class LuCases
{
    internal static IEnumerable<GateCase> All => [.. Of<float>("float"), .. Of<double>("double")];

    private static IEnumerable<GateCase> Of<T>(string element)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int n in (int[])[16, 61, 300])
            yield return On<T>($"lu/{element}/factor-{n}", n, subject => subject.Factor());
        yield return On<T>($"lu/{element}/factor-solve-128", 128, subject => subject.FactorAndSolve());
        yield return On<T>($"lu/{element}/solve-transposed-300", 300, subject => subject.SolveTransposed());
        yield return On<T>($"lu/{element}/invert-100", 100, subject => subject.Invert());
        foreach (int n in (int[])[8, 16])
            yield return GateCase.Of($"lu/{element}/batched-{n}x128", () => Batched<T>(n, 128));
    }

    private static GateCase On<T>(string name, int n, Action<LuSubject<T>> verb)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => GateCase.Of(name, () =>
        {
            LuSubject<T> subject = new(n);
            return () => verb(subject);
        });

    private static Action Batched<T>(int n, int systems)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AlignedBuffer<T> interleaved = new(BatchedLu.InterleavedLength(n * n, systems)), work = new(interleaved.Length);
        int[] pivots = new int[BatchedLu.InterleavedLength(n, systems)], singular = new int[systems];
        BatchedLu.Interleave<T>(n * n, systems, CaseOperands.Gaussian<T>(1, n * n * systems).Span, interleaved.Span);
        return () =>
        {
            interleaved.Span.CopyTo(work.Span);
            BatchedLu.Factor<T>(n, systems, work.Span, pivots, singular);
        };
    }
}

using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Bench.LinearAlgebra;

namespace FixedPointKernels.Bench.Gate.Cases;

/// <summary>QR of tall matrices, and its pullback.</summary>
internal static class QrCases
{
    internal static IEnumerable<GateCase> All => [.. Of<float>("float"), .. Of<double>("double")];

    private static IEnumerable<GateCase> Of<T>(string element)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((int n, int k) in ((int, int)[])[(80, 75), (256, 16), (64, 1)])
        {
            yield return On<T>($"qr/{element}/factor-{n}x{k}", n, k, subject => subject.Factor());
            yield return On<T>($"qr/{element}/pullback-{n}x{k}", n, k, subject => subject.Pullback());
        }

        yield return On<T>($"qr/{element}/pullback-of-logs-80x75", 80, 75, subject => subject.PullbackOfLogs());
    }

    private static GateCase On<T>(string name, int n, int k, Action<QrSubject<T>> verb)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => GateCase.Of(name, () =>
        {
            QrSubject<T> subject = new(n, k);
            return () => verb(subject);
        });
}

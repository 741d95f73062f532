using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Circuits;
using Twin = FixedPointKernels.Reference.Circuit;
using TwinKind = FixedPointKernels.Reference.CircuitKind;

namespace FixedPointKernels.Tests.Support;

/// <summary>Circuits of the twin as circuits of the library, and random ones.</summary>
internal static class CoreCircuit
{
    /// <summary>The same parameters.</summary>
    internal static Circuit<T> Of<T>(Twin twin)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        return new(
            (CircuitKind)(int)twin.Kind, Convert<T>([.. twin.W.SelectMany(row => row)]),
            Convert<T>([.. twin.Wr.SelectMany(row => row)]), Convert<T>(twin.B), Convert<T>(twin.B0), Convert<T>(twin.Sigma),
            Convert<T>(twin.TauY), Convert<T>(twin.TauA));
    }

    internal static T[] Convert<T>(double[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Array.ConvertAll(values, T.CreateTruncating);

    /// <summary>A circuit with parameters over three decades (b, b₀, σ, W and τ from 0.03 to 30; with a Wr of its own those but τ are
    /// uniform in (0, 1), as where the paper conjectures stability), and a drive of norm 1.</summary>
    /// <param name="random">Draws.</param>
    /// <param name="n">Units.</param>
    /// <param name="kind">Where it is rectified.</param>
    /// <param name="recurrence">The largest singular value of Wr is about this; null takes I.</param>
    internal static (Twin Circuit, double[] Z) Draw(Random random, int n, TwinKind kind, double? recurrence)
    {
        double Size() => recurrence is null ? 0.03 * Math.Pow(1000, random.NextDouble()) : 1 - random.NextDouble();
        double[] Sizes() => [.. Enumerable.Range(0, n).Select(_ => Size())];
        double[] Spread() => [.. Enumerable.Range(0, n).Select(_ => 0.03 * Math.Pow(1000, random.NextDouble()))];
        double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double[][] Matrix(Func<int, int, double> entry) =>
            [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => entry(i, j)).ToArray())];
        double[][] recurrent = Matrix((i, j) => recurrence is { } size ? size * Gaussian() / (2 * Math.Sqrt(n)) : i == j ? 1 : 0);
        double[] z = [.. Enumerable.Range(0, n).Select(_ => Gaussian())];
        double norm = Math.Sqrt(z.Sum(one => one * one));
        return (
            new(kind, Matrix((_, _) => Size()), recurrent, Sizes(), Sizes(), Sizes(), Spread(), Spread()),
            [.. z.Select(one => one / norm)]);
    }
}

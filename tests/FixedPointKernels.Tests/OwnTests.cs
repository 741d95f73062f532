using System;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests;

/// <summary>What docs/your-own.md shows, as it stands there: an activation, a system, weights and a loop of one's own.</summary>
public sealed class OwnTests
{
    private const int N = 37;

    [Fact]
    public void The_page_shows_what_is_tested_here()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "FixedPointKernels.sln"))) root = Path.GetDirectoryName(root)!;
        string page = File.ReadAllText(Path.Combine(root, "docs", "your-own.md")).ReplaceLineEndings("\n");
        string here = File.ReadAllText(Path.Combine(root, "tests", "FixedPointKernels.Tests", "OwnTests.cs")).ReplaceLineEndings("\n");
        string shown = here[(here.LastIndexOf("\n// Shown\n", StringComparison.Ordinal) + 10)..];
        string[] structs = [.. shown.Split("\ninternal ").Select(part => part.TrimEnd())];
        Assert.Equal(3, structs.Length);
        Assert.All(structs, part => Assert.Contains(part, page, StringComparison.Ordinal));

        // A program begins with a word: half a line of this file once stood there.
        Assert.DoesNotMatch("```csharp\n\\W", page);
    }

    // A ring that couples neighbours, by its own loop at every width, against the dense matrix of the same ring; by auto and
    // GMRES, a batch with the bits of single ones.
    [Fact]
    public void A_ring_is_the_dense_network_of_its_matrix()
    {
        const double Coupling = 0.45;
        double[] w = new double[N * N], drive = [.. Enumerable.Range(0, 3 * N).Select(i => Math.Sin(i))],
            error = [.. Enumerable.Range(0, 3 * N).Select(i => Math.Cos(3 * i))];
        for (int i = 0; i < N; i++) w[(i * N) + ((i + 1) % N)] = w[(i * N) + ((i + N - 1) % N)] = Coupling;
        (double[] expected, double[] slopes) = Solve<Dense<double>>(new PackedWeights<double>(w, N, N), drive, error);
        (double[] rates, double[] gradient) = Solve<Ring>(new(N, Coupling), drive, error);
        Rows.AssertClose(expected, rates, 1e-8, "r");
        Rows.AssertClose(slopes, gradient, 1e-8, "∂L/∂x");
        foreach (SimdWidth width in EveryWidth.All.Where(Dispatch.IsAvailable))
        {
            double[] sums = new double[N];
            Neighbours pass = new() { From = drive.AsSpan(0, N), To = sums, Coupling = Coupling };
            AtWidth.Run<Neighbours, double>(width, ref pass);
            for (int i = 0; i < N; i++) Assert.Equal(Coupling * (drive[(i + N - 1) % N] + drive[(i + 1) % N]), sums[i]);
        }
    }

    // f(z) = z / √(1 + z²), f′ = (1 + z²)^−1.5: one neuron r = f(0.9 r + ¼), by bisection.
    [Fact]
    public void An_activation_of_ones_own_solves()
    {
        FixedPointSolver<double, Algebraic> solver = new(new RateNetwork<double, Algebraic>([0.9], 1));
        double[] r = new double[1], g = new double[1];
        Assert.True(solver.Solve([0.25], r, g).AllConverged);
        (double low, double high) = (0, 1);
        for (int turn = 0; turn < 60; turn++)
        {
            double middle = (low + high) / 2, z = (0.9 * middle) + 0.25;
            (low, high) = z / Math.Sqrt(1 + (z * z)) > middle ? (middle, high) : (low, middle);
        }

        Assert.Equal(low, r[0], 1e-9);
        Assert.Equal(Math.Pow(1 + Math.Pow((0.9 * low) + 0.25, 2), -1.5), g[0], 1e-8);
    }

    private static (double[] Rates, double[] Gradient) Solve<TWeights>(TWeights weights, double[] drive, double[] error)
        where TWeights : struct, IWeights<TWeights, double>
    {
        RateMap<double, TWeights, Uniform<Tanh>> map = new(weights, default);
        MapSolver<double, RateMap<double, TWeights, Uniform<Tanh>>> solver = new(map, 3), alone = new(map);
        AdjointSolver<double, RateMap<double, TWeights, Uniform<Tanh>>> adjoint = new(map, 3);
        double[] r = new double[3 * N], g = new double[3 * N], u = new double[3 * N], gradient = new double[3 * N], one = new double[N];
        Assert.True(solver.Solve(drive, r, g).AllConverged);
        Assert.True(adjoint.Solve(g, error, u, gradient).AllConverged);
        alone.Solve(drive.AsSpan(N, N), one);
        Assert.Equal(one, r[N..(2 * N)]);
        ZeroBytes.Assert("solve", () => solver.Solve(drive, r, g));
        return (r, gradient);
    }
}

// Shown
internal readonly struct Algebraic : IActivation
{
    public static double SteepestSlope => 1;

    public V Value<S, V, T>(V z)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.Divide(z, S.Sqrt(S.MultiplyAdd(z, z, S.Broadcast(T.One))));

    public V Slope<S, V, T>(V z, V value)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V one = S.Broadcast(T.One), square = S.MultiplyAdd(z, z, one);
        return S.Divide(one, S.Multiply(square, S.Sqrt(square)));
    }
}

internal readonly struct Ring(int neurons, double coupling) : IWeights<Ring, double>
{
    public int Outputs => neurons;

    public int Inputs => neurons;

    public ScratchSize Scratch(int rows) => ScratchSize.None;

    public void Multiply(int rows, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch)
    {
        for (int k = 0; k < rows; k++)
        {
            Neighbours pass =
                new() { From = vectors.Slice(k * neurons, neurons), To = products.Slice(k * neurons, neurons), Coupling = coupling };
            Dispatch.Run<Neighbours, double>(ref pass);
        }
    }

    public void MultiplyTransposed(int rows, ReadOnlySpan<double> vectors, Span<double> products, Scratch<double> scratch) =>
        Multiply(rows, vectors, products, scratch);
}

internal ref struct Neighbours : IKernel<double>
{
    internal required ReadOnlySpan<double> From;
    internal required Span<double> To;
    internal required double Coupling;

    public readonly void Run<S, V>()
        where S : struct, ILanes<V, double>
        where V : unmanaged
    {
        ref readonly double from = ref MemoryMarshal.GetReference(From);
        ref double to = ref MemoryMarshal.GetReference(To);
        nuint last = (nuint)From.Length - 1, i = 1;
        V coupling = S.Broadcast(Coupling);
        for (; i + (nuint)S.Count <= last; i += (nuint)S.Count)
            S.Store(S.Multiply(coupling, S.Add(S.Load(in from, i - 1), S.Load(in from, i + 1))), ref to, i);
        for (; i < last; i++) To[(int)i] = Coupling * (From[(int)i - 1] + From[(int)i + 1]);
        To[0] = Coupling * (From[^1] + From[1]);
        To[^1] = Coupling * (From[^2] + From[0]);
    }
}

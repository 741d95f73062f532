using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Bench.LinearAlgebra;
using FixedPointKernels.Circuits;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Bench.Quick;

/// <summary>Divisive normalization circuits: the closed form against its one product, a general recurrence, one trajectory.</summary>
internal static class CircuitRows
{
    internal static IEnumerable<Row> All() =>
    [
        new("circuit closed form float 512x64", () => ClosedForm<float>("circuit closed form float 512x64")),
        new("circuit closed form double 512x64", () => ClosedForm<double>("circuit closed form double 512x64")),
        new("circuit solve double 256x50 vs NumPy", () => [Solve("circuit solve double 256x50 vs NumPy")]),
        new("circuit trajectory double 16 vs SciPy", () => [Follow("circuit trajectory double 16 vs SciPy")]),
    ];

    private static IEnumerable<Line> ClosedForm<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int n = 64, rows = 512;
        Circuit<T> circuit = Draw<T>(n, recurrence: false);
        AlignedBuffer<T> drives = BenchData.Aligned<T>(rows * n, 1), states = new(2 * rows * n), products = new(rows * n);
        AlignedBuffer<T> working = NormalizationEquation.Scratch(circuit, rows).Allocate<T>();
        Timings timings = new(
        [
            () => NormalizationEquation.Solve(circuit, drives.Span, states.Span, working.Scratch),
            () => circuit.Pool.Multiply(rows, drives.Span, T.Zero, products.Span),
        ], rounds: 101);
        yield return Line.Most(
            name, timings.Ratio(0, 1), "×", 1.3,
            $"{Line.Number(timings.Seconds(0) * 1e6)} µs, its product {Line.Number(timings.Seconds(1) * 1e6)} µs");
    }

    private static Line Solve(string name)
    {
        const int n = 50, batch = 256;
        CircuitSolver<double> solver = new(Draw<double>(n, recurrence: true), batch);
        AlignedBuffer<double> drives = Drives(n, batch), states = new(2 * n * batch);
        CircuitSummary<double> summary = solver.Solve(drives.Span, states.Span);
        int found = summary.Statuses.Count(SolveStatus.Converged);
        double steps = summary.Iterations.ToArray().Average();
        using CircuitPeer peer = new("circuit_points.py", "numpy", solver.Circuit, drives.Span);
        return peer.Compare(
            name, 2.5, () => solver.Solve(drives.Span, states.Span), states.Span, apart: 1e-8, rounds: 7,
            $"{batch} samples to 1e-10, {Line.Number(steps)} iterations in the mean, {found} found");
    }

    private static Line Follow(string name)
    {
        const int n = 16;
        const double end = 100, tolerance = 1e-8;
        CircuitMap<double> map = new(Draw<double>(n, recurrence: true));
        AlignedBuffer<double> drive = Drives(n, 1), start = new(2 * n), state = new(2 * n);
        AlignedBuffer<double> working = map.Scratch(1).Allocate<double>();
        start.Span.Fill(0.01);
        TrajectoryIntegrator<double> integrator = new(
            2 * n, new() { AbsoluteTolerance = tolerance, RelativeTolerance = tolerance, EndTime = end });
        TrajectoryResult result = default;
        void Run()
        {
            MapDynamics<double, CircuitMap<double>> system = new(map, drive.Span, working.Scratch, 2);
            result = integrator.Integrate(system, start.Span, state.Span);
        }

        Run();
        using CircuitPeer peer = new("circuit_trajectory.py", "scipy", map.Circuit, drive.Span);
        peer.Write("tau", [.. map.Circuit.TauY, .. map.Circuit.TauA]);
        peer.Write("start", start.Span);
        peer.Write("span", [end, tolerance]);
        return peer.Compare(name, 20, Run, state.Span, apart: 1e-6, rounds: 7, $"{result.Steps} steps of ours at 1e-8");
    }

    private static AlignedBuffer<double> Drives(int n, int batch)
    {
        AlignedBuffer<double> drives = BenchData.Aligned<double>(batch * n, 3);
        for (int k = 0; k < batch; k++)
        {
            Span<double> row = drives.Span.Slice(k * n, n);
            double norm = Math.Sqrt(System.Numerics.Tensors.TensorPrimitives.SumOfSquares<double>(row));
            System.Numerics.Tensors.TensorPrimitives.Divide(row, norm, row);
        }

        return drives;
    }

    // The paper's ensemble: W, b, b₀, σ uniform in (0, 1], Wr Gaussian with a largest singular value of about 1, τ = 2.
    private static Circuit<T> Draw<T>(int n, bool recurrence)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(5);
        T[] Uniform(int count) => [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(1 - random.NextDouble()))];
        T[] tau = [.. Enumerable.Repeat(T.CreateTruncating(2), n)], recurrent = [];
        if (recurrence)
        {
            recurrent = [.. Enumerable.Range(0, n * n).Select(_ => T.CreateTruncating(Gaussian(random) / (2 * Math.Sqrt(n))))];
        }

        return new(CircuitKind.Main, Uniform(n * n), recurrent, Uniform(n), Uniform(n), Uniform(n), tau, tau);
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

using System;
using System.Diagnostics;
using System.Linq;
using FixedPointKernels.Analysis;
using FixedPointKernels.Gradients;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;
using Map = FixedPointKernels.Networks.RateMap<
    double, FixedPointKernels.Weights.Sparse<double>, FixedPointKernels.Activations.Uniform<FixedPointKernels.Activations.Tanh>>;

namespace FixedPointKernels.Bench.Choosing;

/// <summary>The table of docs/choosing.md for 50,000 neurons with 20 weights each: what a point, a gradient and its stability take in time
/// and in memory beside the weights.</summary>
/// <remarks>Seconds of the processor, which others on a shared machine lengthen less than those of the clock.</remarks>
internal static class LargeNetworkTable
{
    private const int Neurons = 50_000;
    private const int PerRow = 20;
    private const int Passes = 3;

    internal static void Print()
    {
        Console.WriteLine($"N = {Neurons}, {PerRow} weights ±gain/√{PerRow} a row, tanh, double, one sample, medians of {Passes}");
        Console.WriteLine("| what | gain | products | s | MB | result |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | --- |");
        Map calm = new(Draw(0.9), default), lively = new(Draw(1.3), default);
        double[] gains = Solve(calm, 0.9, SolverMethod.Anderson);
        Solve(calm, 0.9, SolverMethod.Krylov);
        Adjoint(calm, 0.9, gains);
        Stability(calm, 0.9, gains);
        Adjoint(lively, 1.3, Solve(lively, 1.3, SolverMethod.Krylov));
        Solve(lively, 1.3, SolverMethod.Auto);
        using Process process = Process.GetCurrentProcess();
        Console.WriteLine($"Peak of the process: {process.PeakWorkingSet64 / 1e6:F0} MB");
    }

    private static double[] Solve(Map map, double gain, SolverMethod method)
    {
        double[] drive = [.. Enumerable.Range(0, Neurons).Select(i => Math.Sin(i))];
        double[] rates = new double[Neurons], gains = new double[Neurons];
        Row($"point, {method}", gain, () => new MapSolver<double, Map>(map, 1, new() { Method = method }), solver =>
        {
            rates.AsSpan().Clear();
            SolveSummary<double> solved = solver.Solve(drive, rates, gains);
            return (solved.Evaluations, $"{solved.Status(0)}, residual {solved.Residual(0):0e0}");
        });
        return gains;
    }

    private static void Adjoint(Map map, double gain, double[] gains)
    {
        double[] error = [.. Enumerable.Range(0, Neurons).Select(i => Math.Sin(2 * i))];
        double[] u = new double[Neurons], slope = new double[Neurons];
        Row("gradient, Gmres", gain, () => new AdjointSolver<double, Map>(map), adjoint =>
        {
            SolveSummary<double> solved = adjoint.Solve(gains, error, u, slope);
            return (solved.Evaluations, $"{solved.Status(0)}, residual {solved.Residual(0):0e0}");
        });
    }

    private static void Stability(Map map, double gain, double[] gains) =>
        Row("stability, Arnoldi to 1 %", gain, () => new StabilityEstimator<double>(Neurons, 710), estimator =>
        {
            StabilityEstimate found =
                estimator.Of(new LinearizedMap<double, Map>(map, gains, map.Scratch(1).Allocate<double>().Scratch), 1e-2);
            return (found.Products, $"{(found.Converged ? "converged" : "not converged")}, ρ = {found.Value.SpectralRadius:F3} "
                + $"(residual {found.RadiusResidual:0e0}), α = {found.Value.SpectralAbscissa:F3} ({found.AbscissaResidual:0e0})");
        });

    private static void Row<TSolver>(string what, double gain, Func<TSolver> make, Func<TSolver, (long Products, string Result)> run)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        TSolver solver = make();
        (long products, string result) = run(solver);
        double megabytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 1e6;
        double[] times = new double[Passes];
        for (int i = 0; i < Passes; i++)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            run(solver);
            times[i] = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        }

        Array.Sort(times);
        Console.WriteLine($"| {what} | {gain} | {products} | {times[Passes / 2]:F2} | {megabytes:F0} | {result} |");
    }

    private static SparseWeights<double> Draw(double gain)
    {
        Random random = new(1);
        (int[] starts, int[] columns, double[] values) = (new int[Neurons + 1], new int[Neurons * PerRow], new double[Neurons * PerRow]);
        for (int i = 0; i < Neurons; i++)
        {
            starts[i + 1] = (i + 1) * PerRow;
            for (int k = 0; k < PerRow; k++) columns[(i * PerRow) + k] = (k * (Neurons / PerRow)) + random.Next(Neurons / PerRow);
        }

        for (int at = 0; at < values.Length; at++) values[at] = gain / Math.Sqrt(PerRow) * (random.Next(2) == 0 ? 1 : -1);
        return new(Neurons, Neurons, starts, columns, values);
    }
}

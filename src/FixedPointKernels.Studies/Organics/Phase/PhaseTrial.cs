using System;
using System.Linq;
using System.Numerics.Tensors;
using FixedPointKernels.Circuits;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Studies.Organics.Phase;

/// <summary>A circuit with Wr = I + G under an input of some norm: where it goes from the point that it would have with Wr = I.</summary>
/// <param name="Strength">Δ: the entries of G have the standard deviation Δ/(2√n), a spectral radius of Δ/2.</param>
/// <param name="Norm">‖z‖.</param>
/// <param name="Status">How it ended.</param>
/// <param name="MaxReal">The largest real part of the eigenvalues at the point that it settled at, per second; else NaN.</param>
/// <param name="Distance">‖y − y₀‖/‖y₀‖ of that point, y₀ by the normalization equation; else NaN.</param>
/// <param name="Corrected">The same from y₀ with its first-order correction in G; else NaN.</param>
/// <param name="Amplitude">Of one that goes on moving; else NaN.</param>
internal sealed record PhaseTrial(
    double Strength, double Norm, SolveStatus Status, double MaxReal, double Distance, double Corrected, double Amplitude)
{
    internal const double Tau = 0.002;

    // 20 chunks of 100 τ.
    private const double TimeLimit = 2000;
    private const double Sigma = 0.1;

    /// <summary>Draws a circuit and follows it: W = 1 everywhere, b = b₀ = 1, σ = 0.1, τ = 2 ms, the input Gaussian over all
    /// units.</summary>
    /// <param name="seed">Of all random numbers.</param>
    /// <param name="draw">Which: G and the direction of the input depend on it alone.</param>
    /// <param name="units">n.</param>
    /// <param name="strength">Δ.</param>
    /// <param name="norm">‖z‖.</param>
    /// <param name="cancellation">Ends the way.</param>
    internal static PhaseTrial Run(
        ulong seed, int draw, int units, double strength, double norm, System.Threading.CancellationToken cancellation)
    {
        int n = units;
        (double[] random, double[] drive) = Draw(seed, draw, n, strength, norm);
        Circuit<double> plain = Make(n, []), circuit = Make(n, Recurrent(n, random));
        double[] start = new double[2 * n];
        new CircuitSolver<double>(plain).Solve(drive, start, cancellation);
        double[] state = [.. start];
        SettledPoint found = new SettledCircuit<double>(circuit, new() { TimeLimit = TimeLimit })
            .SettleFrom(drive, state, cancellation);
        if (found.Status != SolveStatus.Converged)
            return new(strength, norm, found.Status, double.NaN, double.NaN, double.NaN, found.Amplitude);
        double[] corrected = Correct(plain, random, drive, start);
        return new(
            strength, norm, SolveStatus.Converged, found.MaxReal, Relative(state, start, start, n), Relative(state, corrected, start, n),
            double.NaN);
    }

    internal static (double[] Random, double[] Drive) Draw(ulong seed, int draw, int n, double strength, double norm)
    {
        SeededRandom numbers = new(seed, (ulong)draw);
        double[] random = new double[n * n], drive = new double[n];
        numbers.FillGaussian<double>(random, strength / (2 * Math.Sqrt(n)));
        numbers.FillGaussian<double>(drive, 1);
        TensorPrimitives.Multiply(drive, norm / TensorPrimitives.Norm<double>(drive), drive);
        return (random, drive);
    }

    private static Circuit<double> Make(int n, double[] recurrent)
    {
        double[] ones = [.. Enumerable.Repeat(1.0, n)], tau = [.. Enumerable.Repeat(Tau, n)];
        return new(
            CircuitKind.Main, [.. Enumerable.Repeat(1.0, n * n)], recurrent, ones, ones, [.. Enumerable.Repeat(Sigma, n)], tau, tau);
    }

    private static double[] Recurrent(int n, double[] random)
    {
        double[] sum = [.. random];
        for (int i = 0; i < n; i++) sum[(i * n) + i] += 1;
        return sum;
    }

    // s₀ + (I − DF)⁻¹ ((1 − √a)∘(G y), 0): the derivative of the fixed point by Wr, in the direction G.
    private static double[] Correct(Circuit<double> plain, double[] random, double[] drive, double[] start)
    {
        int n = plain.Units, size = 2 * n;
        CircuitMap<double> map = new(plain);
        double[] linearization = new double[map.LinearizationSize], matrix = new double[size * size], step = new double[size];
        map.Evaluate(
            1, start, drive, new double[size], linearization, new double[1], new Scratch<double>(new double[map.Scratch(1).Elements]));
        map.Jacobian(linearization, matrix);
        for (int i = 0; i < n; i++)
        {
            double push = TensorPrimitives.Dot<double>(random.AsSpan(i * n, n), start.AsSpan(0, n));
            step[i] = (1 - Math.Sqrt(start[n + i])) * push;
        }

        int[] pivots = new int[size];
        if (Lu.Factor(size, matrix, size, pivots, new Scratch<double>(new double[Lu.FactorScratch<double>(size).Elements])) >= 0)
            return [.. start.Select(_ => double.NaN)];
        Lu.Solve(Transpose.No, size, matrix, size, pivots, step);
        TensorPrimitives.Add(step, start, step);
        return step;
    }

    private static double Relative(double[] one, double[] other, double[] scale, int n) =>
        TensorPrimitives.Distance<double>(one.AsSpan(0, n), other.AsSpan(0, n)) / TensorPrimitives.Norm<double>(scale.AsSpan(0, n));
}

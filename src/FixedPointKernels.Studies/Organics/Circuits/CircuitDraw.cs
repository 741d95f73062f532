using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Analysis;
using FixedPointKernels.Circuits;
using FixedPointKernels.Learning.Randomness;

namespace FixedPointKernels.Studies.Organics.Circuits;

/// <summary>A random circuit of the paper's ensemble, and its drive: b, b₀, σ and the entries of W uniform in (0, 1], Wr Gaussian, scaled
/// to a largest singular value, the drive Gaussian, scaled to norm 1, τ = 2.</summary>
/// <param name="Circuit">The circuit, main form.</param>
/// <param name="Drive">z, ‖z‖ = 1.</param>
/// <remarks>Source: S. Rawat, D. J. Heeger, S. Martiniani 2024, the captions of figure 4 and of conjecture 5.3's table.</remarks>
internal sealed record CircuitDraw(Circuit<double> Circuit, double[] Drive)
{
    /// <summary>τ of all neurons, in the paper's unit.</summary>
    internal const double Tau = 2;

    /// <summary>One of the ensemble.</summary>
    /// <param name="seed">Of the ensemble.</param>
    /// <param name="trial">Which one: each has random numbers of its own, whatever is drawn before it.</param>
    /// <param name="units">n.</param>
    /// <param name="singularValue">The largest of Wr.</param>
    internal static CircuitDraw Of(ulong seed, int trial, int units, double singularValue)
    {
        SeededRandom random = new(seed, (ulong)trial);
        double[] Uniform(int count) => [.. Enumerable.Range(0, count).Select(_ => 1 - random.NextUniform())];
        double[] Gaussian(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
        double[] tau = [.. Enumerable.Repeat(Tau, units)];
        double[] recurrent = Gaussian(units * units), drive = Gaussian(units);
        Scale(recurrent, singularValue / LargestSingularValue(units, recurrent));
        Scale(drive, 1 / Math.Sqrt(drive.Sum(one => one * one)));
        Circuit<double> circuit = new(
            CircuitKind.Main, Uniform(units * units), recurrent, Uniform(units), Uniform(units), Uniform(units), tau, tau);
        return new(circuit, drive);
    }

    // The root of the largest eigenvalue of WrᵀWr, which is good to the last digits for the largest.
    private static double LargestSingularValue(int n, double[] matrix)
    {
        double[] square = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int k = 0; k < n; k++) square[(i * n) + j] += matrix[(k * n) + i] * matrix[(k * n) + j];
            }
        }

        Complex[] eigenvalues = Eigenvalues.Of<double>(n, square);
        return Math.Sqrt(eigenvalues.Max(one => one.Real));
    }

    private static void Scale(double[] values, double factor)
    {
        for (int k = 0; k < values.Length; k++) values[k] *= factor;
    }
}

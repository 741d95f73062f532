using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Analysis;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Breakdown;

/// <summary>How near a network is to the singularities of I − G W at a few fixed samples, whose fixed points are solved exactly, and how
/// far an Euler pass stops from them.</summary>
/// <param name="Step">Updates before it.</param>
/// <param name="Samples">Samples looked at.</param>
/// <param name="Lost">Of those, the ones without a fixed point found.</param>
/// <param name="Unstable">The ones whose fixed point is unstable, max Re λ(G W) ≥ 1.</param>
/// <param name="LargestAbscissa">The largest max Re λ(G W) of the fixed points found; NaN where none was.</param>
/// <param name="NearestSingularity">The smallest |1 − λ(G W)| of the fixed points found, 0 where I − G W is singular; NaN where none was
/// found.</param>
/// <param name="EulerDistance">The largest max|r − r*| between the end r of 500 Euler steps and the fixed point r* found from r = 0; NaN
/// where none was.</param>
/// <param name="EulerResidual">The largest max|r − f(W r + x)| at the ends of the Euler steps, of all samples: what does not depend on
/// which fixed point is found.</param>
public readonly record struct SingularityProbe(
    int Step, int Samples, int Lost, int Unstable, double LargestAbscissa, double NearestSingularity, double EulerDistance,
    double EulerResidual)
{
    /// <summary>Looks at the first samples of a set. It allocates, and takes all eigenvalues of a sample, 0.2 s at N = 300.</summary>
    /// <param name="step">Updates before it.</param>
    /// <param name="model">Network and readout.</param>
    /// <param name="data">The set.</param>
    /// <param name="samples">How many of its samples.</param>
    internal static SingularityProbe Of<T>(int step, Model<T, Tanh> model, Dataset data, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = model.Network.Neurons;
        int[] chosen = new int[samples];
        for (int k = 0; k < samples; k++) chosen[k] = k;
        T[] features = new T[samples * data.Features];
        T[] drive = new T[samples * n], rates = new T[samples * n], gains = new T[samples * n], ends = new T[samples * n];
        data.Gather<T>(chosen, features, default);
        model.Network.Drive(features, drive);

        // The default method solves every sample by itself, so that a probe does not depend on what was solved before.
        SolveStatus[] statuses = new FixedPointSolver<T, Tanh>(model.Network, samples).Solve(drive, rates, gains).Statuses.ToArray();
        SolveSummary<T> euler = new FixedPointSolver<T, Tanh>(model.Network, samples, SolverOptions.PublishedEuler).Solve(drive, ends);
        SingularityProbe probe = new(step, samples, 0, 0, double.NaN, double.NaN, double.NaN, double.NaN);
        for (int k = 0; k < samples; k++)
        {
            probe = probe with { EulerResidual = Larger(probe.EulerResidual, double.CreateTruncating(euler.Residual(k))) };
            if (statuses[k] != SolveStatus.Converged)
            {
                probe = probe with { Lost = probe.Lost + 1 };
                continue;
            }

            Complex[] eigenvalues = Eigenvalues.Of<double>(n, Linearized<T>(n, model.Network.Weights, gains.AsSpan(k * n, n)));
            probe = probe.With(eigenvalues, Apart<T>(rates.AsSpan(k * n, n), ends.AsSpan(k * n, n)));
        }

        return probe;
    }

    private SingularityProbe With(Complex[] eigenvalues, double eulerDistance)
    {
        (double abscissa, double nearest) = (double.NegativeInfinity, double.PositiveInfinity);
        foreach (Complex value in eigenvalues)
        {
            abscissa = Math.Max(abscissa, value.Real);
            nearest = Math.Min(nearest, (1 - value).Magnitude);
        }

        return this with
        {
            Unstable = Unstable + (abscissa < 1 ? 0 : 1),
            LargestAbscissa = Larger(LargestAbscissa, abscissa),
            NearestSingularity = -Larger(-NearestSingularity, -nearest),
            EulerDistance = Larger(EulerDistance, eulerDistance),
        };
    }

    // G W.
    private static double[] Linearized<T>(int n, ReadOnlySpan<T> weights, ReadOnlySpan<T> gains)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] product = new double[n * n];
        for (int i = 0; i < product.Length; i++) product[i] = double.CreateTruncating(gains[i / n]) * double.CreateTruncating(weights[i]);
        return product;
    }

    private static double Apart<T>(ReadOnlySpan<T> r, ReadOnlySpan<T> end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = 0;
        for (int i = 0; i < r.Length; i++)
            largest = Math.Max(largest, Math.Abs(double.CreateTruncating(r[i]) - double.CreateTruncating(end[i])));
        return largest;
    }

    // NaN stands for nothing seen yet.
    private static double Larger(double seen, double value) => double.IsNaN(seen) ? value : Math.Max(seen, value);
}

using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Cli.Temporal;

/// <summary>The mean of ln |det J_t| over the steps that count: what the sum of all Lyapunov exponents must be, by another way.</summary>
internal static class JacobianDeterminants
{
    /// <summary>The mean over steps and trials, by an LU factorization a step, in double; −∞ where a J is singular.</summary>
    /// <param name="weights">The cell.</param>
    /// <param name="activation">φ.</param>
    /// <param name="trials">T × D each.</param>
    /// <param name="schedule">Which steps count.</param>
    internal static double Mean<T, TActivation>(
        LeakyWeights<T> weights, TActivation activation, T[][] trials, SpectrumSchedule schedule)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        int n = weights.Shape.Units, first = schedule.Steps - schedule.CountedSteps;
        int[] pivots = new int[n];
        AlignedBuffer<double> scratch = Lu.FactorScratch<double>(n).Allocate<double>();
        double sum = 0;
        foreach (T[] trial in trials)
        {
            CellJacobians.Visit(weights, activation, trial, schedule.Steps, (step, jacobian) =>
            {
                if (step <= first) return;
                sum += Lu.Factor(n, jacobian, n, pivots, scratch.Scratch) >= 0
                    ? double.NegativeInfinity
                    : Lu.Determinant<double>(n, jacobian, n, pivots).LogMagnitude;
            });
        }

        return sum / ((double)schedule.CountedSteps * trials.Length);
    }
}

using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Models;

/// <summary>
/// The points a network settles in from rest, for everything that judges stability: where the dynamics go, not any root of r = f(W r + x).
/// </summary>
/// <remarks>
/// <para><see cref="SolverMethod.Settle"/> from 0 for at most 200 τ and 4,000 evaluations. A sample that still moves then has the point of
/// the robust default instead, stable or not, and that
/// one's status: how a run solves makes no difference here.</para>
/// <para>Shapes: rows are samples. Aliasing: drive and gains must not overlap. Scratch: its own; 0 bytes a call. Errors:
/// <see cref="ArgumentException"/>, as the solvers'.
/// One thread at a time.</para>
/// </remarks>
internal sealed class SettledPoints<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    // A network that has not settled in 200 of its time constants is not one to learn with; the guard looks at many of them, step after
    // step.
    private const double TimeLimit = 200;

    // Twenty a time constant, where quiet networks take less than one: at |W| of 10⁴ and more the dynamics are too stiff to follow.
    private const int Evaluations = 4000;

    private readonly FixedPointSolver<T, TActivation> dynamics;
    private readonly FixedPointSolver<T, TActivation> otherwise;
    private readonly AlignedBuffer<T> rates;
    private readonly AlignedBuffer<T> lostDrive;
    private readonly AlignedBuffer<T> lostRates;
    private readonly AlignedBuffer<T> lostGains;
    private readonly SolveStatus[] statuses;
    private readonly int[] lost;

    /// <summary>Makes the solvers and their memory.</summary>
    /// <param name="network">The network; shared, not copied.</param>
    /// <param name="maxBatch">The most samples one call may bring.</param>
    internal SettledPoints(RateNetwork<T, TActivation> network, int maxBatch)
    {
        int size = maxBatch * network.Neurons;

        SolverOptions settle = new() { Method = SolverMethod.Settle, TimeLimit = TimeLimit, Budget = new() { Evaluations = Evaluations } };
        dynamics = new(network, maxBatch, settle);
        otherwise = new(network, maxBatch, new SolverOptions { Budget = TrainingSettings.DefaultBudget });
        rates = new(size);
        lostDrive = new(size);
        lostRates = new(size);
        lostGains = new(size);
        statuses = new SolveStatus[maxBatch];
        lost = new int[maxBatch];
    }

    /// <summary>Finds the gains at the points.</summary>
    /// <param name="drive">x, B × N.</param>
    /// <param name="gains">g = f′(W r + x), B × N, overwritten.</param>
    /// <returns>A status per sample, valid until the next call.</returns>
    internal ReadOnlySpan<SolveStatus> Find(ReadOnlySpan<T> drive, Span<T> gains)
    {
        int n = dynamics.Network.Neurons;
        Span<T> r = rates.Span[..drive.Length];
        dynamics.Solve(drive, r, gains).Statuses.CopyTo(statuses);
        int count = 0;
        for (int k = 0; k < drive.Length / n; k++)
        {
            if (statuses[k] == SolveStatus.Converged) continue;
            drive.Slice(k * n, n).CopyTo(lostDrive.Span[(count * n)..]);
            lost[count++] = k;
        }

        if (count == 0) return statuses.AsSpan(0, drive.Length / n);
        SolveSummary<T> solved = otherwise.Solve(
            lostDrive.Span[..(count * n)], lostRates.Span[..(count * n)], lostGains.Span[..(count * n)]);
        for (int i = 0; i < count; i++)
        {
            statuses[lost[i]] = solved.Status(i);
            lostGains.Span.Slice(i * n, n).CopyTo(gains[(lost[i] * n)..]);
        }

        return statuses.AsSpan(0, drive.Length / n);
    }
}

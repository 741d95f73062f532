using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Networks;

/// <summary>
/// While Q stays, a sample of the one-product start depends on Q and itself only: in another order, in other company or alone it ends in
/// the same bits after the same steps, although rows close, move and open again.
/// </summary>
public sealed class ShiftedOrderTests
{
    private const int N = 20;

    // More than the 60 rows side by side, so that samples enter late.
    private const int Batch = 150;

    [Fact, Trait("Leg", "Any")]
    public void Order_and_company_leave_the_bits_in_double() => Check<double>();

    [Fact, Trait("Leg", "Any")]
    public void Order_and_company_leave_the_bits_in_float() => Check<float>();

    private static void Check<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomNet net = new(32, N, 0.5, Batch);
        for (int k = 0; k < Batch; k++)
        {
            // Weak and strong inputs: samples that leave after few and after many steps.
            for (int i = 0; i < N; i++) net.X[k][i] *= 0.2 + (0.2 * (k % 5));
        }

        FixedPointSolver<T, Tanh> solver = new(
            net.Network<T, Tanh>(), Batch, new() { Method = SolverMethod.Chord }, new() { Method = AdjointMethod.Shared });
        T[] drive = Rows.Flat<T>(net.X), error = Rows.Flat<T>(net.E);

        // The first call has no gains, the second makes Q.
        for (int call = 0; call < 2; call++) Solve(solver, drive, error);
        Outcome<T> whole = Solve(solver, drive, error);
        Assert.Equal((0, 0), whole.Factorizations);
        Assert.True(whole.Steps.Distinct().Count() > 3 && whole.AdjointSteps.Distinct().Count() > 1,
            "all samples took the same number of steps: nothing is tested");

        int[] order = [.. Enumerable.Range(0, Batch)];
        new Random(3).Shuffle(order);
        Outcome<T> permuted = Solve(solver, Pick(drive, order), Pick(error, order));
        Assert.Equal((0, 0), permuted.Factorizations);
        for (int k = 0; k < Batch; k++) Compare(whole, order[k], permuted, k);

        for (int k = 0; k < Batch; k += 7)
        {
            Outcome<T> alone = Solve(solver, Pick(drive, [k]), Pick(error, [k]));
            Assert.Equal((0, 0), alone.Factorizations);
            Compare(whole, k, alone, 0);
        }
    }

    private static void Compare<T>(Outcome<T> one, int k, Outcome<T> other, int j)
        where T : unmanaged
    {
        Assert.Equal((one.Steps[k], one.AdjointSteps[k]), (other.Steps[j], other.AdjointSteps[j]));
        Assert.Equal(one.Rates[(k * N)..((k + 1) * N)], other.Rates[(j * N)..((j + 1) * N)]);
        Assert.Equal(one.Lambda[(k * N)..((k + 1) * N)], other.Lambda[(j * N)..((j + 1) * N)]);
    }

    private static T[] Pick<T>(T[] rows, int[] samples) => [.. samples.SelectMany(k => rows[(k * N)..((k + 1) * N)])];

    private static Outcome<T> Solve<T>(FixedPointSolver<T, Tanh> solver, T[] drive, T[] error)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] rates = new T[drive.Length], gains = new T[drive.Length], lambda = new T[drive.Length];
        SolveSummary<T> solved = solver.Solve(drive, rates, gains);
        Assert.True(solved.AllConverged);
        (int[] steps, long factorizations) = (solved.Steps.ToArray(), solved.Factorizations);
        SolveSummary<T> adjoint = solver.Adjoint(gains, error, lambda);
        Assert.True(adjoint.AllConverged);
        return new(rates, lambda, steps, adjoint.Steps.ToArray(), (factorizations, adjoint.Factorizations));
    }

    private sealed record Outcome<T>(T[] Rates, T[] Lambda, int[] Steps, int[] AdjointSteps, (long, long) Factorizations);
}

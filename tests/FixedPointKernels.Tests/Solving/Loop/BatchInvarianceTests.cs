using System;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>
/// With methods that use only a sample's own data, sample k of a batch ends in the bits of a batch of one, and a permuted batch in permuted
/// bits: rates, gains, residual, status, steps and λ. No tolerance.
/// </summary>
/// <remarks>150 samples over 7 or 64 rows, radii up to 3 and inputs of several scales: samples finish at different times, enter late and
/// pass through different stages.</remarks>
public sealed class BatchInvarianceTests
{
    private const int Batch = 150;

    public static TheoryData<SolverMethod, int, bool> Cases
    {
        get
        {
            TheoryData<SolverMethod, int, bool> rows = [];
            foreach (SolverMethod method in new[] { SolverMethod.Euler, SolverMethod.Iterate, SolverMethod.Anderson,
                SolverMethod.Newton, SolverMethod.Auto })
            {
                foreach (int n in new[] { 1, 5, 33, 64, 130 })
                {
                    rows.Add(method, n, false);
                    rows.Add(method, n, true);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Alone_permuted_or_in_few_slots_the_bits_are_the_same(SolverMethod method, int n, bool inFloat)
    {
        // Radius 3 takes plain iteration and Newton into their failures too; for the large networks a smaller one
        // keeps the relaxation stage of Auto rare.
        double radius = n > 60 ? 1.6 : 3;
        if (inFloat) Check<float>(method, n, radius);
        else Check<double>(method, n, radius);
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(SolverMethod.Auto)]
    [InlineData(SolverMethod.Newton)]
    public void A_small_network_on_every_leg(SolverMethod method) => Check<float>(method, 5, 3);

    private static void Check<T>(SolverMethod method, int n, double radius)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomNet net = Mixed(n, radius);
        RateNetwork<T, Tanh> network = net.Network<T, Tanh>();
        T[] drive = Rows.Flat<T>(net.X), error = Rows.Flat<T>(net.E);
        Outcome<T> whole = Solve(network, drive, error, method, 64);
        Assert.True(whole.Steps.Distinct().Count() > (method == SolverMethod.Euler ? 0 : 2),
            "all samples took the same number of steps: nothing is tested");

        Outcome<T> few = Solve(network, drive, error, method, 7);
        int[] order = Shuffled(n);
        Outcome<T> permuted = Solve(network, Reorder(drive, order, n), Reorder(error, order, n), method, 64);
        for (int k = 0; k < Batch; k++)
        {
            Assert.Equal(Of(whole, k, n), Of(few, k, n));
            Assert.Equal(Of(whole, order[k], n), Of(permuted, k, n));
        }

        // Every sample by itself in the small networks; a spread of them in the large ones.
        FixedPointSolver<T, Tanh> alone = Solver(network, method, 1, 64);
        for (int k = 0; k < Batch; k += n < 60 ? 3 : 13)
            Assert.Equal(Of(whole, k, n),
                Of(Solve(alone, drive[(k * n)..((k + 1) * n)], error[(k * n)..((k + 1) * n)], AdjointMethod.Direct), 0, n));
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(33, true)]
    [InlineData(64, false)]
    [InlineData(130, true)]
    public void Neumann_adjoint_keeps_to_the_sample(int n, bool inFloat)
    {
        if (inFloat) CheckNeumann<float>(n);
        else CheckNeumann<double>(n);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(33)]
    [InlineData(130)]
    public void Kept_factors_keep_to_the_sample(int n)
    {
        RandomNet net = Mixed(n, 1.5);
        RateNetwork<double, Tanh> network = net.Network<double, Tanh>();
        double[] drive = Rows.Flat<double>(net.X), error = Rows.Flat<double>(net.E);
        SolverOptions options = new() { Method = SolverMethod.Newton, KeepFactors = true, Slots = 7 };
        Outcome<double> whole = Solve(new FixedPointSolver<double, Tanh>(network, Batch, options), drive, error, AdjointMethod.Direct);
        FixedPointSolver<double, Tanh> alone = new(network, 1, options);
        for (int k = 0; k < Batch; k++)
            Assert.Equal(Of(whole, k, n),
                Of(Solve(alone, drive[(k * n)..((k + 1) * n)], error[(k * n)..((k + 1) * n)], AdjointMethod.Direct), 0, n));
    }

    [Theory]
    [InlineData(33, false)]
    [InlineData(64, true)]
    public void A_shared_preconditioner_agrees_to_the_tolerance(int n, bool inFloat)
    {
        if (inFloat) CheckShared<float>(n);
        else CheckShared<double>(n);
    }

    private static void CheckNeumann<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomNet net = Mixed(n, 0.8);
        RateNetwork<T, Tanh> network = net.Network<T, Tanh>();
        T[] drive = Rows.Flat<T>(net.X), error = Rows.Flat<T>(net.E);
        AdjointOptions options = new() { Method = AdjointMethod.Neumann, Terms = 6 };
        Outcome<T> whole = Solve(new FixedPointSolver<T, Tanh>(network, Batch, null, options), drive, error, AdjointMethod.Neumann);
        FixedPointSolver<T, Tanh> alone = new(network, 1, null, options);
        for (int k = 0; k < Batch; k++)
            Assert.Equal(Of(whole, k, n),
                Of(Solve(alone, drive[(k * n)..((k + 1) * n)], error[(k * n)..((k + 1) * n)], AdjointMethod.Neumann), 0, n));
    }

    // r and λ of two solves that both meet their tolerance differ by at most the sum of both residuals through ‖(I − G W)⁻¹‖. With ρ ≈ ½
    // that norm is below √n/(1 − 0.6) < 20 in the max norm; g follows r with |f″| ≤ 0.77, and λ is differentiated once more through the
    // same inverse: 20² · 2 · tolerance · |e|.
    private static void CheckShared<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomNet net = Mixed(n, 0.5);
        RateNetwork<T, Tanh> network = net.Network<T, Tanh>();
        T[] drive = Rows.Flat<T>(net.X), error = Rows.Flat<T>(net.E);
        double tolerance = typeof(T) == typeof(float) ? 1e-5 : 1e-10;
        Outcome<T> own = Solve(network, drive, error, SolverMethod.Auto, 64);
        foreach (AdjointMethod method in new[] { AdjointMethod.Shared, AdjointMethod.Gmres })
        {
            FixedPointSolver<T, Tanh> solver = new(network, Batch, new() { Method = SolverMethod.Chord }, new() { Method = method });
            Outcome<T> shared = Solve(solver, drive, error, method);
            Assert.All(shared.Statuses, status => Assert.Equal(SolveStatus.Converged, status));
            Assert.All(shared.AdjointStatuses, status => Assert.Equal(SolveStatus.Converged, status));
            double largest = error.Max(x => Math.Abs(double.CreateTruncating(x)));
            Assert.True(Largest(own.Rates, shared.Rates) <= 20 * 2 * tolerance, $"r: {Largest(own.Rates, shared.Rates):E2}");
            Assert.True(Largest(own.Lambda, shared.Lambda) <= 400 * 2 * tolerance * largest,
                $"λ by {method}: {Largest(own.Lambda, shared.Lambda):E2}");
        }
    }

    // Every third sample has weak input, every third strong: near and far from saturation, so the
    // samples' maps contract at different rates.
    private static RandomNet Mixed(int n, double radius)
    {
        RandomNet net = new(1000 + n, n, radius, Batch);
        for (int k = 0; k < Batch; k++)
        {
            double scale = (k % 3) switch { 0 => 0.3, 1 => 1.5, _ => 4 };
            for (int i = 0; i < n; i++) net.X[k][i] *= scale;
        }

        return net;
    }

    private static FixedPointSolver<T, Tanh> Solver<T>(RateNetwork<T, Tanh> network, SolverMethod method, int batch, int slots)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(network, batch, new SolverOptions { Method = method, Slots = slots });

    private static Outcome<T> Solve<T>(RateNetwork<T, Tanh> network, T[] drive, T[] error, SolverMethod method, int slots)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Solve(Solver(network, method, Batch, slots), drive, error, AdjointMethod.Direct);

    private static Outcome<T> Solve<T>(FixedPointSolver<T, Tanh> solver, T[] drive, T[] error, AdjointMethod method)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] rates = new T[drive.Length], gains = new T[drive.Length], lambda = new T[drive.Length];
        SolveSummary<T> solved = solver.Solve(drive, rates, gains);
        (SolveStatus[] statuses, T[] residuals, int[] steps) =
            (solved.Statuses.ToArray(), solved.Residuals.ToArray(), solved.Steps.ToArray());
        SolveSummary<T> adjoint = solver.Adjoint(gains, error, lambda);
        return new(rates, gains, lambda, statuses, residuals, steps, adjoint.Statuses.ToArray(), adjoint.Residuals.ToArray(),
            adjoint.Steps.ToArray());
    }

    private static string Of<T>(Outcome<T> o, int k, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        $"{o.Statuses[k]} in {o.Steps[k]} left {o.Residuals[k]:R}, "
        + $"adjoint {o.AdjointStatuses[k]} in {o.AdjointSteps[k]} left {o.AdjointResiduals[k]:R}; "
        + $"r {Bits(o.Rates, k, n)} g {Bits(o.Gains, k, n)} λ {Bits(o.Lambda, k, n)}";

    private static string Bits<T>(T[] all, int k, int n)
        where T : unmanaged => Convert.ToHexString(MemoryMarshal.AsBytes(all.AsSpan(k * n, n)));

    private static int[] Shuffled(int seed)
    {
        int[] order = [.. Enumerable.Range(0, Batch)];
        new Random(seed).Shuffle(order);
        return order;
    }

    private static T[] Reorder<T>(T[] rows, int[] order, int n) => [.. order.SelectMany(k => rows[(k * n)..((k + 1) * n)])];

    private static double Largest<T>(T[] a, T[] b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => a.Zip(b, (x, y) => Math.Abs(double.CreateTruncating(x - y))).Max();

    private sealed record Outcome<T>(
        T[] Rates, T[] Gains, T[] Lambda, SolveStatus[] Statuses, T[] Residuals, int[] Steps, SolveStatus[] AdjointStatuses,
        T[] AdjointResiduals, int[] AdjointSteps);
}

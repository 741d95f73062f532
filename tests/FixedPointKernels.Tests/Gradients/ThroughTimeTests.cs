using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Gradients;

/// <summary>Backpropagation through the Euler steps actually taken, against the twin and against central
/// differences of the forward pass.</summary>
public sealed class ThroughTimeTests
{
    private const int N = 9;
    private const int Batch = 4;
    private const int Steps = 12;
    private const double Step = 0.1;

    public static TheoryData<string, bool> Cases => EveryActivation.InBothTypes;

    [Theory, Trait("Leg", "Any")]
    [MemberData(nameof(Cases))]
    public void Against_the_twin(string activation, bool inFloat) => EveryActivation.Run(activation, inFloat, new AgainstTwin());

    [Fact]
    public void Against_central_differences_of_the_forward_pass()
    {
        RandomNet net = new(41, N, 1.2, 1);
        ThroughTime<double, Tanh> time = new(net.Network<double, Tanh>().Recurrent, default, 1, Step, Steps);
        double[] rates = new double[N], gradient = new double[N * N];
        time.Forward(Rows.Flat<double>(net.X), rates);
        time.Backward([.. rates.Select(r => 2 * r)], 1, 1, gradient, default);

        // L = |r_T|²: truncation by the quotients at h and 2h, rounding of L over h.
        const double h = 1e-4;
        double Loss(double[][] w) => Twin.DenseMatrix.Dot(Twin.EulerRelaxation.Rate(w, net.X[0], Twin.Activation.Tanh, Step, Steps),
            Twin.EulerRelaxation.Rate(w, net.X[0], Twin.Activation.Tanh, Step, Steps));
        double[][] near = Twin.CentralDifference.OfWeights(net.W, Loss, h), far = Twin.CentralDifference.OfWeights(net.W, Loss, 2 * h);
        for (int i = 0; i < N * N; i++)
        {
            double tolerance = Math.Abs(far[i / N][i % N] - near[i / N][i % N]) + (100 * 2.3e-16 * (1 + Loss(net.W)) / h);
            Assert.InRange(gradient[i] - near[i / N][i % N], -tolerance, tolerance);
        }
    }

    [Fact, Trait("Leg", "Any")]
    public void The_forward_pass_is_the_solvers_euler_bit_for_bit()
    {
        RandomNet net = new(41, N, 1.2, Batch);
        RateNetwork<float, Tanh> network = net.Network<float, Tanh>();
        float[] drive = Rows.Flat<float>(net.X), rates = new float[drive.Length], solved = new float[drive.Length];
        ThroughTime<float, Tanh> time = new(network.Recurrent, default, Batch, Step, Steps);
        time.Forward(drive, rates);
        new FixedPointSolver<float, Tanh>(
            network, Batch, new() { Method = SolverMethod.Euler, StepSize = Step, StepLimit = Steps }).Solve(drive, solved);
        Assert.Equal(solved, rates);
        float[] looked = [.. Enumerable.Repeat(float.NaN, drive.Length)];
        time.Look(drive, looked);
        Assert.Equal(solved, looked);
    }

    [Fact, Trait("Leg", "Any")]
    public void Chunks_add_up_to_the_batch()
    {
        RandomNet net = new(41, N, 1.2, Batch);
        RateNetwork<double, Tanh> network = net.Network<double, Tanh>();
        ThroughTime<double, Tanh> time = new(network.Recurrent, default, Batch, Step, Steps);
        double[] drive = Rows.Flat<double>(net.X), error = Rows.Flat<double>(net.E), whole = new double[N * N], parts = new double[N * N];
        time.Forward(drive, new double[drive.Length]);
        time.Backward(error, -0.5, Batch, whole, default);
        foreach ((int from, int to) in new[] { (0, 3), (3, 4) })
        {
            time.Forward(drive.AsSpan(from * N, (to - from) * N), new double[(to - from) * N]);
            time.Backward(error.AsSpan(from * N, (to - from) * N), -0.5, Batch, parts, default);
        }

        // T·B = 48 products a sum, added in another order: 48 ε with terms of the size of the result.
        Rows.AssertClose([whole], [parts], 1e-14, "∂J/∂W");
    }

    [Fact, Trait("Leg", "Any")]
    public void A_refused_call_leaves_the_trajectory_as_it_was()
    {
        RandomNet net = new(41, N, 1.2, 2);
        ThroughTime<double, Tanh> time = new(net.Network<double, Tanh>().Recurrent, default, 2, Step, Steps);
        double[] drive = Rows.Flat<double>(net.X), error = Rows.Flat<double>(net.E), first = new double[N * N], second = new double[N * N];
        Assert.Throws<InvalidOperationException>(() => time.Backward(error, 1, 2, first, default));
        time.Forward(drive, new double[2 * N]);
        time.Backward(error, 1, 2, first, default);
        time.Forward(drive, new double[2 * N]);
        time.Look(error, new double[2 * N]);
        Assert.Throws<ArgumentException>(() => time.Look(new double[3 * N], new double[3 * N]));
        Assert.Contains("at most 2", Assert.Throws<ArgumentException>(() => time.Forward(new double[3 * N], new double[3 * N])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => time.Forward(new double[N], new double[2 * N]));
        Assert.Throws<ArgumentException>(() => time.Backward(new double[N], 1, 2, second, default));
        time.Backward(error, 1, 2, second, default);
        Assert.Equal(first, second);
        Assert.Throws<InvalidOperationException>(() => time.Backward(error, 1, 2, second, default));
    }

    private sealed class AgainstTwin : IActivationCase
    {
        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            RandomNet net = new(43, N, 0.8, Batch, 0.5);
            double[][] w = Rows.Rounded<T>(net.W), x = Rows.Rounded<T>(net.X), e = Rows.Rounded<T>(net.E);
            ThroughTime<T, TActivation> time = new(new RateNetwork<T, TActivation>(Rows.Flat<T>(w), N, f).Recurrent, f, Batch, Step, Steps);
            T[] rates = new T[Batch * N], weights = new T[N * N], inputs = new T[Batch * N];
            time.Forward(Rows.Flat<T>(x), rates);
            time.Backward(Rows.Flat<T>(e), T.One, Batch, weights, inputs);
            double[][] expected = Twin.DenseMatrix.Zeros(N, N), input = new double[Batch][], states = new double[Batch][];
            for (int k = 0; k < Batch; k++)
            {
                double[][] trajectory = Twin.EulerRelaxation.RateTrajectory(w, x[k], twin, Step, Steps);
                states[k] = trajectory[^1];
                (double[][] one, input[k]) = Twin.ThroughTime.Gradient(w, x[k], twin, Step, trajectory, e[k]);
                expected = Twin.DenseMatrix.AddScaled(expected, 1.0 / Batch, one);
            }

            // Forward and back, T steps each, of (N + 8) roundings in terms the size of the state (4: of which N add up to a few times the
            // result); steps of h = 0.1 with ‖G W‖ of order 1 grow what is there by less than e^1.2 ≈ 3.
            double tolerance = 2 * Steps * (N + 8) * 4 * 3 * (typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53));
            Rows.AssertClose(states, Rows.From<T>(rates, Batch, N), tolerance, "r");
            Rows.AssertClose(expected, Rows.From<T>(weights, N, N), tolerance, "∂J/∂W");
            Rows.AssertClose(input, Rows.From<T>(inputs, Batch, N), tolerance, "∂L/∂x");
        }
    }
}

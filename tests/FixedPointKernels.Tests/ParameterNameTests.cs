using System;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Networks;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests;

/// <summary>Misuse is told in the caller's words: the parameter an exception names is one of the method that was
/// called, and the one that was wrong.</summary>
public sealed class ParameterNameTests
{
    private static readonly double[] One = new double[1], Two = new double[2], Three = new double[3], Four = new double[4],
        Five = new double[5], Six = new double[6];

    [Fact, Trait("Leg", "Any")]
    public void Of_a_network()
    {
        ParameterNames names = new();
        Type type = typeof(RateNetwork<double, Tanh>);
        RateNetwork<double, Tanh> network = Network();
        names.New(type, "weights", () => _ = new RateNetwork<double, Tanh>(Three, 2));
        names.New(type, "weights", () => _ = new RateNetwork<double, Tanh>([double.NaN], 1));
        names.New(type, "neurons", () => _ = new RateNetwork<double, Tanh>(Four, 0));
        names.New(type, "neurons", () => _ = new RateNetwork<double, Tanh>(Four, -2));
        names.New(type, "weights", () => _ = new RateNetwork<double, Tanh>(new double[2, 3]));
        names.New(type, "weights", () => _ = new RateNetwork<double, Tanh>(default(ReadOnlyTensorSpan<double>)));
        names.New(type, "weights", () => _ = new RateNetwork<double, Tanh>(new double[,] { { double.NaN } }));
        names.Call(type, "ThrowIfTooLarge", "neurons", () => RateNetwork<double, Tanh>.ThrowIfTooLarge(100_000));
        names.Call(type, "Update", "deltaW", () => network.Update(Three));
        names.Call(type, "SetInputWeights", "inputWeights", () => network.SetInputWeights(Five, 3));
        names.Call(type, "SetInputWeights", "inputWeights", () => network.SetInputWeights([1, double.NaN], 1));
        names.Call(type, "SetInputWeights", "inputs", () => network.SetInputWeights(Six, 0));
        names.Call(type, "SetInputWeights", "inputWeights", () => network.SetInputWeights(new double[3, 2]));
        names.Call(type, "SetInputWeights", "inputWeights", () => network.SetInputWeights(default(ReadOnlyTensorSpan<double>)));
        network.SetInputWeights(Six, 3);
        names.Call(type, "SetInputWeights", "inputWeights", () => network.SetInputWeights(Five, 3));
        names.Call(type, "SetInputWeights", "inputWeights", () => network.SetInputWeights([1, 2, 3, 4, 5, double.NaN], 3));
        names.Call(type, "SetBias", "values", () => network.SetBias(Three));
        names.Call(type, "SetBias", "values", () => network.SetBias([0, double.NaN]));
        names.Call(type, "Drive", "inputs", () => network.Drive(Five, new double[4]));
        names.Call(type, "Drive", "drive", () => network.Drive(Six, Three));
        double[] shared = new double[9];
        names.Call(type, "Drive", "inputs", () => network.Drive(shared.AsSpan(0, 6), shared.AsSpan(5, 4)));
        names.AssertAllRight();
    }

    [Fact, Trait("Leg", "Any")]
    public void Of_packed_weights()
    {
        ParameterNames names = new();
        Type type = typeof(PackedWeights<double>);
        PackedWeights<double> weights = new(Six, 2, 3);
        names.New(type, "weights", () => _ = new PackedWeights<double>(Five, 2, 3));
        names.New(type, "outputs", () => _ = new PackedWeights<double>(Six, 0, 3));
        names.New(type, "inputs", () => _ = new PackedWeights<double>(Six, 2, -3));
        names.Call(type, "Set", "weights", () => weights.Set(Five));
        names.Call(type, "TrySet", "weights", () => weights.TrySet(Five));
        names.Call(type, "Add", "change", () => weights.Add(Five));
        names.Call(type, "Multiply", "vectors", () => weights.Multiply(2, Five, 0, new double[4]));
        names.Call(type, "Multiply", "products", () => weights.Multiply(2, Six, 0, Three));
        names.Call(type, "MultiplyTransposed", "vectors", () => weights.MultiplyTransposed(2, Three, 0, new double[6]));
        names.Call(type, "MultiplyTransposed", "products", () => weights.MultiplyTransposed(2, Four, 0, new double[5]));
        names.AssertAllRight();
    }

    [Fact, Trait("Leg", "Any")]
    public void Of_a_solver()
    {
        ParameterNames names = new();
        Type type = typeof(FixedPointSolver<double, Tanh>);
        RateNetwork<double, Tanh> network = Network();
        FixedPointSolver<double, Tanh> solver = new(network, 2);
        double[] x = new double[4], r = new double[4], g = new double[4], six = new double[6], shared = new double[8];
        names.New(type, "network", () => _ = new FixedPointSolver<double, Tanh>(null!));
        foreach (SolverMethod method in new[] { SolverMethod.Auto, SolverMethod.Euler, SolverMethod.Iterate, SolverMethod.Anderson,
            SolverMethod.Newton, SolverMethod.Chord })
            names.New(type, "maxBatch", () =>
                _ = new FixedPointSolver<double, Tanh>(network, -1, new() { Method = method }, new() { Method = AdjointMethod.Shared }));
        foreach (bool withGains in new[] { false, true })
        {
            names.Call(type, "Solve", "drive", () => solver.Solve(Three, r, withGains ? g : default));
            names.Call(type, "Solve", "rates", () => solver.Solve(x, Three, withGains ? g : default));
            names.Call(type, "Solve", "drive", () => solver.Solve(six, new double[6], withGains ? new double[6] : default));
            names.Call(type, "Solve", "drive", () => solver.Solve(shared.AsSpan(0, 4), shared.AsSpan(1, 4), withGains ? g : default));
        }

        names.Call(type, "Solve", "gains", () => solver.Solve(x, r, Three));
        names.Call(type, "Solve", "gains", () => solver.Solve(x, shared.AsSpan(0, 4), shared.AsSpan(1, 4)));
        names.Call(type, "Solve", "drive", () => solver.Solve(shared.AsSpan(0, 4), r, shared.AsSpan(1, 4)));
        names.Call(type, "SolvePotential", "drive", () => solver.SolvePotential(Three, r));
        names.Call(type, "SolvePotential", "potentials", () => solver.SolvePotential(x, Three));
        names.Call(type, "SolvePotential", "drive", () => solver.SolvePotential(six, new double[6]));
        names.Call(type, "SolvePotential", "drive", () => solver.SolvePotential(shared.AsSpan(0, 4), shared.AsSpan(1, 4)));
        names.Call(type, "Adjoint", "gains", () => solver.Adjoint(Three, x, r));
        names.Call(type, "Adjoint", "lossGradient", () => solver.Adjoint(g, Three, r));
        names.Call(type, "Adjoint", "lossGradient", () => solver.Adjoint(six, new double[6], new double[6]));
        names.Call(type, "Adjoint", "lambda", () => solver.Adjoint(g, x, Three));
        names.Call(type, "Adjoint", "lambda", () => solver.Adjoint(shared.AsSpan(0, 4), x, shared.AsSpan(1, 4)));
        names.Call(type, "Accumulate", "rates", () => solver.Accumulate(default(Euclidean), 1, Three, g, x, new double[4]));
        names.Call(type, "Accumulate", "rates", () => solver.Accumulate(default(Euclidean), 1, six, six, six, new double[4]));
        names.Call(type, "Accumulate", "gains", () => solver.Accumulate(default(Euclidean), 1, r, Three, x, new double[4]));
        names.Call(type, "Accumulate", "error", () => solver.Accumulate(default(Euclidean), 1, r, g, Three, new double[4]));
        names.Call(type, "Accumulate", "deltaW", () => solver.Accumulate(default(Euclidean), 1, r, g, x, new double[3]));
        names.Call(
            type, "Accumulate", "solved", () => solver.Accumulate(default(Euclidean), 1, r, g, x, new double[4], new SolveStatus[1]));
        names.Call(type, "Accumulate", "rate", () => solver.Accumulate(default(Euclidean), double.NaN, r, g, x, new double[4]));
        names.AssertAllRight();
    }

    [Fact, Trait("Leg", "Any")]
    public void Of_a_tracker_and_of_the_solvers_of_any_map()
    {
        ParameterNames names = new();
        RateNetwork<double, Tanh> network = Network();
        double[] x = new double[4], r = new double[4], six = new double[6], shared = new double[8];
        Type type = typeof(FixedPointTracker<double, Tanh>);
        FixedPointTracker<double, Tanh> tracker = new(network);
        names.New(type, "network", () => _ = new FixedPointTracker<double, Tanh>(null!));
        foreach (double tolerance in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            names.New(type, "tolerance", () => _ = new FixedPointTracker<double, Tanh>(network, tolerance));
        names.Call(type, "Track", "drive", () => tracker.Track(Three, new double[2]));
        names.Call(type, "Track", "rates", () => tracker.Track(Two, new double[3]));
        names.Call(type, "Track", "drive", () => tracker.Track(shared.AsSpan(0, 2), shared.AsSpan(1, 2)));

        type = typeof(MapSolver<double, RateMap<double, Dense<double>, Uniform<Tanh>>>);
        MapSolver<double, RateMap<double, Dense<double>, Uniform<Tanh>>> solver = new(new(network.Recurrent, default), 2);
        names.New(type, "maxBatch", () =>
            _ = new MapSolver<double, RateMap<double, Dense<double>, Uniform<Tanh>>>(new(network.Recurrent, default), 0));
        names.Call(type, "Solve", "states", () => solver.Solve(x, new double[3]));
        names.Call(type, "Solve", "drives", () => solver.Solve(Three, r));
        names.Call(type, "Solve", "states", () => solver.Solve(six, new double[6]));
        names.Call(type, "Solve", "linearizations", () => solver.Solve(x, r, new double[3]));
        names.Call(type, "Solve", "toleranceScales", () => solver.Solve(x, r, default, One));
        names.Call(type, "Solve", "drives", () => solver.Solve(shared.AsSpan(0, 4), shared.AsSpan(1, 4)));

        type = typeof(AdjointSolver<double, RateMap<double, Dense<double>, Uniform<Tanh>>>);
        AdjointSolver<double, RateMap<double, Dense<double>, Uniform<Tanh>>> adjoint = new(new(network.Recurrent, default), 2);
        names.New(type, "maxBatch", () =>
            _ = new AdjointSolver<double, RateMap<double, Dense<double>, Uniform<Tanh>>>(new(network.Recurrent, default), 0));
        names.Call(type, "Solve", "errors", () => adjoint.Solve(x, Three, r));
        names.Call(type, "Solve", "errors", () => adjoint.Solve(six, new double[6], new double[6]));
        names.Call(type, "Solve", "adjoints", () => adjoint.Solve(x, x, new double[3]));
        names.Call(type, "Solve", "linearizations", () => adjoint.Solve(Three, x, r));
        names.Call(type, "Solve", "linearizations", () => adjoint.Solve(shared.AsSpan(0, 4), x, shared.AsSpan(1, 4)));
        names.AssertAllRight();
    }

    private static RateNetwork<double, Tanh> Network() => new(Four, 2);
}

using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Bench.Gate.Cases;

/// <summary>Divisive normalization circuits: the closed form, a general recurrence, a trajectory, products of the linearization, an
/// adjoint.</summary>
internal static class CircuitCases
{
    private const int Units = 20;

    internal static IEnumerable<GateCase> All => [.. Of<float>("float"), .. Of<double>("double")];

    private static IEnumerable<GateCase> Of<T>(string element)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return Solved<T>($"circuit/{element}/closed-form-64x{Units}", recurrence: false, new());
        yield return Solved<T>($"circuit/{element}/iteration-8x{Units}", recurrence: true, new(), batch: 8);
        yield return Solved<T>($"circuit/{element}/ten-steps-8x{Units}", recurrence: true, new() { Iterations = 10 }, batch: 8);
        yield return Followed<T>($"circuit/{element}/trajectory-{Units}");
        yield return Product<T>($"circuit/{element}/product-8x{Units}", transposed: false);
        yield return Product<T>($"circuit/{element}/transposed-8x{Units}", transposed: true);
        yield return Adjoint<T>($"circuit/{element}/adjoint-8x{Units}");
    }

    private static GateCase Solved<T>(string name, bool recurrence, CircuitOptions options, int batch = 64)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(name, () =>
        {
            CircuitSolver<T> solver = new(Draw<T>(recurrence), batch, options);
            AlignedBuffer<T> drives = CaseOperands.Gaussian<T>(2, batch * Units, 0.2), states = new(2 * drives.Length);
            return () =>
            {
                long systems = 0;
                foreach (int count in solver.Solve(drives.Span, states.Span).Iterations) systems += count;
                return new(systems, 0);
            };
        });

    // To time 10 at 1e-4, which float reaches too: its evaluations are 6 a step.
    private static GateCase Followed<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(name, () =>
        {
            CircuitMap<T> map = new(Draw<T>(recurrence: true));
            TrajectoryIntegrator<T> integrator = new(
                2 * Units, new() { AbsoluteTolerance = 1e-4, RelativeTolerance = 1e-4, EndTime = 10 });
            AlignedBuffer<T> drive = CaseOperands.Gaussian<T>(2, Units, 0.2), start = new(2 * Units), state = new(2 * Units);
            AlignedBuffer<T> working = map.Scratch(1).Allocate<T>();
            start.Span.Fill(T.CreateTruncating(0.01));
            return () => new(
                integrator.Integrate(
                    new MapDynamics<T, CircuitMap<T>>(map, drive.Span, working.Scratch), start.Span, state.Span).Evaluations, 0);
        });

    private static GateCase Product<T>(string name, bool transposed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => GateCase.Of(name, () =>
        {
            const int batch = 8;
            (CircuitMap<T> map, AlignedBuffer<T> linearizations) = Linearized<T>(batch);
            AlignedBuffer<T> vectors = CaseOperands.Gaussian<T>(3, 2 * Units * batch), products = new(vectors.Length);
            AlignedBuffer<T> working = map.Scratch(batch).Allocate<T>();
            return () =>
            {
                if (transposed) map.TransposedProduct(batch, linearizations.Span, vectors.Span, products.Span, working.Scratch);
                else map.Product(batch, linearizations.Span, vectors.Span, products.Span, working.Scratch);
            };
        });

    private static GateCase Adjoint<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(name, () =>
        {
            const int batch = 8;
            (CircuitMap<T> map, AlignedBuffer<T> linearizations) = Linearized<T>(batch);
            AdjointSolver<T, CircuitMap<T>> adjoint = new(map, batch, new() { Method = AdjointMethod.Direct });
            AlignedBuffer<T> errors = CaseOperands.Gaussian<T>(3, 2 * Units * batch), lambda = new(errors.Length);
            return () => CaseNetwork.Counts(adjoint.Solve(linearizations.Span, errors.Span, lambda.Span));
        });

    // At the points of Wr = I, of the circuit with another Wr.
    private static (CircuitMap<T> Map, AlignedBuffer<T> Linearizations) Linearized<T>(int batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CircuitMap<T> map = new(Draw<T>(recurrence: true));
        AlignedBuffer<T> drives = CaseOperands.Gaussian<T>(2, batch * Units, 0.2), states = new(2 * drives.Length);
        AlignedBuffer<T> images = new(states.Length), linearizations = new(batch * map.LinearizationSize), residuals = new(batch);
        new CircuitSolver<T>(Draw<T>(recurrence: false), batch).Solve(drives.Span, states.Span);
        AlignedBuffer<T> working = map.Scratch(batch).Allocate<T>();
        map.Evaluate(batch, states.Span, drives.Span, images.Span, linearizations.Span, residuals.Span, working.Scratch);
        return (map, linearizations);
    }

    // W, b, b₀, σ uniform, Wr of a largest singular value of about 1, τ from 1 to 2.
    private static Circuit<T> Draw<T>(bool recurrence)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SeededRandom random = new(5);
        T[] Uniform(int count, double least) =>
            [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(least + ((1 - least) * random.NextUniform())))];
        T[] recurrent = recurrence ? CaseOperands.Gaussian<T>(1, Units * Units, 0.11).Span.ToArray() : [];
        T[] tau = [.. Enumerable.Range(0, Units).Select(i => T.One + (T.CreateTruncating(i) / T.CreateTruncating(Units)))];
        return new(
            CircuitKind.Main, Uniform(Units * Units, 0), recurrent, Uniform(Units, 0.1), Uniform(Units, 0.1), Uniform(Units, 0.1), tau,
            tau);
    }
}

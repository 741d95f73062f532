using System;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Circuits;
using FixedPointKernels.Gradients;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Layers;

/// <summary>One thread's way from drives to the fixed points of a circuit, and from their errors to its adjoints: in closed form where
/// Wr = I, else by a solver and GMRES, each sample by its own data alone.</summary>
internal sealed class CircuitPoints<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Circuit<T> circuit;
    private readonly MapSolver<T, CircuitMap<T>>? solver;
    private readonly AdjointSolver<T, CircuitMap<T>>? adjoint;
    private readonly AlignedBuffer<T> linearizations;
    private readonly AlignedBuffer<T> errors;
    private readonly AlignedBuffer<T> adjoints;
    private readonly AlignedBuffer<T> squares;
    private readonly AlignedBuffer<T> scratch;
    private readonly SolveStatus[] statuses;

    internal CircuitPoints(Circuit<T> circuit, int maxRows, bool toLastDigits = false)
    {
        this.circuit = circuit;
        int n = circuit.Units, all = checked(maxRows * n);
        (errors, adjoints, statuses) = (new(2 * all), new(2 * all), new SolveStatus[maxRows]);
        bool isGeneric = circuit.Recurrent is not null;
        (linearizations, squares) = (new(isGeneric ? 3 * all : 0), new(isGeneric ? all : 0));
        scratch = NormalizationEquation.Scratch(circuit, maxRows).Allocate<T>();
        if (!isGeneric) return;
        CircuitMap<T> map = new(circuit);
        solver = new(map, maxRows, new()
        {
            Tolerance = Precise, RelativeTolerance = Relative, PolishSteps = toLastDigits ? 10 : 0, Budget = TrainingSettings.DefaultBudget,
        });
        AdjointOptions alone = new() { Method = AdjointMethod.Gmres, SharesInverse = false, Tolerance = Precise };
        adjoint = new(map, maxRows, toLastDigits ? null : alone);
    }

    // Within 1e-5 in float: tighter, most points would need sums in twice the precision to be told from their rounding.
    private static double Precise => typeof(T) == typeof(float) ? 1e-5 : 1e-13;

    private static double Relative => typeof(T) == typeof(float) ? 2e-6 : 2e-15;

    /// <summary>What the last <see cref="Solve"/> took; 0 of a closed form.</summary>
    internal long Factorizations { get; private set; }

    /// <summary>Room for the errors of so many rows, (∂L/∂y, ∂L/∂a) each.</summary>
    internal Span<T> Errors(int rows) => errors.Span[..(2 * rows * circuit.Units)];

    /// <summary>states ← the fixed points (y, a) under the drives b∘z, each for at most
    /// <see cref="TrainingSettings.DefaultBudget"/>.</summary>
    internal ReadOnlySpan<SolveStatus> Solve(ReadOnlySpan<T> drives, Span<T> states, bool learn, CancellationToken cancellation)
    {
        int n = circuit.Units, rows = drives.Length / n;
        Span<SolveStatus> found = statuses.AsSpan(0, rows);
        if (solver is null)
        {
            NormalizationEquation.Solve(circuit, drives, states, scratch.Scratch);
            for (int k = 0; k < rows; k++)
            {
                bool finite = System.Numerics.Tensors.TensorPrimitives.IsFiniteAll<T>(states.Slice(2 * n * k, 2 * n));
                found[k] = finite ? SolveStatus.Converged : SolveStatus.NonFinite;
            }

            return found;
        }

        Start(drives, states);
        Span<T> points = learn ? linearizations.Span[..(3 * n * rows)] : default;
        SolveSummary<T> summary = solver.Solve(drives, states, points, cancellation: cancellation);
        summary.Statuses.CopyTo(found);
        Factorizations = summary.Factorizations;
        return found;
    }

    /// <summary>(∂L/∂(b∘z), ∂L/∂(b₀σ)²) at the fixed points of the last <see cref="Solve"/> from what stands in
    /// <see cref="Errors"/>.</summary>
    internal ReadOnlySpan<SolveStatus> Adjoint(
        int rows, ReadOnlySpan<T> states, out ReadOnlySpan<T> found, CancellationToken cancellation)
    {
        int n = circuit.Units;
        Span<T> result = adjoints.Span[..(2 * n * rows)];
        found = result;
        if (adjoint is not null)
            return adjoint.Solve(linearizations.Span[..(3 * n * rows)], Errors(rows), result, cancellation).Statuses;
        NormalizationEquation.Adjoint(circuit, states, Errors(rows), result, scratch.Scratch);
        for (int k = 0; k < rows; k++)
        {
            bool finite = System.Numerics.Tensors.TensorPrimitives.IsFiniteAll<T>(result.Slice(2 * n * k, 2 * n));
            statuses[k] = finite ? SolveStatus.Converged : SolveStatus.NonFinite;
        }

        return statuses.AsSpan(0, rows);
    }

    // The point of Wr = I, which is near where the singular values of Wr are at most 1.
    private void Start(ReadOnlySpan<T> drives, Span<T> states)
    {
        int n = circuit.Units, rows = drives.Length / n;
        Span<T> q = squares.Span[..drives.Length], a = errors.Span[..drives.Length];
        for (int i = 0; i < q.Length; i++) q[i] = drives[i] * drives[i];
        circuit.Pool.Multiply(rows, q, T.Zero, a);
        for (int k = 0; k < rows; k++)
        {
            for (int i = 0; i < n; i++)
            {
                T held = a[(k * n) + i] + circuit.Floor[i];
                states[(2 * n * k) + i] = drives[(k * n) + i] / T.Sqrt(held);
                states[(2 * n * k) + n + i] = held;
            }
        }
    }
}

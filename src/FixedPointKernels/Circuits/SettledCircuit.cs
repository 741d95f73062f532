using System;
using System.Numerics;
using System.Numerics.Tensors;
using System.Threading;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Circuits;

/// <summary>Fixed points that a circuit settles at: what <see cref="CircuitSolver{T}"/> finds, with its eigenvalues looked at, and where a
/// point would be left, the one that the circuit goes to.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// Where several points are stable it is one of them, not always the one that a circuit at rest goes to. A way that ends Unsettled within
/// 1e-3 of a point whose eigenvalues all decay was only slow: the point is taken. For the analysis of circuits: the eigenvalues allocate
/// and cost some 100 n³ operations. One thread at a time.
/// </remarks>
public sealed class SettledCircuit<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly T Near = T.CreateTruncating(1e-3);

    private readonly CircuitSolver<T> solver;
    private readonly T[] end;

    /// <summary>Takes a circuit.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <exception cref="ArgumentException">As of <see cref="CircuitSolver{T}"/>.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public SettledCircuit(Circuit<T> circuit, CircuitOptions? options = null)
    {
        Element.ThrowIfUnsupported<T>();
        solver = new(circuit, 1, options);
        end = new T[2 * circuit.Units];
    }

    /// <summary>The largest residual of a point.</summary>
    public T Tolerance => solver.Tolerance;

    /// <summary>The point under one drive.</summary>
    /// <param name="drive">z, n.</param>
    /// <param name="state">(y, a), 2n, overwritten.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, or shared memory.</exception>
    public SettledPoint Solve(ReadOnlySpan<T> drive, Span<T> state, CancellationToken cancellation = default)
    {
        SettledPoint found = Of(solver.Solve(drive, state, cancellation));
        if (found.Status is SolveStatus.Converged or SolveStatus.StepLimit)
            found = found with { MaxReal = CircuitEigenvalues.LargestRealPart<T>(solver.Circuit, state) };

        // The closed form is stable by a theorem, whatever rounding makes of a slow eigenvalue.
        bool left = found.Status == SolveStatus.Converged && found.Method != CircuitMethod.ClosedForm && !(found.MaxReal < 0);
        if (left) found = Follow(drive, state, false, found.Iterations, cancellation);
        return found.Status == SolveStatus.Unsettled ? Rest(found, drive, state, cancellation) : found;
    }

    /// <summary>Where the circuit settles from a start of its own.</summary>
    /// <param name="drive">z, n.</param>
    /// <param name="state">(y, a), 2n: the start in, a positive; the point out.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, or shared memory.</exception>
    public SettledPoint SettleFrom(ReadOnlySpan<T> drive, Span<T> state, CancellationToken cancellation = default)
    {
        SettledPoint found = Follow(drive, state, true, 0, cancellation);
        return found.Status == SolveStatus.Unsettled ? Rest(found, drive, state, cancellation) : found;
    }

    private SettledPoint Follow(ReadOnlySpan<T> drive, Span<T> state, bool warm, int spent, CancellationToken cancellation)
    {
        SettledPoint found = Of(solver.Settle(drive, state, warm, cancellation));
        return found with
        {
            Iterations = found.Iterations + spent,
            MaxReal = found.Status == SolveStatus.Converged ? CircuitEigenvalues.LargestRealPart<T>(solver.Circuit, state) : double.NaN,
        };
    }

    private static SettledPoint Of(CircuitSummary<T> summary) => new(
        summary.Statuses[0], double.CreateTruncating(summary.Residuals[0]), summary.Iterations[0], summary.Methods[0],
        double.CreateTruncating(summary.Amplitudes[0]), double.NaN);

    // Newton from where the way ended.
    private SettledPoint Rest(SettledPoint found, ReadOnlySpan<T> drive, Span<T> state, CancellationToken cancellation)
    {
        state.CopyTo(end);
        SolveSummary<T> summary = solver.Newton.Solve(drive, end, cancellation: cancellation);
        if (!summary.AllConverged) return found;
        TensorPrimitives.Subtract(end, state, state);
        bool near = MaxNorm.Of<T>(state) <= Near * T.Max(T.One, MaxNorm.Of<T>(end));
        TensorPrimitives.Subtract(end, state, state);
        double largest = near ? CircuitEigenvalues.LargestRealPart<T>(solver.Circuit, end) : double.NaN;
        if (!(largest < 0)) return found;
        end.CopyTo(state);
        return new(
            SolveStatus.Converged, double.CreateTruncating(summary.Residuals[0]), found.Iterations + summary.Steps[0],
            CircuitMethod.Integration, double.NaN, largest);
    }
}

/// <summary>A point that a circuit settles at, or why there is none.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Residual">max|F(s) − s|.</param>
/// <param name="Iterations">Linear systems of the iteration, and evaluations of Newton's steps and of the dynamics.</param>
/// <param name="Method">What found it; None where nothing did.</param>
/// <param name="Amplitude">Of what goes on moving; else NaN.</param>
/// <param name="MaxReal">The largest real part of the Jacobian's eigenvalues at the point; NaN without one.</param>
public readonly record struct SettledPoint(
    SolveStatus Status, double Residual, int Iterations, CircuitMethod Method, double Amplitude, double MaxReal);

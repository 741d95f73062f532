using System;
using System.Threading;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Circuits;

/// <content>Two points that the solvers' own judge gets wrong: the closed form at extreme inputs, and an a that vanishes.</content>
public sealed partial class CircuitSolver<T>
{
    // What a loses in a step of its own equation where it goes to 0, at least.
    private static readonly T Falling = T.CreateTruncating(1e-3);

    // The closed form is right to some roundings of what meets in each unit, whatever the tolerance makes of them. Where Newton cannot say
    // so, as at inputs whose squares are near the end of the numbers, they are looked at one by one.
    private void Judge(int k, ReadOnlySpan<T> drive, Span<T> state, CancellationToken cancellation)
    {
        int n = Circuit.Units;
        state.CopyTo(best.Span);
        Conclude(k, drive, state, CircuitMethod.ClosedForm, cancellation);
        if (statuses[k] is SolveStatus.Converged or SolveStatus.NonFinite or SolveStatus.Cancelled) return;
        best.Span.CopyTo(state);
        residuals[k] = Residual(state, drive);
        T unit = T.CreateTruncating(4 * (n + 8)) * Precision<T>.Epsilon;
        for (int i = 0; i < n; i++)
        {
            T y = T.Abs(state[i]), a = state[n + i], scale = T.Abs(Circuit.Gains[i] * drive[i]) + ((T.One + T.Sqrt(a)) * y);
            bool exact = T.Abs(image.Span[i] - state[i]) <= unit * scale && T.Abs(image.Span[n + i] - a) <= unit * a && a > T.Zero;
            if (!exact) return;
        }

        (statuses[k], methods[k], iterations[k]) = (SolveStatus.Converged, CircuitMethod.ClosedForm, 0);
    }

    // Without a floor the a of a unit may go to 0, where the circuit has no derivative: below the tolerance, and still falling.
    private bool Vanishes(ReadOnlySpan<T> drive, ReadOnlySpan<T> state)
    {
        int n = Circuit.Units;
        if (!Circuit.Floor.Contains(T.Zero)) return false;
        Residual(state, drive);
        for (int i = n; i < 2 * n; i++)
        {
            if (Circuit.Floor[i - n] == T.Zero && state[i] <= Tolerance && !(image.Span[i] > (T.One - Falling) * state[i])) return true;
        }

        return false;
    }
}

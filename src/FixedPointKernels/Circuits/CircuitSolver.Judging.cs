using System;
using System.Threading;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Circuits;

/// <content>What a tolerance cannot say of a point: that the closed form is exact, and that an a vanishes.</content>
public sealed partial class CircuitSolver<T>
{
    // What a loses in a step of its own equation where it goes to 0, at least.
    private static readonly T Falling = T.CreateTruncating(1e-3);

    // The closed form is right to some roundings of what meets in each unit: n + 8 of ½ε in a sum without signs, products and roots
    // beside it, with a factor of 8. That says more than any tolerance, at every input. What is not so exact (a = 0, squares beyond the numbers) is
    // Newton's to judge.
    private void Judge(int k, ReadOnlySpan<T> drive, Span<T> state, CancellationToken cancellation)
    {
        int n = Circuit.Units;
        T found = Residual(state, drive), unit = T.CreateTruncating(4 * (n + 8)) * Precision<T>.Epsilon;
        bool exact = T.IsFinite(found);
        for (int i = 0; i < n && exact; i++)
        {
            T y = T.Abs(state[i]), a = state[n + i], scale = T.Abs(Circuit.Gains[i] * drive[i]) + ((T.One + T.Sqrt(a)) * y);
            exact = a > T.Zero && T.Abs(image.Span[i] - state[i]) <= unit * scale && T.Abs(image.Span[n + i] - a) <= unit * a;
        }

        if (exact) (statuses[k], methods[k], residuals[k]) = (SolveStatus.Converged, CircuitMethod.ClosedForm, found);
        else Conclude(k, drive, state, CircuitMethod.ClosedForm, cancellation);
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

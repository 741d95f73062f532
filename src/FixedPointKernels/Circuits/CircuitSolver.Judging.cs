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

    // What the iteration has to come from, and to, before rounding alone is taken to keep it from the tolerance.
    private static readonly T Far = T.CreateTruncating(1e-4), Close = new SolverOptions().RelativeToleranceOf<T>();

    // The closed form is right to some roundings of what meets in each unit: n + 8 of ½ε in a sum without signs, products and roots
    // beside it, with a factor of 8. That says more than any tolerance, at every input. What is not so exact (a = 0, squares beyond the
    // numbers) is Newton's to judge.
    private void Judge(int k, ReadOnlySpan<T> drive, Span<T> state, CancellationToken cancellation)
    {
        T found = Residual(state, drive), unit = T.CreateTruncating(4 * (Circuit.Units + 8)) * Precision<T>.Epsilon;
        if (Share(drive, state) <= unit)
            (statuses[k], methods[k], residuals[k]) = (SolveStatus.Converged, CircuitMethod.ClosedForm, found);
        else Conclude(k, drive, state, CircuitMethod.ClosedForm, cancellation);
    }

    // From drives of 1e15 on (float 1e7) a gate of that size meets slopes of its inverse, and Newton's Jacobian is singular to working
    // precision though the point is not. The iteration's systems are not so: where it came from 1e-4 of what meets in a unit to the
    // relative tolerance, it has contracted, and its last point is as good as strong inputs get anywhere.
    private bool Rounded(int k, ReadOnlySpan<T> drive, Span<T> state)
    {
        iteration!.Start(drive, state);
        Residual(state, drive);
        bool far = Share(drive, state) >= Far;
        best.Span.CopyTo(state);
        T found = Residual(state, drive);
        if (!far || !(Share(drive, state) <= Close)) return false;
        (statuses[k], methods[k], residuals[k]) = (SolveStatus.Converged, CircuitMethod.Iteration, found);
        return true;
    }

    // The largest residual, of the last evaluation, as a share of what meets in its component: |b z| + (1 + √a) |Wr| |y|, and a. Infinite
    // where it is no number or an a not positive.
    private T Share(ReadOnlySpan<T> drive, ReadOnlySpan<T> state)
    {
        int n = Circuit.Units;
        T largest = T.Zero;
        for (int i = 0; i < n; i++)
        {
            T met = T.Zero, a = state[n + i];
            if (Circuit.Recurrent is { } recurrent)
                for (int j = 0; j < n; j++) met += T.Abs(recurrent.Values[(i * n) + j] * state[j]);
            else met = T.Abs(state[i]);
            T scale = T.Abs(Circuit.Gains[i] * drive[i]) + ((T.One + T.Sqrt(a)) * met);
            T ofY = T.Abs(image.Span[i] - state[i]), ofA = T.Abs(image.Span[n + i] - a);
            T share = T.Max(ofY > T.Zero ? ofY / scale : ofY, ofA / a);
            if (!(a > T.Zero) || !T.IsFinite(share)) return T.PositiveInfinity;
            largest = T.Max(largest, share);
        }

        return largest;
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

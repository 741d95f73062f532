using System;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Networks;

/// <summary>The point that a tracker follows, y = W r, and the steps that bring it to another input's fixed point.</summary>
/// <remarks>
/// With Q of the present W a step is y ← Q (f(y + x) − ḡ∘y), one product, and what it leads to is measured with W at the end. After an
/// update Q is of an earlier W; then, and where that measurement fails, a step is y ← W r + Q (ḡ∘(W r − y)), r = f(y + x), two products,
/// with a residual at every step and a limit that does not depend on Q. Steps that shrink slowly are turned by
/// <see cref="BroydenSteps{T}"/>.
/// </remarks>
internal sealed class TrackSteps<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    // While a step leaves at most a tenth of the change, an old Q costs one product more than one at the present gains. A new Q
    // costs N/4 parts of about four products each.
    private static readonly T Fresh = T.CreateTruncating(0.1);

    // Where a step leaves more than that, steps are turned.
    private static readonly T Slow = T.CreateTruncating(0.3);

    // The residual of a step is predicted from the last change; half the tolerance leaves room for a contraction that is not the last one.
    private static readonly T Margin = T.CreateTruncating(0.5);

    private readonly PackedWeights<T> weights;
    private readonly Uniform<TActivation> neurons;
    private readonly BroydenSteps<T> broyden;
    private readonly int size;
    private readonly AlignedBuffer<T> drives;
    private readonly AlignedBuffer<T> found;
    private readonly AlignedBuffer<T> factor;
    private readonly AlignedBuffer<T> direction;
    private readonly AlignedBuffer<T> best;
    private AlignedBuffer<T> recurrent;
    private AlignedBuffer<T> trial;
    private AlignedBuffer<T> other;
    private T least;

    internal TrackSteps(PackedWeights<T> weights, TActivation activation)
    {
        (this.weights, neurons, size) = (weights, activation, weights.Outputs);
        int padded = ScratchSize.Of(size).Elements;
        Shifted = new(weights, padded);
        broyden = new(size);
        (drives, found, factor, direction) = (new(padded), new(padded), new(padded), new(padded));
        (recurrent, trial, other, best) = (new(padded), new(padded), new(padded), new(padded));
        Contraction = T.One;
    }

    /// <summary>Q.</summary>
    internal ShiftedWeights<T> Shifted { get; }

    /// <summary>x of this call.</summary>
    internal Span<T> Drive => drives.Span[..size];

    /// <summary>y of the point that is followed.</summary>
    internal Span<T> Recurrent => recurrent.Span[..size];

    /// <summary>r, of the point measured last.</summary>
    internal Span<T> Rates => found.Span[..size];

    /// <summary>Room for N numbers between calls.</summary>
    internal Span<T> Room => other.Span[..size];

    /// <summary>max|r| and max|x| of the point measured last.</summary>
    internal (T Rate, T Drive) Largest { get; private set; }

    /// <summary>What the last step left of the change before it.</summary>
    internal T Contraction { get; private set; }

    /// <summary>Whether the last steps would have been fewer with a Q of the present gains.</summary>
    internal bool IsStale { get; private set; }

    /// <summary>Steps from the point that is followed until a residual is at most reach, or no product is left.</summary>
    /// <returns>The residual of <see cref="Rates"/>, whose W r is the point followed now; NaN where it is the best of them.</returns>
    internal T Follow(T reach, ref ProductMeter meter)
    {
        broyden.Clear();
        (least, IsStale) = (T.PositiveInfinity, false);
        Pass<TrackPass.Shift>(recurrent, recurrent);
        T residual = T.NaN;
        if (!Shifted.IsCurrent) recurrent.Span.CopyTo(trial.Span);
        if (!Shifted.IsCurrent || Shift(reach, ref meter))
        {
            broyden.Clear();
            least = T.PositiveInfinity;
            residual = Correct(reach, ref meter);
        }

        if (!(residual <= reach) && T.IsFinite(least)) best.Span.CopyTo(recurrent.Span);
        return residual;
    }

    /// <summary>Measures the point that is followed: max|f(W r + x) − r| of r = f(y + x), which is in <see cref="Rates"/>. One product.
    /// </summary>
    internal T Measure(T reach, ref ProductMeter meter)
    {
        Pass<TrackPass.Shift>(recurrent, recurrent);
        T residual = Check(recurrent, ref meter);
        if (residual <= reach) (recurrent, other) = (other, recurrent);
        return residual;
    }

    /// <summary>Follows another point from now on.</summary>
    internal void Begin(ReadOnlySpan<T> rates)
    {
        weights.Multiply(1, rates, T.Zero, Recurrent);
        Contraction = T.One;
        Largest = (MaxNorm.Of(rates), T.Zero);
    }

    /// <summary>The point and the inverse of a new tracker.</summary>
    internal void Forget()
    {
        Shifted.Reset();
        Recurrent.Clear();
        (Contraction, Largest) = (T.One, (T.Zero, T.Zero));
    }

    // Steps with Q of the present W until the change that would come next is small enough to be worth a measurement: `trial` holds y and
    // `found` f(y + x) then. Whether it came to that.
    private bool Shift(T reach, ref ProductMeter meter)
    {
        AlignedBuffer<T> before = recurrent;
        T last = T.Zero;
        for (int step = 1; meter.Allows(2); step++)
        {
            Shifted.Multiply(factor.Span[..size], T.Zero, trial.Span[..size]);
            meter.Spent++;
            T change = Pass<TrackPass.Shift>(trial, before);
            if (!T.IsFinite(change)) return false;
            if (step > 1) Contraction = change / last;
            if (Contraction * change <= Margin * reach)
            {
                IsStale = step > 1 && Contraction > Fresh;
                return true;
            }

            (trial, other) = (other, trial);
            if (step > 1 && Contraction > Slow) return ShiftTurned(before, change, reach, ref meter);
            last = change;
            before = other;
        }

        IsStale = true;
        if (last > T.Zero) Remember(before, last);
        return false;
    }

    // The same from `other`, to which the last step has led from `before`. Optimized at once, as Correct is: a steady loop calls neither
    // often enough to have it compiled again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool ShiftTurned(AlignedBuffer<T> before, T last, T reach, ref ProductMeter meter)
    {
        IsStale = true;
        Remember(before, last);
        Span<T> step = direction.Span[..size];
        TensorPrimitives.Subtract(other.Span[..size], before.Span[..size], step);
        broyden.Turn(direction.Span);
        while (meter.Allows(2))
        {
            Shifted.Multiply(factor.Span[..size], T.Zero, trial.Span[..size]);
            meter.Spent++;
            TensorPrimitives.Subtract(trial.Span[..size], other.Span[..size], step);
            T change = MaxNorm.Of<T>(step);
            if (!T.IsFinite(change)) return false;
            if (change < least) Remember(other, change);
            Contraction = change / last;
            last = change;
            if (T.Min(Contraction, T.One) * change <= Margin * reach)
            {
                Pass<TrackPass.Shift>(trial, trial);
                return true;
            }

            broyden.Turn(direction.Span);
            TensorPrimitives.Add(other.Span[..size], step, other.Span[..size]);
            Pass<TrackPass.Shift>(other, other);
        }

        return false;
    }

    // From y in `trial` and f(y + x) in `found` by measured steps.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private T Correct(T reach, ref ProductMeter meter)
    {
        Span<T> step = direction.Span[..size];
        T last = T.PositiveInfinity;
        while (meter.Allows(1))
        {
            T residual = Check(trial, ref meter);
            if (residual <= reach)
            {
                (recurrent, other) = (other, recurrent);
                return residual;
            }

            if (!T.IsFinite(residual)) return T.NaN;
            if (residual < least) Remember(trial, residual);
            if (last < T.PositiveInfinity) Contraction = residual / last;
            IsStale |= last < T.PositiveInfinity && Contraction > Fresh;
            if (!meter.Allows(2)) return T.NaN;
            last = residual;
            Shifted.Multiply(factor.Span[..size], T.One, other.Span[..size]);
            meter.Spent++;
            TensorPrimitives.Subtract(other.Span[..size], trial.Span[..size], step);
            broyden.Turn(direction.Span);
            TensorPrimitives.Add(trial.Span[..size], step, trial.Span[..size]);
            Pass<TrackPass.Shift>(trial, trial);
        }

        return T.NaN;
    }

    // `other` ← W r, and the residual of r = `found`, of which y is in `at`.
    private T Check(AlignedBuffer<T> at, ref ProductMeter meter)
    {
        weights.Multiply(1, found.Span[..size], T.Zero, other.Span[..size]);
        meter.Spent++;
        return Pass<TrackPass.Check>(other, at);
    }

    private void Remember(AlignedBuffer<T> y, T value)
    {
        least = value;
        y.Span.CopyTo(best.Span);
    }

    private T Pass<TKind>(AlignedBuffer<T> y, AlignedBuffer<T> before)
        where TKind : struct, TrackPass.IKind
    {
        TrackRange<TKind, T> pass = new(drives.Span, Shifted.Gains, y.Span, before.Span, found.Span, factor.Span);
        neurons.Visit(0, size, ref pass);
        if (typeof(TKind) == typeof(TrackPass.Check)) Largest = (MaxNorm.Of<T>(found.Span[..size]), pass.LargestDrive);
        return pass.Largest;
    }
}

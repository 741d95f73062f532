using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Numerics.Tensors;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Layers;

/// <summary>A <see cref="NormalizationLayer{T}"/> in a trainer.</summary>
/// <remarks>With l = ∂L/∂(b∘z) and m = ∂L/∂a from the adjoint of the fixed point: ∂L/∂Wᵢⱼ = mᵢ aⱼ yⱼ², ∂L/∂Wrᵢⱼ = lᵢ (1 − √aᵢ) yⱼ,
/// ∂L/∂(floor) = m; through z = u/|u| goes (g − z (z·g))/|u| with g = b∘l, through b goes l∘z∘b∘(1 − b).</remarks>
internal sealed class NormalizationStage<T> : LayerStage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NormalizationLayer<T> layer;
    private readonly CircuitPoints<T>[] solvers;
    private readonly int units;
    private readonly AlignedBuffer<T> directions;
    private readonly AlignedBuffer<T> gains;
    private readonly AlignedBuffer<T> drives;
    private readonly AlignedBuffer<T> states;
    private readonly AlignedBuffer<T> directionErrors;
    private readonly AlignedBuffer<T> gainErrors;
    private readonly AlignedBuffer<T> poolErrors;
    private readonly AlignedBuffer<T> poolInputs;
    private readonly AlignedBuffer<T> gateErrors;
    private readonly AlignedBuffer<T> recurrentInputs;
    private readonly T[] lengths;

    internal NormalizationStage(NormalizationLayer<T> layer, LayerPlace<T> place)
        : base(layer.Outputs, place)
    {
        (this.layer, units) = (layer, layer.Outputs);
        int all = place.Batch * units, recurrent = layer.Recurrence is null ? 0 : all;
        (directions, gains, drives, states) = (new(all), new(all), new(all), new(2 * all));
        (directionErrors, gainErrors, poolErrors, poolInputs) = (new(all), new(all), new(all), new(all));
        (gateErrors, recurrentInputs) = (new(recurrent), new(recurrent));
        lengths = new T[place.Batch];
        solvers = new CircuitPoints<T>[place.Threads];
        for (int i = 0; i < solvers.Length; i++) solvers[i] = new(layer.Circuit, Share, layer.ToLastDigits);
        List<IParameterGradient<T>?> gradients =
        [
            Outer(units, layer.Inputs, directionErrors, place.Input), Outer(units, layer.Inputs, gainErrors, place.Input),
            new ChainedGradient<T>(Outer(units, units, poolErrors, poolInputs), ThroughExp),
            new ChainedGradient<T>(Mean(units, poolErrors), layer.Floor.Chain),
        ];
        if (layer.Recurrence is { } divided)
            gradients.AddRange([new ChainedGradient<T>(Outer(units, units, gateErrors, recurrentInputs), divided.Chain), null, null]);
        Gradients = gradients;
        if (layer.Recurrence is { } matrix) Guard = new PowerSteps<T>(matrix.Step, [.. layer.Parameters.TakeLast(2)]);
    }

    /// <summary>The fixed points (y, a) of the last rows, batch × 2n.</summary>
    internal ReadOnlySpan<T> States => states.Span;

    internal override IReadOnlyList<IParameterGradient<T>?> Gradients { get; }

    internal override IGuard? Guard { get; }

    internal override void Forward(
        int member, int from, int count, bool learn, Span<SolveStatus> statuses, CancellationToken cancellation = default)
    {
        ReadOnlySpan<T> input = Rows(Place.Input, from, count, layer.Inputs);
        Span<T> z = Rows(directions, from, count, units), b = Rows(gains, from, count, units), q = Rows(drives, from, count, units);
        layer.Drive.Multiply(count, input, T.Zero, z);
        layer.Gain.Multiply(count, input, T.Zero, b);
        Activation.Apply(default(Logistic), b, b);
        for (int k = 0; k < count; k++) lengths[from + k] = Normalize(z.Slice(k * units, units));
        for (int i = 0; i < q.Length; i++) q[i] = b[i] * z[i];
        Span<T> points = Rows(states, from, count, 2 * units), output = Rows(Output, from, count, units);
        ReadOnlySpan<SolveStatus> solved = solvers[member].Solve(q, points, learn, cancellation);
        for (int k = 0; k < count; k++)
        {
            ref SolveStatus status = ref statuses[from + k];
            if (status == SolveStatus.Converged) status = solved[k];
            Span<T> rates = output.Slice(k * units, units);
            ReadOnlySpan<T> y = points.Slice(2 * units * k, units);
            for (int i = 0; i < units; i++) rates[i] = status == SolveStatus.Converged && y[i] > T.Zero ? y[i] * y[i] : T.Zero;
        }
    }

    internal override void Backward(
        int member, int from, int count, Span<SolveStatus> statuses, CancellationToken cancellation = default)
    {
        Span<T> points = Rows(states, from, count, 2 * units), errors = Rows(Errors, from, count, units);
        Span<T> loss = solvers[member].Errors(count);
        for (int k = 0; k < count; k++)
        {
            Span<T> ofY = loss.Slice(2 * units * k, units), ofA = loss.Slice((2 * units * k) + units, units);
            ReadOnlySpan<T> y = points.Slice(2 * units * k, units), given = errors.Slice(k * units, units);
            for (int i = 0; i < units; i++) ofY[i] = y[i] > T.Zero ? (y[i] + y[i]) * given[i] : T.Zero;
            ofA.Clear();
        }

        ReadOnlySpan<SolveStatus> solved = solvers[member].Adjoint(count, points, out ReadOnlySpan<T> adjoints, cancellation);
        for (int k = 0; k < count; k++)
        {
            ref SolveStatus status = ref statuses[from + k];
            if (status == SolveStatus.Converged) status = solved[k];
            if (status == SolveStatus.Converged
                && !Leave(from + k, points.Slice(2 * units * k, 2 * units), adjoints.Slice(2 * units * k, 2 * units)))
                status = SolveStatus.NonFinite;
            if (status != SolveStatus.Converged) Withdraw(from + k);
        }

        if (Place.InputErrors is not { } back) return;
        Span<T> toInput = Rows(back, from, count, layer.Inputs);
        layer.Drive.MultiplyTransposed(count, Rows(directionErrors, from, count, units), Place.Adds ? T.One : T.Zero, toInput);
        layer.Gain.MultiplyTransposed(count, Rows(gainErrors, from, count, units), T.One, toInput);
    }

    internal override void Withdraw(int row)
    {
        foreach (AlignedBuffer<T> rows in (ReadOnlySpan<AlignedBuffer<T>>)[directionErrors, gainErrors, poolErrors, poolInputs])
            Rows(rows, row, 1, units).Clear();
        Rows(Place.Input, row, 1, layer.Inputs).Clear();
        if (layer.Recurrence is null) return;
        Rows(gateErrors, row, 1, units).Clear();
        Rows(recurrentInputs, row, 1, units).Clear();
    }

    // What the gradients read of a row; false where some of it is not finite, as 1/|u| of a u near the smallest number.
    private bool Leave(int row, ReadOnlySpan<T> point, ReadOnlySpan<T> adjoint)
    {
        ReadOnlySpan<T> y = point[..units], a = point[units..], l = adjoint[..units], m = adjoint[units..];
        ReadOnlySpan<T> z = Rows(directions, row, 1, units), b = Rows(gains, row, 1, units);
        Span<T> ofDirection = Rows(directionErrors, row, 1, units), ofGain = Rows(gainErrors, row, 1, units);
        Span<T> ofPool = Rows(poolErrors, row, 1, units), pooled = Rows(poolInputs, row, 1, units);
        T along = T.Zero, length = lengths[row];
        for (int i = 0; i < units; i++)
        {
            ofDirection[i] = l[i] * b[i];
            along += z[i] * ofDirection[i];
            ofGain[i] = l[i] * z[i] * b[i] * (T.One - b[i]);
            ofPool[i] = m[i];
            pooled[i] = a[i] * y[i] * y[i];
        }

        for (int i = 0; i < units; i++) ofDirection[i] = length > T.Zero ? (ofDirection[i] - (z[i] * along)) / length : T.Zero;
        bool finite = TensorPrimitives.IsFiniteAll<T>(ofDirection) && TensorPrimitives.IsFiniteAll<T>(ofGain)
            && TensorPrimitives.IsFiniteAll<T>(ofPool) && TensorPrimitives.IsFiniteAll<T>(pooled);
        if (layer.Recurrence is null) return finite;
        Span<T> ofGate = Rows(gateErrors, row, 1, units);
        for (int i = 0; i < units; i++) ofGate[i] = l[i] * (T.One - T.Sqrt(a[i]));
        y.CopyTo(Rows(recurrentInputs, row, 1, units));
        return finite && TensorPrimitives.IsFiniteAll<T>(ofGate) && TensorPrimitives.IsFiniteAll(y);
    }

    // u ← u/|u|, in units of its largest entry first, so that no square leaves the numbers; 0 stays 0.
    private static T Normalize(Span<T> u)
    {
        T largest = T.Zero, sum = T.Zero;
        foreach (T one in u) largest = T.Max(largest, T.Abs(one));
        if (!(largest > T.Zero)) return largest;
        foreach (ref T one in u)
        {
            one /= largest;
            sum += one * one;
        }

        T root = T.Sqrt(sum);
        foreach (ref T one in u) one /= root;
        return largest * root;
    }

    // ∂W/∂ln W = W.
    private void ThroughExp(ReadOnlySpan<T> gradient, Span<T> chained) =>
        TensorPrimitives.Multiply(gradient, layer.Circuit.Pool.Values, chained);
}

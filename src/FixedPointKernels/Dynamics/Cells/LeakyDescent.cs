using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>A block of samples on its way back through the tape, and the gradients of the parameters: of [W U b] by a product over the
/// steps and samples, all of them or stack by stack.</summary>
internal sealed class LeakyDescent<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Rows of a stack. 128 to 1,024 took the same time (80 units, 16 samples, 300 steps).
    private const int StackRows = 256;

    private readonly LeakyWeights<T> weights;
    private readonly LeakyTape<T> tape;
    private readonly LeakyStrides strides;
    private readonly AlignedBuffer<T> gradient;
    private readonly AlignedBuffer<T> scratch;
    private readonly AlignedBuffer<T> told;
    private readonly bool readsActivity;

    internal LeakyDescent(LeakyWeights<T> weights, LeakyTape<T> tape, int maxBatch, LeakyReadout readout)
    {
        (this.weights, this.tape, strides) = (weights, tape, weights.Strides);
        readsActivity = weights.Placement == LeakPlacement.Voltage && readout == LeakyReadout.Activity;
        told = new(maxBatch * strides.Width);
        gradient = new(weights.Shape.Units * strides.Row);
        scratch = Gemm.MultiplyScratch<T>(weights.Shape.Units, strides.Feed, tape.Steps * maxBatch).Allocate<T>();
    }

    /// <summary>Goes back through all steps.</summary>
    /// <param name="signals">∂L/∂ of what is read after each step, samples × T × N; or after the last alone, samples × N.</param>
    /// <param name="leftOut">Samples that do not count.</param>
    /// <param name="path">What of a step back is taken.</param>
    /// <param name="arguments">∂L/∂ of what φ is taken of at each step, directly, samples × T × N; in V that is the state. Empty for
    /// none.</param>
    internal void Run(ReadOnlySpan<T> signals, ReadOnlySpan<bool> leftOut, CreditPath path, ReadOnlySpan<T> arguments = default)
    {
        (int n, int steps) = (weights.Shape.Units, tape.Steps);
        int each = signals.Length / (tape.Rows * n);
        tape.Carry.Span.Clear();
        tape.Products.Clear();
        told.Span.Clear();
        for (int row = 0; row < tape.Rows; row++)
        {
            if (leftOut[row]) tape.Erase(row);
        }

        int stack = StackSteps();
        for (int step = steps; step > 0; step--)
        {
            int signal = step - 1 - (steps - each);
            if (signal >= 0) Add(signals, each, signal, leftOut, step, path.Hop == CreditHop.One);
            LeakyBackwardPass<T> pass = new() { Planes = tape.Planes(step - 1, step) };
            Dispatch.Run<LeakyBackwardPass<T>, T>(ref pass);
            if (!arguments.IsEmpty) AddToArguments(arguments, leftOut, step);
            Hop(path, step);
            if ((step - 1) % stack == 0) AddToGradient(step - 1, Math.Min(stack, steps - (step - 1)));
        }
    }

    /// <summary>Writes the gradients, as <see cref="LeakyShape"/> lays them.</summary>
    internal void Write(Span<T> gradients)
    {
        LeakyShape shape = weights.Shape;
        for (LeakyPart part = 0; part < LeakyPart.Start; part++)
        {
            int columns = shape.Columns(part), first = shape.Offset(part) / shape.Units;
            Span<T> to = shape.Of(gradients, part);
            for (int row = 0; row < shape.Units; row++)
                gradient.Span.Slice((row * strides.Row) + first, columns).CopyTo(to[(row * columns)..]);
        }

        WriteStart(shape.Of(gradients, LeakyPart.Start));
    }

    // ∂L/∂s₀ = what is carried + Wᵀ d of the first step, in V times φ′(v₀); in order of the samples.
    private void WriteStart(Span<T> sum)
    {
        sum.Clear();
        for (int row = 0; row < tape.Rows; row++)
        {
            Span<T> product = tape.Products.Slice(row * strides.Width, sum.Length);
            if (weights.Placement == LeakPlacement.Voltage)
                TensorPrimitives.Multiply(product, tape.Slopes.Span.Slice(row * strides.Delta, sum.Length), product);
            TensorPrimitives.Add(product, tape.Carry.Span.Slice(row * strides.Width, sum.Length), product);
            TensorPrimitives.Add(sum, product, sum);
        }
    }

    // Where nothing is taken through the weights, the products stay the zeros that they were.
    private void Hop(CreditPath path, int step)
    {
        Span<T> deltas = tape.Deltas(step);
        int n = weights.Shape.Units;
        switch (path.Hop)
        {
            case CreditHop.All:
                Multiply(path, T.One, deltas, strides.Delta, T.Zero, tape.Products);
                break;
            case CreditHop.Self:
                for (int row = 0; row < tape.Rows; row++)
                {
                    TensorPrimitives.Multiply(
                        deltas.Slice(row * strides.Delta, n), weights.Diagonal.Span[..n], tape.Products.Slice(row * strides.Width, n));
                }

                break;
            case CreditHop.One:
                Multiply(path, weights.Rate, told.Span, strides.Width, T.Zero, tape.Products);
                break;
            case CreditHop.Modulated:
                Multiply(path, T.CreateTruncating(path.Modulation), deltas, strides.Delta, T.One, tape.Carry.Span);
                break;
        }
    }

    private void Multiply(CreditPath path, T factor, ReadOnlySpan<T> rows, int stride, T kept, Span<T> into)
    {
        int n = weights.Shape.Units;
        Span<T> matrix = path.ByType ? weights.Between!.Backward.Span : weights.Backward.Span;
        Gemm.MultiplyPacked(tape.Rows, n, n, factor, rows, stride, matrix, kept, into, strides.Width);
    }

    // All steps while the product would read them where they lie. A longer tape it would copy first; a stack of some steps is taken when
    // they have been passed and lie in the cache: 3 to 4 % of an iteration (80 units, 16 samples, 300 steps, float).
    private int StackSteps()
    {
        int rows = tape.Steps * tape.Rows;
        bool isShort = GemmBlocking.IsReadInPlace<T>(weights.Shape.Units, rows, strides.Feed) &&
            GemmBlocking.IsReadInPlace<T>(strides.Feed, rows, weights.Shape.Units);
        return isShort ? tape.Steps : Math.Max(1, StackRows / tape.Rows);
    }

    // The feeds of some steps by the deltas that they led to, a slot later.
    private void AddToGradient(int from, int steps)
    {
        Gemm.Multiply(
            Transpose.Yes, Transpose.No, weights.Shape.Units, strides.Feed, steps * tape.Rows, T.One,
            tape.Slopes.Span.Slice((from + 1) * tape.DeltaSize, steps * tape.DeltaSize), strides.Delta,
            tape.Feeds.Span.Slice(from * tape.FeedSize, steps * tape.FeedSize), strides.Row, from + steps == tape.Steps ? T.Zero : T.One,
            gradient.Span, strides.Row, scratch.Scratch);
    }

    // In V what is told to φ(v) reaches v by the slope, which is there until the pass has been. One hop wants it by itself.
    private void Add(ReadOnlySpan<T> signals, int each, int signal, ReadOnlySpan<bool> leftOut, int step, bool keeps)
    {
        int n = weights.Shape.Units;
        ReadOnlySpan<T> slopes = tape.Deltas(step);
        for (int row = 0; row < tape.Rows; row++)
        {
            if (leftOut[row]) continue;
            Span<T> carry = tape.Carry.Span.Slice(row * strides.Width, n);
            ReadOnlySpan<T> from = signals.Slice(((row * each) + signal) * n, n), slope = slopes.Slice(row * strides.Delta, n);
            if (keeps)
            {
                Span<T> to = told.Span.Slice(row * strides.Width, n);
                if (readsActivity) TensorPrimitives.Multiply(from, slope, to);
                else from.CopyTo(to);
                TensorPrimitives.Add(carry, to, carry);
            }
            else if (readsActivity)
            {
                TensorPrimitives.MultiplyAdd(from, slope, carry, carry);
            }
            else
            {
                TensorPrimitives.Add(carry, from, carry);
            }
        }
    }

    // In R d is by the argument itself; in P g is, of which d and the carry are α and 1 − α times.
    private void AddToArguments(ReadOnlySpan<T> arguments, ReadOnlySpan<bool> leftOut, int step)
    {
        int n = weights.Shape.Units;
        bool isInside = weights.Placement == LeakPlacement.Inside;
        for (int row = 0; row < tape.Rows; row++)
        {
            if (leftOut[row]) continue;
            ReadOnlySpan<T> from = arguments.Slice(((row * tape.Steps) + step - 1) * n, n);
            Span<T> delta = tape.Deltas(step).Slice(row * strides.Delta, n), carry = tape.Carry.Span.Slice(row * strides.Width, n);
            TensorPrimitives.MultiplyAdd(from, isInside ? weights.Rate : T.One, delta, delta);
            if (isInside) TensorPrimitives.MultiplyAdd(from, weights.Keep, carry, carry);
        }
    }
}

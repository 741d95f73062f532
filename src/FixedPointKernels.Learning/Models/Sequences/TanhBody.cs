using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Randomness;

namespace FixedPointKernels.Learning.Models;

/// <summary>A tanh network without a leak as the cell of a classifier: h ← tanh(W h + U x + b) from h = 0.</summary>
internal sealed class TanhBody<T> : SequenceBody<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LeakyWeights<T> weights;

    internal TanhBody(SequenceShape shape, SeededRandom random)
    {
        int n = shape.Units;
        weights = new(LeakPlacement.Rate, new(n, shape.Inputs));
        AsItIs<T> same = new();
        Parameters =
        [
            Part("Wh", LeakyPart.Recurrent), Part("Wx", LeakyPart.Input), Part("bias", LeakyPart.Bias),
        ];

        CellParameter<T> Part(string name, LeakyPart part)
        {
            int columns = weights.Shape.Columns(part);
            T[] start = Draws.Uniform<T>(random, n * columns, 1 / Math.Sqrt(n));
            return new(name, start, weights.Shape.Offset(part), n, columns, seen => weights.Set(part, seen), same);
        }
    }

    internal override IReadOnlyList<Parameter<T>> Parameters { get; }

    internal override IReadOnlyList<Parameter<T>> Fixed => [];

    internal override int Count => weights.Shape.Count;

    internal override int StateSize => weights.Shape.Units;

    internal override ISequenceCell<T> NewCell(int steps, int maxBatch) => new LeakyCell<T, Tanh>(weights, steps, maxBatch);
}

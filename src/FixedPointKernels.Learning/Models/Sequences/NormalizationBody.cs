using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Learning.Models;

/// <summary>The normalization circuit as the cell of a classifier, with its published start.</summary>
internal sealed class NormalizationBody<T> : SequenceBody<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<Parameter<T>> fixedParts = [];

    internal NormalizationBody(SequenceShape shape, CellForm form, GainOrder order, SeededRandom random, bool learnsTimes)
    {
        int n = shape.Units, m = shape.Inputs;
        double longer = 784.0 / shape.Steps;
        double[] most = [Math.Min(0.9, 0.02 * longer), Math.Min(0.9, 0.005 * longer), Math.Min(0.9, 0.1 * longer)];
        Weights = new(form.Kernel(), new(n, m), order);
        AsItIs<T> same = new();
        List<Parameter<T>> all = [Cell("Wzx", SequentialPart.Drive, DriveStart(random, n, m), same)];
        T[] matrix = Orthogonal.Draw<T>(random, n);
        if (form == CellForm.October2024)
        {
            SpectralDivision<T> division = new(matrix, n, SpectralPrecision.Tracked);
            CellParameter<T> divided = Cell("Wr", SequentialPart.Recurrent, matrix, new BesideIdentity<T>(division, n));
            Parameter<T>[] vectors =
            [
                new SingularVector<T>("Wr left", n, () => division.Left, divided.Renew),
                new SingularVector<T>("Wr right", n, () => division.Right, divided.Renew),
            ];
            all.AddRange([divided, .. vectors]);
            fixedParts.AddRange(vectors);
            Guard = new PowerSteps<T>(
                () =>
                {
                    division.Step(divided.Values);
                    division.Refine(divided.Values);
                    divided.Renew();
                },
                vectors);
        }
        else
        {
            all.Add(Cell("Wr", SequentialPart.Recurrent, matrix, same));
        }

        foreach ((string name, SequentialPart part) in Gates)
        {
            int columns = Weights.Shape.Columns(part);
            all.Add(Cell(name, part, Draws.Uniform<T>(random, n * columns, 1 / Math.Sqrt(columns)), same));
        }

        all.Add(Cell("log W", SequentialPart.Pool, PoolStart(random, n), new Exponential<T>()));
        foreach ((string name, SequentialPart part, int which) in Times)
        {
            T[] p = learnsTimes ? Draws.Gaussian<T>(random, n) : [.. Enumerable.Repeat(T.One, n)];
            CellParameter<T> times = Cell(name, part, p, new Rate<T>(T.CreateTruncating(most[which])));
            all.Add(times);
            if (!learnsTimes) fixedParts.Add(times);
        }

        Parameter<T> start = new CellStart<T>(random, Weights);
        fixedParts.Add(start);
        Parameters = [.. all, start];

        CellParameter<T> Cell(string name, SequentialPart part, T[] values, ICellSight<T> sight) => new(
            name, values, Weights.Shape.Offset(part), n, Weights.Shape.Columns(part), seen => Weights.Set(part, seen), sight);
    }

    /// <summary>What the cells see now; it follows the parameters.</summary>
    internal SequentialWeights<T> Weights { get; }

    internal override IReadOnlyList<Parameter<T>> Parameters { get; }

    internal override IReadOnlyList<Parameter<T>> Fixed => fixedParts;

    internal override int Count => Weights.Shape.Count;

    internal override int StateSize => 4 * Weights.Shape.Units;

    internal override IGuard? Guard { get; }

    private static (string Name, SequentialPart Part)[] Gates =>
    [
        ("Wbx0", SequentialPart.PoolGainFromInput), ("Wby0", SequentialPart.PoolGainFromY), ("Wba0", SequentialPart.PoolGainFromA),
        ("Wbx1", SequentialPart.GainFromInput), ("Wby1", SequentialPart.GainFromY), ("Wba1", SequentialPart.GainFromA),
    ];

    private static (string Name, SequentialPart Part, int Which)[] Times =>
    [
        ("p y", SequentialPart.RateY, 0), ("p a", SequentialPart.RateA, 1), ("p b0", SequentialPart.RatePoolGain, 2),
        ("p b", SequentialPart.RateGain, 2),
    ];

    internal override ISequenceCell<T> NewCell(int steps, int maxBatch) => new SequentialCell<T>(Weights, steps, maxBatch);

    // Of one input a unit vector.
    private static T[] DriveStart(SeededRandom random, int n, int m)
    {
        T[] drive = Draws.Uniform<T>(random, n * m, 1 / Math.Sqrt(m));
        T largest = T.Sqrt(Orthogonal.LargestSquare<T>(drive, n, m));
        for (int i = 0; i < drive.Length; i++) drive[i] /= largest;
        return drive;
    }

    private static T[] PoolStart(SeededRandom random, int n)
    {
        T[] pool = Draws.Uniform<T>(random, n * n, 0.5);
        for (int i = 0; i < pool.Length; i++) pool[i] = i % (n + 1) == 0 ? T.Zero : pool[i] - T.CreateTruncating(0.5);
        return pool;
    }
}

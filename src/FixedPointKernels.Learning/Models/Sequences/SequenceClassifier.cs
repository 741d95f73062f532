using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Models;

/// <summary>A classifier of sequences: a normalization circuit as a recurrent cell, one Euler step an element, and a linear readout of y
/// after the last.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// What a sample's features are, T·m of them, is a sequence of T elements of m numbers. scores = R y_T + c, softmax cross-entropy. Learned
/// are Wzx, Wr, the six gate matrices, ln W, R, c, and where the time constants are, p with k = k_max / (1 + e^−p). The first states are
/// drawn once and kept with the weights. Backpropagation through all steps; nothing is clipped unless it is asked for. Source: S. Rawat,
/// D. J. Heeger, S. Martiniani, NeurIPS 2024, sequential classification; the kernels: <see cref="SequentialCell{T}"/>.
/// </remarks>
public sealed class SequenceClassifier<T> : IModel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<Parameter<T>> fixedParts = [];

    private SequenceClassifier(SequenceShape shape, CellForm form, GainOrder order, SeededRandom random, double[] most, bool learnsTimes)
    {
        (Shape, Form) = (shape, form);
        int n = shape.Units, m = shape.Inputs;
        Weights = new(form.Kernel(), new(n, m), order);
        AsItIs<T> same = new();
        List<Parameter<T>> all = [Cell("Wzx", SequentialPart.Drive, DriveStart(random, n, m), same)];
        T[] matrix = Orthogonal.Draw<T>(random, n);
        if (form == CellForm.October2024)
        {
            SpectralDivision<T> division = new(matrix, n, SpectralPrecision.Tracked);
            Divided = Cell("Wr", SequentialPart.Recurrent, matrix, new BesideIdentity<T>(division, n));
            Parameter<T>[] vectors =
            [
                new SingularVector<T>("Wr left", n, () => division.Left, Divided.Renew),
                new SingularVector<T>("Wr right", n, () => division.Right, Divided.Renew),
            ];
            all.AddRange([Divided, .. vectors]);
            fixedParts.AddRange(vectors);
            Guard = new PowerSteps<T>(
                () =>
                {
                    division.Step(Divided.Values);
                    Divided.Renew();
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
        Readout = new("readout weights", Draws.Uniform<T>(random, shape.Classes * n, 1 / Math.Sqrt(n)), shape.Classes, n);
        Bias = new("readout bias", Draws.Uniform<T>(random, shape.Classes, 1 / Math.Sqrt(n)), shape.Classes, 1);
        fixedParts.Add(start);
        Parameters = [.. all, start, Readout, Bias];

        CellParameter<T> Cell(string name, SequentialPart part, T[] values, ICellSight<T> sight) => new(name, part, values, Weights, sight);
    }

    /// <summary>Sizes.</summary>
    public SequenceShape Shape { get; }

    /// <summary>Which form.</summary>
    public CellForm Form { get; }

    /// <summary>What the cell sees now; it follows the parameters.</summary>
    public SequentialWeights<T> Weights { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>The names of the parameters that are learned: <see cref="TrainingSettings.Parts"/> of the whole.</summary>
    public ParameterSet Trainable => new([.. Parameters.Except(fixedParts).Select(one => one.Name)]);

    /// <summary>R.</summary>
    internal Parameter<T> Readout { get; }

    /// <summary>c.</summary>
    internal Parameter<T> Bias { get; }

    /// <summary>M of the form that divides it; null of the others.</summary>
    internal CellParameter<T>? Divided { get; }

    /// <summary>What keeps that division where it should be.</summary>
    internal IGuard? Guard { get; }

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

    /// <summary>The published start: Wzx uniform and divided by its largest singular value, Wr orthogonal, gates uniform in ±1/√(inputs of
    /// the gate), ln W uniform in (−1, 0) with diagonal 0, p standard normal, or 1 where the time constants are fixed.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="seed">Of everything that is drawn.</param>
    /// <param name="form">Which form.</param>
    /// <param name="order">Whether y and a see the gains of before the step, as published, or those after it.</param>
    /// <param name="learnsTimes">Whether the time constants are learned.</param>
    /// <remarks>k_max is the published 0.02, 0.005 and 0.1 of y, a and the gains for 784 steps, as much larger as the sequence is shorter,
    /// and at most 0.9.</remarks>
    public static SequenceClassifier<T> Random(
        SequenceShape shape, ulong seed, CellForm form = CellForm.Paper, GainOrder order = GainOrder.Simultaneous, bool learnsTimes = true)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(shape);
        shape.Validate();
        if (!Enum.IsDefined(form)) throw new ArgumentOutOfRangeException(nameof(form), form, "Not a form.");
        double longer = 784.0 / shape.Steps;
        double[] most = [Math.Min(0.9, 0.02 * longer), Math.Min(0.9, 0.005 * longer), Math.Min(0.9, 0.1 * longer)];
        return new(shape, form, order, new SeededRandom(seed, 1), most, learnsTimes);
    }

    /// <inheritdoc/>
    public ISampleStage<T> Stage(TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RuleFree.Refuse(settings);
        return new SequenceStage<T>(this, settings);
    }

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

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
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Models;

/// <summary>A classifier of sequences: a recurrent cell, one step an element, and a linear readout of its last state.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// What a sample's features are, T·m of them, is a sequence of T elements of m numbers. scores = R s_T + c, softmax cross-entropy; s is y
/// of a normalization circuit, h of a tanh network. Backpropagation through all steps; nothing is clipped unless it is asked for. Source:
/// S. Rawat, D. J. Heeger, S. Martiniani, NeurIPS 2024, sequential classification; the kernels: <see cref="SequentialCell{T}"/>,
/// <see cref="LeakyCell{T, TActivation}"/>.
/// </remarks>
public sealed class SequenceClassifier<T> : IModel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private SequenceClassifier(SequenceShape shape, SequenceBody<T> body, SeededRandom random)
    {
        (Shape, Body) = (shape, body);
        (int n, int classes) = (shape.Units, shape.Outputs);
        Readout = new("readout weights", Draws.Uniform<T>(random, classes * n, 1 / Math.Sqrt(n)), classes, n);
        Bias = new("readout bias", Draws.Uniform<T>(random, classes, 1 / Math.Sqrt(n)), classes, 1);
        Parameters = [.. body.Parameters, Readout, Bias];
    }

    /// <summary>Sizes.</summary>
    public SequenceShape Shape { get; }

    /// <summary>What the circuit sees now; it follows the parameters. Null where the cell is another.</summary>
    public SequentialWeights<T>? Circuit => (Body as NormalizationBody<T>)?.Weights;

    /// <inheritdoc/>
    public IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>The names of the parameters that are learned: <see cref="TrainingSettings.Parts"/> of the whole.</summary>
    public ParameterSet Trainable => new([.. Parameters.Except(Body.Fixed).Select(one => one.Name)]);

    /// <summary>Numbers of a state: (y, a, b₀, b) of a circuit, h of a tanh network.</summary>
    public int StateSize => Body.StateSize;

    /// <summary>The cell.</summary>
    internal SequenceBody<T> Body { get; }

    /// <summary>R.</summary>
    internal Parameter<T> Readout { get; }

    /// <summary>c.</summary>
    internal Parameter<T> Bias { get; }

    /// <summary>A normalization circuit with its published start: Wzx uniform and divided by its largest singular value, Wr orthogonal,
    /// gates uniform in ±1/√(inputs of the gate), ln W uniform in (−1, 0) with diagonal 0, p standard normal, or 1 where the time constants
    /// are fixed.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="seed">Of everything that is drawn.</param>
    /// <param name="form">Which form.</param>
    /// <param name="order">Whether y and a see the gains of before the step, as published, or those after it.</param>
    /// <param name="learnsTimes">Whether the time constants are learned.</param>
    /// <remarks>Learned are Wzx, Wr, the six gate matrices, ln W, R, c, and where the time constants are, p with k = k_max / (1 + e^−p);
    /// the first states are drawn once and kept with the weights. k_max is the published 0.02, 0.005 and 0.1 of y, a and the gains for 784
    /// steps, as much larger as the sequence is shorter, and at most 0.9.</remarks>
    public static SequenceClassifier<T> Random(
        SequenceShape shape, ulong seed, CellForm form = CellForm.Paper, GainOrder order = GainOrder.Simultaneous, bool learnsTimes = true)
    {
        SeededRandom random = Begin(shape, seed);
        if (!Enum.IsDefined(form)) throw new ArgumentOutOfRangeException(nameof(form), form, "Not a form.");
        return new(shape, new NormalizationBody<T>(shape, form, order, random, learnsTimes), random);
    }

    /// <summary>A tanh network, h ← tanh(W h + U x + b) from h = 0, everything uniform in ±1/√n, as PyTorch draws its own.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="seed">Of everything that is drawn.</param>
    public static SequenceClassifier<T> Tanh(SequenceShape shape, ulong seed)
    {
        SeededRandom random = Begin(shape, seed);
        return new(shape, new TanhBody<T>(shape, random), random);
    }

    /// <summary>Runs sequences and writes every state.</summary>
    /// <param name="inputs">samples × T × m.</param>
    /// <param name="trajectories">samples × T × <see cref="StateSize"/>, overwritten.</param>
    /// <returns>Samples in which something is not finite.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, no sample, or shared memory.</exception>
    public int Trace(ReadOnlySpan<T> inputs, Span<T> trajectories) =>
        Body.NewCell(Shape.Steps, Math.Max(1, inputs.Length / Shape.Features)).Trace(inputs, trajectories);

    /// <inheritdoc/>
    public ISampleStage<T> Stage(TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RuleFree.Refuse(settings);
        return new SequenceStage<T>(this, settings);
    }

    private static SeededRandom Begin(SequenceShape shape, ulong seed)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(shape);
        shape.Validate();
        return new(seed, 1);
    }
}

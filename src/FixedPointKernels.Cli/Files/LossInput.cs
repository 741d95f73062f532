using System;
using System.Numerics;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Cli.Files;

/// <summary>What a loss compares the rates with: a readout and labels (softmax cross-entropy), or targets (squared error).</summary>
internal sealed record LossInput<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[]? readout;
    private readonly int[]? labels;
    private readonly T[]? targets;
    private readonly int classes;

    /// <summary>L = -log softmax(R r)[label] per sample.</summary>
    internal LossInput(T[] readout, int classes, int[] labels) => (this.readout, this.classes, this.labels) = (readout, classes, labels);

    /// <summary>L = Σ (r − target)² per sample.</summary>
    internal LossInput(T[] targets) => this.targets = targets;

    /// <summary>From files, checked against the network and the samples.</summary>
    /// <exception cref="DataFileException">A shape or a value that does not fit; the message names the file and both.</exception>
    internal static LossInput<T> Read(
        Surroundings here, string? readout, string? labels, string? targets, int neurons, NetworkFiles.Samples<T> samples) =>
        targets is not null ? ReadTargets(here, targets, neurons, samples) : ReadReadout(here, readout!, labels!, neurons, samples);

    /// <summary>J = (1/B) Σ L, L per sample and e = ∂L/∂r per sample.</summary>
    internal LossSummary Differentiate(int batch, int neurons, ReadOnlySpan<T> rates, Span<T> losses, Span<T> gradient)
    {
        if (targets is not null)
            return SquaredError.Differentiate<T>(
                batch, neurons, neurons, rates, targets, losses, gradient, SquaredError.Scratch<T>(neurons).Allocate<T>().Scratch);
        AlignedBuffer<T> scratch = SoftmaxCrossEntropy.Scratch<T>(batch, neurons, classes).Allocate<T>();
        return SoftmaxCrossEntropy.Differentiate(batch, neurons, classes, readout, rates, labels, losses, gradient, scratch.Scratch);
    }

    private static LossInput<T> ReadTargets(Surroundings here, string path, int neurons, NetworkFiles.Samples<T> samples)
    {
        NpyArray array = InputFile.Array(here, path);
        bool vector = samples.Count == 1 && array.Shape.Length == 1 && array.Shape[0] == neurons;
        if (!vector && !(array.Shape.Length == 2 && array.Shape[0] == samples.Count && array.Shape[1] == neurons))
            throw new DataFileException(
                array.File,
                $"holds {array.ShapeText} {array.ElementType}, but the targets must be {samples.Count}×{neurons}, as many as the input "
                    + $"{samples.File} has");
        T[] values = array.To<T>();
        NetworkFiles.RequireFinite<T>(array, values, "targets");
        return new LossInput<T>(values);
    }

    private static LossInput<T> ReadReadout(Surroundings here, string path, string labelPath, int neurons, NetworkFiles.Samples<T> samples)
    {
        NpyArray array = InputFile.Array(here, path);
        (int classes, int columns) = array.RequireMatrix("the readout");
        if (columns != neurons || classes == 0)
            throw new DataFileException(
                array.File,
                $"holds {array.ShapeText} {array.ElementType}, but the readout must be C×{neurons} with C at least 1, to fit the network's "
                    + $"{neurons} neurons");
        T[] values = array.To<T>();
        NetworkFiles.RequireFinite<T>(array, values, "the readout");

        NpyArray labelArray = InputFile.Array(here, labelPath);
        bool single = samples.Count == 1 && labelArray.Shape.Length == 0;
        if (!single && !(labelArray.Shape.Length == 1 && labelArray.Shape[0] == samples.Count))
            throw new DataFileException(
                labelArray.File,
                $"holds {labelArray.ShapeText} {labelArray.ElementType}, but the labels must be ({samples.Count},), one for each sample of "
                    + $"{samples.File}");
        int[] labels = labelArray.ToInt32s();
        for (int k = 0; k < labels.Length; k++)
        {
            if ((uint)labels[k] >= (uint)classes)
                throw new DataFileException(
                    labelArray.File,
                    $"label {k} is {labels[k]}, but the {classes}×{neurons} readout {array.File} has classes 0..{classes - 1}");
        }

        return new LossInput<T>(values, classes, labels);
    }
}

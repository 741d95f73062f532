using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Models;

/// <summary>A classifier on the code of an autoencoder, trained together with it: softmax cross-entropy of the scores plus the mean squared
/// error of the input made again from the code.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// code = encoder(x), scores = classifier(code), x̂ = decoder(code), L = CE(scores) + |x − x̂|² / features, the mean over the batch. Every
/// parameter goes by <see cref="TrainingSettings.Optimizer"/> at <see cref="TrainingSettings.Rate"/>. A sample whose fixed point or
/// adjoint is not found, or of which anything is not finite, contributes nothing; a step to which none contributes is one of the penalty
/// and of the optimizer's memory alone. Source: S. Rawat, D. J. Heeger, S. Martiniani, NeurIPS 2024.
/// </remarks>
public sealed class AutoencoderClassifier<T> : IModel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Takes the three parts.</summary>
    /// <param name="encoder">From features to the code.</param>
    /// <param name="classifier">From the code to a score a class.</param>
    /// <param name="decoder">From the code to the features.</param>
    /// <exception cref="ArgumentException">Widths that do not fit, or two parameters of one name.</exception>
    public AutoencoderClassifier(FeedForward<T> encoder, FeedForward<T> classifier, FeedForward<T> decoder)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(decoder);
        Require(classifier.Inputs, encoder.Outputs, nameof(classifier), "inputs, but the code is");
        Require(decoder.Inputs, encoder.Outputs, nameof(decoder), "inputs, but the code is");
        Require(decoder.Outputs, encoder.Inputs, nameof(decoder), "outputs, but the features are");
        (Encoder, Classifier, Decoder) = (encoder, classifier, decoder);
        Parameters = [.. encoder.Parameters, .. classifier.Parameters, .. decoder.Parameters];
        string? twice = Parameters.GroupBy(parameter => parameter.Name).FirstOrDefault(names => names.Count() > 1)?.Key;
        if (twice is not null) throw new ArgumentException($"Two parameters are called {twice}.", nameof(classifier));
    }

    /// <summary>From features to the code.</summary>
    public FeedForward<T> Encoder { get; }

    /// <summary>From the code to a score a class.</summary>
    public FeedForward<T> Classifier { get; }

    /// <summary>From the code to the features.</summary>
    public FeedForward<T> Decoder { get; }

    /// <summary>Features of a sample.</summary>
    public int Features => Encoder.Inputs;

    /// <summary>Classes.</summary>
    public int Classes => Classifier.Outputs;

    /// <inheritdoc/>
    public IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>The names of the parameters that can be trained: <see cref="TrainingSettings.Parts"/> of the whole.</summary>
    public ParameterSet Trainable => new([.. Parameters.Where(one => one is not SingularVector<T>).Select(one => one.Name)]);

    /// <summary>The published network: an encoder features-360-120-40 (ReLU, ReLU, logistic) and its mirror image as decoder, layers of
    /// normalization, a linear readout.</summary>
    /// <param name="features">784 for MNIST.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="units">Units of each layer behind the code.</param>
    /// <param name="kind">What those layers are.</param>
    /// <param name="seed">Layer k, counted from the encoder's first, is drawn from stream k + 1 of it.</param>
    public static AutoencoderClassifier<T> Random(int features, int classes, IReadOnlyList<int> units, ClassifierKind kind, ulong seed)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(units);
        if (!Enum.IsDefined(kind)) throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of classifier.");
        int[] widths = [features, 360, 120, 40];
        ulong stream = 0;
        List<Layer<T>> encoder = [], middle = [], decoder = [];
        for (int i = 0; i < 3; i++) encoder.Add(Dense($"encoder {i + 1}", widths[i], widths[i + 1], isLast: i == 2));
        int width = widths[^1];
        for (int i = 0; i < units.Count; width = units[i++])
        {
            string name = $"layer {i + 1}";
            middle.Add(kind == ClassifierKind.Plain
                ? DenseLayer<T, Relu>.Random(name, width, units[i], Next())
                : NormalizationLayer<T>.Random(name, width, units[i], Next(), kind == ClassifierKind.Generic));
        }

        middle.Add(DenseLayer<T, Linear>.Random("readout", width, classes, Next()));
        for (int i = 0; i < 3; i++) decoder.Add(Dense($"decoder {i + 1}", widths[3 - i], widths[2 - i], isLast: i == 2));
        return new(new FeedForward<T>(encoder), new(middle), new(decoder));

        SeededRandom Next() => new(seed, ++stream);
        Layer<T> Dense(string name, int from, int to, bool isLast) => isLast
            ? DenseLayer<T, Logistic>.Random(name, from, to, Next()) : DenseLayer<T, Relu>.Random(name, from, to, Next());
    }

    /// <inheritdoc/>
    public ISampleStage<T> Stage(TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RuleFree.Refuse(settings);
        return new AutoencoderStage<T>(this, settings);
    }

    private static void Require(int given, int needed, string name, string what)
    {
        if (given != needed) throw new ArgumentException($"The {name} has {given} {what} {needed} wide.", name);
    }
}

/// <summary>What the layers behind the code are.</summary>
public enum ClassifierKind
{
    /// <summary>Normalization with Wr = I.</summary>
    Identity,

    /// <summary>Normalization with a trained Wr whose largest singular value is 1.</summary>
    Generic,

    /// <summary>Dense layers with ReLU in place of normalization, for comparison.</summary>
    Plain,
}

using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Models;

/// <summary>
/// A rate network that is trained at its fixed points, x = Wx s (+ b), r = f(W r + x): a classifier or numbers by a readout, ŷ = R r, or
/// neurons that are to take values.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TActivation">The response function.</typeparam>
public sealed class Model<T, TActivation> : IModel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private readonly Parameter<T>? readout;

    /// <summary>A readout: by softmax cross-entropy a classifier, or by squared error numbers against the targets of a
    /// <see cref="TargetSet"/>.</summary>
    /// <param name="network">The network; its input weights must be set.</param>
    /// <param name="readout">R, classes × N; copied.</param>
    /// <param name="classes">C; by squared error the number of targets.</param>
    /// <param name="loss">What is asked of the readout.</param>
    /// <exception cref="ArgumentException">The network has no input weights, or the readout has another length or is not
    /// finite.</exception>
    public Model(
        RateNetwork<T, TActivation> network, ReadOnlySpan<T> readout, int classes, ReadoutLoss loss = ReadoutLoss.CrossEntropy)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        ThrowIfWithoutInput(network);
        Misuse.IfNotShape(readout.Length, classes, network.Neurons, nameof(readout));
        if (!Enum.IsDefined(loss)) throw new ArgumentOutOfRangeException(nameof(loss), loss, "Not a loss.");
        (Network, Classes) = (network, loss == ReadoutLoss.CrossEntropy ? classes : 0);
        this.readout = new(NetworkParameters.Readout.ToString(), readout, classes, network.Neurons);
        Objective = Classes > 0 ? new CrossEntropyObjective<T>(this.readout) : new ReadoutTargetObjective<T>(this.readout);
        Parameters = [.. NetworkParameter<T, TActivation>.Of(network), this.readout];
    }

    /// <summary>
    /// Neurons that are to take values: squared error against the targets of a <see cref="TargetSet"/>; there is no readout.
    /// </summary>
    /// <param name="network">The network; its input weights must be set.</param>
    /// <param name="outputs">The neuron of every target, at least one; copied.</param>
    /// <exception cref="ArgumentException">The network has no input weights, or a neuron lies outside.</exception>
    public Model(RateNetwork<T, TActivation> network, ReadOnlySpan<int> outputs)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(network);
        ThrowIfWithoutInput(network);
        Network = network;
        Objective = new TargetObjective<T>(network.Neurons, outputs);
        Parameters = NetworkParameter<T, TActivation>.Of(network);
    }

    /// <summary>The network.</summary>
    public RateNetwork<T, TActivation> Network { get; }

    /// <inheritdoc/>
    /// <remarks>W, Wx, b and, where there is a readout, R: by the names of <see cref="NetworkParameters"/>.</remarks>
    public IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>R, classes or targets × N; empty where there is no readout.</summary>
    public ReadOnlySpan<T> Readout => readout is null ? default : readout.Values;

    /// <summary>C; 0 of what is no classifier.</summary>
    public int Classes { get; }

    /// <summary>Targets of a sample; 0 of a classifier.</summary>
    public int Targets => Objective.Targets;

    /// <summary>The neuron of every target; empty where there is a readout.</summary>
    public ReadOnlySpan<int> Outputs => Objective is TargetObjective<T> wanted ? wanted.Neurons : default;

    /// <summary>M, the length of s.</summary>
    public int Features => Network.Input!.Inputs;

    /// <summary>What is asked of the rates.</summary>
    internal Objective<T> Objective { get; }

    /// <inheritdoc/>
    public ISampleStage<T> Stage(TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        NetworkSettings.Refuse(settings);
        if (settings.GainsFromRates && typeof(TActivation) != typeof(Tanh))
            throw new ArgumentException(
                $"Gains from the rates are g = 1 − r², which is the slope of {nameof(Tanh)}, not of {typeof(TActivation).Name}.",
                nameof(settings));
        SampleRows<T> rows = new(Network.Neurons, Features, Objective, settings);
        return settings.Rule == RuleTable.ThroughTime
            ? new ThroughTimeSlices<T, TActivation>(this, settings, rows)
            : new BatchSlices<T, TActivation>(this, settings, rows);
    }

    /// <summary>A random model: W = gain·N(0,1)/√N, Wx = N(0,1)/√M, R = N(0,1)/√N.</summary>
    /// <param name="neurons">N.</param>
    /// <param name="features">M.</param>
    /// <param name="classes">C; by squared error the number of targets.</param>
    /// <param name="seed">W, Wx and R are streams 1, 2, 3 of this seed; float draws are the rounded double ones.</param>
    /// <param name="gain">The spectral radius that W starts near; 0.5 in the paper.</param>
    /// <param name="activation">f.</param>
    /// <param name="loss">What is asked of the readout.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or needs more memory than there is.</exception>
    /// <remarks>Source: V. Zhu, R. Rosenbaum 2024, section 3 (MNIST).</remarks>
    public static Model<T, TActivation> Random(
        int neurons, int features, int classes, ulong seed, double gain = 0.5, TActivation activation = default,
        ReadoutLoss loss = ReadoutLoss.CrossEntropy)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neurons);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        RateNetwork<T, TActivation>.ThrowIfTooLarge(neurons);
        Footprint.ThrowIfTooLarge(nameof(features), features, "the input weights", m => new(24.0 * neurons * m, (double)neurons * m));
        Footprint.ThrowIfTooLarge(nameof(classes), classes, "the readout", c => new(24.0 * neurons * c, (double)neurons * c));
        T[] weights = Draw(seed, 1, neurons * neurons, gain / Math.Sqrt(neurons));
        T[] input = Draw(seed, 2, neurons * features, 1 / Math.Sqrt(features));
        T[] output = Draw(seed, 3, classes * neurons, 1 / Math.Sqrt(neurons));
        var network = new RateNetwork<T, TActivation>(weights, neurons, activation);
        network.SetInputWeights(input, features);
        return new(network, output, classes, loss);
    }

    /// <summary>Which start this is, as a text to compare: the shape, and SHA-256 of W, Wx, b and R, or of the neurons that take
    /// values.</summary>
    public string Fingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(Network.Weights));
        hash.AppendData(MemoryMarshal.AsBytes(Network.Input!.Values));
        hash.AppendData(MemoryMarshal.AsBytes(Network.Bias));
        hash.AppendData(MemoryMarshal.AsBytes(Readout));
        hash.AppendData(MemoryMarshal.AsBytes(Outputs));
        string asked = Classes > 0 ? $"{Classes} classes" : $"{Targets} targets";
        return $"{Network.Neurons} neurons, {Features} features, {asked}, "
            + $"SHA-256 {Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    private static void ThrowIfWithoutInput(RateNetwork<T, TActivation> network)
    {
        if (network.Input is null)
            throw new ArgumentException("The network has no input weights: call SetInputWeights first.", nameof(network));
    }

    private static T[] Draw(ulong seed, ulong stream, int count, double standardDeviation)
    {
        double[] values = new double[count];
        new SeededRandom(seed, stream).FillGaussian<double>(values, standardDeviation);
        return Array.ConvertAll(values, T.CreateTruncating);
    }
}

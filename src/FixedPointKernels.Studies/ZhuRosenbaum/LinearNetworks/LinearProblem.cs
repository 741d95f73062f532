using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using FixedPointKernels.Learning;
using FixedPointKernels.Learning.Randomness;

namespace FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

/// <summary>What a linear network r = (I − W)⁻¹ x is to learn: inputs, targets, and the weights it starts from.</summary>
/// <remarks>Immutable; may be shared between threads. Rows are samples.
/// Source of the random problems: V. Zhu, R. Rosenbaum 2024, the linear examples.</remarks>
public sealed class LinearProblem
{
    // Streams of one seed: a size or a gain that changes leaves the other draws what they were.
    private const ulong TeacherStream = 1, InputStream = 2, NoiseStream = 3, StartStream = 4;

    /// <summary>The spectral radius of Ŵ for large N.</summary>
    internal const double TeacherGain = 0.5;

    private readonly double[] inputs;
    private readonly double[] targets;
    private readonly double[] start;

    private LinearProblem(int neurons, int samples, double[] inputs, double[] targets, double[] start)
    {
        (Neurons, Samples) = (neurons, samples);
        (this.inputs, this.targets, this.start) = (inputs, targets, start);
    }

    /// <summary>N.</summary>
    public int Neurons { get; }

    /// <summary>m.</summary>
    public int Samples { get; }

    /// <summary>x, m × N.</summary>
    public ReadOnlySpan<double> Inputs => inputs;

    /// <summary>y, m × N.</summary>
    public ReadOnlySpan<double> Targets => targets;

    /// <summary>W at step 0, N × N.</summary>
    public ReadOnlySpan<double> Start => start;

    /// <summary>A problem from arrays, which are copied.</summary>
    /// <param name="neurons">N.</param>
    /// <param name="inputs">x, m × N.</param>
    /// <param name="targets">y, m × N.</param>
    /// <param name="start">W at step 0, N × N.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, no sample, or an entry that is not finite.</exception>
    public static LinearProblem Of(int neurons, ReadOnlySpan<double> inputs, ReadOnlySpan<double> targets, ReadOnlySpan<double> start)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neurons);
        int samples = inputs.Length / neurons;
        ArgumentOutOfRangeException.ThrowIfZero(samples, nameof(inputs));
        Misuse.IfNotShape(inputs.Length, samples, neurons, nameof(inputs));
        Misuse.IfNotShape(targets.Length, samples, neurons, nameof(targets));
        Misuse.IfNotShape(start.Length, neurons, neurons, nameof(start));
        Misuse.IfNotFinite(inputs, nameof(inputs));
        Misuse.IfNotFinite(targets, nameof(targets));
        Misuse.IfNotFinite(start, nameof(start));
        return new(neurons, samples, inputs.ToArray(), targets.ToArray(), start.ToArray());
    }

    /// <summary>The paper's random problem: x = 0.1·N(0,1), y = (I − Ŵ)⁻¹ x + 0.01·N(0,1) with Ŵ = 0.5·N(0,1)/√N, W₀ =
    /// gain·N(0,1)/√N.</summary>
    /// <param name="neurons">N.</param>
    /// <param name="samples">m.</param>
    /// <param name="seed">Fixes every number, on every platform.</param>
    /// <param name="startGain">The spectral radius of W₀ for large N; 0.75 in the paper's learning curves.</param>
    /// <exception cref="InvalidOperationException">I − Ŵ is singular: another seed will do.</exception>
    public static LinearProblem Random(int neurons, int samples, ulong seed, double startGain = 0.75)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neurons);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        double[] teacher = Gaussian(checked(neurons * neurons), TeacherGain / Math.Sqrt(neurons), seed, TeacherStream);
        double[] inputs = Gaussian(checked(samples * neurons), 0.1, seed, InputStream);
        double[] noise = Gaussian(checked(samples * neurons), 0.01, seed, NoiseStream);
        LinearNetwork<double> network = new(new(neurons, samples, inputs, noise, teacher));
        if (!network.Solve()) throw new InvalidOperationException($"I − Ŵ of seed {seed} is singular; take another seed.");
        for (int i = 0; i < noise.Length; i++) noise[i] += network.Rates[i];
        return new(neurons, samples, inputs, noise,
            Gaussian(checked(neurons * neurons), startGain / Math.Sqrt(neurons), seed, StartStream));
    }

    /// <summary>The paper's one neuron: x = 0.1·N(0,1), y = x/(1 − w*) + 0.02·N(0,1) with w* = −1, starting from w =
    /// <paramref name="start"/>.</summary>
    public static LinearProblem OneNeuron(int samples, ulong seed, double start)
    {
        const double teacher = -1;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        double[] inputs = Gaussian(samples, 0.1, seed, InputStream);
        double[] targets = Gaussian(samples, 0.02, seed, NoiseStream);
        for (int k = 0; k < samples; k++) targets[k] += inputs[k] / (1 - teacher);
        return Of(1, inputs, targets, [start]);
    }

    /// <summary>Which data these are, as a text to compare: SHA-256 of inputs, targets and start as doubles, the low byte first.</summary>
    public string Fingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        foreach (double[] array in (double[][])[inputs, targets, start])
        {
            foreach (double value in array)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                hash.AppendData(bytes);
            }
        }

        return $"SHA-256 {Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    internal static double[] Gaussian(int count, double standardDeviation, ulong seed, ulong stream)
    {
        double[] values = new double[count];
        new SeededRandom(seed, stream).FillGaussian<double>(values, standardDeviation);
        return values;
    }
}

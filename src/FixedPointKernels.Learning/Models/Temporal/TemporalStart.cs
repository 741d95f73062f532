using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Layers;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Models;

/// <summary>How the weights of a network through time are drawn; what is not said here starts at 0.</summary>
/// <remarks>
/// W, U, V, F and b come from streams of their own, so that nothing else moves where one setting does: of one seed, two gains have the
/// same Z in W = g Z/√N, and the same U, V and F. Source: spec of learning through time, section 5; see <see cref="Starts"/>.
/// </remarks>
public sealed record TemporalStart
{
    // Streams of a seed; those of trials begin at 16.
    private const ulong RecurrentStream = 1, InputStream = 2, ReadoutStream = 3, FeedbackStream = 4, BiasStream = 5;

    /// <summary>How W is drawn.</summary>
    public RecurrentStart Recurrent { get; init; } = RecurrentStart.Gaussian;

    /// <summary>g of W.</summary>
    public double Gain { get; init; } = 1;

    /// <summary>r of <see cref="RecurrentStart.ReducedRank"/>; the others take none.</summary>
    public int? Rank { get; init; }

    /// <summary>How V is drawn; U always is normal, F uniform.</summary>
    public ReadoutStart Readout { get; init; } = ReadoutStart.Uniform;

    /// <summary>What 1/√D is multiplied by in U.</summary>
    public double InputScale { get; init; } = 1;

    /// <summary>What 1/√N is multiplied by in V.</summary>
    public double ReadoutScale { get; init; } = 1;

    /// <summary>What 1/√N is multiplied by in F.</summary>
    public double FeedbackScale { get; init; } = 1;

    /// <summary>b is uniform between 0 and this.</summary>
    public double BiasScale { get; init; }

    /// <summary>The published start of gradient flossing: everything normal of deviation 1 but W, and b up to 0.1.</summary>
    /// <param name="shape">Sizes.</param>
    /// <remarks>Source: R. Engelken, "Gradient flossing", NeurIPS 2023, its example.</remarks>
    public static TemporalStart Flossing(SequenceShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return new()
        {
            Readout = ReadoutStart.Gaussian, InputScale = Math.Sqrt(shape.Inputs), ReadoutScale = Math.Sqrt(shape.Units), BiasScale = 0.1,
        };
    }

    /// <summary>Draws all weights anew.</summary>
    /// <param name="network">Receives them.</param>
    /// <param name="seed">Of all of them.</param>
    /// <exception cref="ArgumentException">A setting is out of range; the network may have some of the weights then.</exception>
    public void Draw<T, TActivation>(TemporalNetwork<T, TActivation> network, ulong seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(network);
        if (!(BiasScale >= 0) || !double.IsFinite(BiasScale))
            throw new ArgumentException($"{nameof(BiasScale)} is {BiasScale}, but it must be finite and not negative.", nameof(network));
        SequenceShape shape = network.Shape;
        (int n, int d, int k) = (shape.Units, shape.Inputs, shape.Outputs);
        Set("W", Starts.Recurrent<T>(Recurrent, n, Gain, new(seed, RecurrentStream), Rank));
        Set("U", Starts.Readout<T>(ReadoutStart.Gaussian, n, d, new(seed, InputStream), InputScale));
        Set("V", Starts.Readout<T>(Readout, k, n, new(seed, ReadoutStream), ReadoutScale));
        Set("F", Starts.Readout<T>(ReadoutStart.Uniform, k, n, new(seed, FeedbackStream), FeedbackScale));
        SeededRandom random = new(seed, BiasStream);
        T[] bias = new T[n];
        for (int i = 0; i < n; i++) bias[i] = T.CreateTruncating(BiasScale * random.NextUniform());
        Set("b", bias);
        Set("s0", new T[n]);
        Set("c", new T[k]);

        void Set(string name, T[] values)
        {
            Parameter<T> parameter = network[name];
            if (!parameter.TrySet(values))
                throw new ArgumentException($"The scale of {name} is not finite in {typeof(T).Name}.", nameof(network));
        }
    }
}

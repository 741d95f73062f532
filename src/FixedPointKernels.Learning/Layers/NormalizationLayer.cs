using System;
using System.Collections.Generic;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Circuits;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Learning.Layers;

/// <summary>
/// A circuit of divisive normalization (ORGaNICs) as a layer: the rates [y]₊² of the point it settles in under the drive
/// z = Wz x / |Wz x| with the input gain b = 1/(1 + exp(−Wb x)).
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// y = b∘z + (1 − √a)∘(Wr y), a = (σ b₀)² + ε + W (y²∘a), with W = exp(ln W), b₀ = 1/(1 + e^−β), ε = 1e-10; Wr is I (the closed form) or M
/// divided by its largest singular value (a solver, and the adjoint at its point). Gradients are those of the fixed point, not of an
/// iteration. An input with Wz x = 0 has the drive 0, whose point and rates are 0; nothing is learned from it. Source: S. Rawat,
/// D. J. Heeger, S. Martiniani, NeurIPS 2024, section on static classification.
/// </remarks>
public sealed class NormalizationLayer<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>ε, which keeps a positive.</summary>
    internal const double Least = 1e-10;

    /// <summary>The time constant of y and a alike, in whose unit eigenvalues are given: the published 2.</summary>
    private const double Tau = 2;

    /// <summary>Takes the weights.</summary>
    /// <param name="name">What the parameters' names begin with.</param>
    /// <param name="drive">Wz, n × inputs.</param>
    /// <param name="gain">Wb, n × inputs.</param>
    /// <param name="poolLogarithms">ln W, n × n.</param>
    /// <param name="floorLogits">β, n.</param>
    /// <param name="recurrent">M, n × n and not 0; empty for Wr = I.</param>
    /// <param name="inputs">The width of x.</param>
    /// <param name="semisaturation">σ.</param>
    /// <param name="precision">How well M's largest singular value is known.</param>
    /// <exception cref="ArgumentException">Lengths that do not fit, or an entry out of range; the message names the part.</exception>
    public NormalizationLayer(
        string name, ReadOnlySpan<T> drive, ReadOnlySpan<T> gain, ReadOnlySpan<T> poolLogarithms, ReadOnlySpan<T> floorLogits,
        ReadOnlySpan<T> recurrent, int inputs, double semisaturation = 1, SpectralPrecision precision = SpectralPrecision.Tracked)
        : base(name, inputs, floorLogits.Length)
    {
        int n = Outputs;
        RequireShapes(name, drive.Length, gain.Length, poolLogarithms.Length, n, recurrent.Length, inputs);
        if (!Enum.IsDefined(precision)) throw new ArgumentOutOfRangeException(nameof(precision), precision, "Not a precision.");
        if (!recurrent.IsEmpty && !TensorPrimitives.IsFiniteAll(recurrent))
            throw new ArgumentException($"{name} Wr holds a NaN or an infinity; it must be finite.", nameof(recurrent));
        (Drive, Gain) = (new(drive, n, inputs), new(gain, n, inputs));
        if (!(semisaturation >= 0 && double.IsFinite(semisaturation)))
            throw new ArgumentOutOfRangeException(nameof(semisaturation), semisaturation, "It must be finite and not negative.");
        T[] ones = Filled(n, T.One), tau = Filled(n, T.CreateTruncating(Tau));

        // Weights follow from the parameters. 0 is a matrix to be replaced: a unit matrix would be taken as none.
        Circuit = new(CircuitKind.Main, new T[n * n], recurrent.IsEmpty ? [] : new T[n * n], ones, ones, ones, tau, tau);
        Pool = new($"{name} log W", poolLogarithms, Circuit);
        Floor = new($"{name} beta", floorLogits, Circuit, T.CreateTruncating(semisaturation), T.CreateTruncating(Least));
        List<Parameter<T>> all =
            [new PackedParameter<T>($"{name} Wz", Drive), new PackedParameter<T>($"{name} Wb", Gain), Pool, Floor];
        if (Circuit.Recurrent is not null)
        {
            SpectralDivision<T> division = new(recurrent, n, precision);
            if (!division.Takes(recurrent))
            {
                throw new ArgumentException(
                    "The recurrent matrix is 0, which no division gives a largest singular value of 1.", nameof(recurrent));
            }

            if (precision != SpectralPrecision.Undivided && !(division.Value(recurrent) > T.Zero))
            {
                throw new ArgumentException(
                    "The recurrent matrix is too small or too large for its largest singular value to be found.", nameof(recurrent));
            }

            Recurrence = new($"{name} Wr", recurrent, Circuit, division);
            all.AddRange([
                Recurrence, new SingularVector<T>($"{name} Wr left", n, () => division.Left, Recurrence.Renew),
                new SingularVector<T>($"{name} Wr right", n, () => division.Right, Recurrence.Renew)]);
        }

        Parameters = all;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>The circuit as it is now; it follows the parameters. Its time constants are 2.</summary>
    public Circuit<T> Circuit { get; }

    /// <summary>Whether points and adjoints go to the last digits, one factorization and more a sample: to be compared, not to be
    /// trained.</summary>
    internal bool ToLastDigits { get; init; }

    /// <summary>Wz.</summary>
    internal PackedWeights<T> Drive { get; }

    /// <summary>Wb.</summary>
    internal PackedWeights<T> Gain { get; }

    /// <summary>ln W.</summary>
    internal PoolLogarithms<T> Pool { get; }

    /// <summary>β.</summary>
    internal FloorLogits<T> Floor { get; }

    /// <summary>M; null where Wr = I.</summary>
    internal DividedRecurrence<T>? Recurrence { get; }

    /// <summary>The published start: Wz uniform in ±1/√inputs, Wb standard normal, ln W uniform in (−1, 0) with diagonal 0, β = 0, and
    /// M = I where there is one.</summary>
    /// <param name="name">What the parameters' names begin with.</param>
    /// <param name="inputs">The width of x.</param>
    /// <param name="units">n.</param>
    /// <param name="random">Drawn from, in the order above.</param>
    /// <param name="isGeneric">Whether Wr is trained.</param>
    public static NormalizationLayer<T> Random(string name, int inputs, int units, SeededRandom random, bool isGeneric)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(units);
        int square = Misuse.Size(units, units, nameof(units));
        T[] drive = Draws.Uniform<T>(random, Misuse.Size(units, inputs, nameof(units)), 1 / Math.Sqrt(inputs));
        T[] gain = Draws.Gaussian<T>(random, drive.Length);
        T[] pool = Draws.Uniform<T>(random, square, 0.5), identity = new T[isGeneric ? square : 0];
        for (int i = 0; i < pool.Length; i++) pool[i] -= T.CreateTruncating(0.5);
        for (int i = 0; i < units; i++)
        {
            pool[i * (units + 1)] = T.Zero;
            if (isGeneric) identity[i * (units + 1)] = T.One;
        }

        return new(name, drive, gain, pool, new T[units], identity, inputs);
    }

    internal override LayerStage<T> Stage(LayerPlace<T> place) => new NormalizationStage<T>(this, place);

    // n is the length of β. Where all the others agree on another n, it is β that is wrong.
    private static void RequireShapes(string name, int drive, int gain, int pool, int n, int recurrent, int inputs)
    {
        int other = (int)Math.Round(Math.Sqrt(pool));
        if (other != n && (long)other * other == pool && drive == (long)other * inputs && gain == drive)
            Misuse.IfNotLength(n, other, $"{name} beta");
        Misuse.IfNotShape(drive, n, inputs, $"{name} Wz");
        Misuse.IfNotShape(gain, n, inputs, $"{name} Wb");
        Misuse.IfNotShape(pool, n, n, $"{name} log W");
        if (recurrent > 0) Misuse.IfNotShape(recurrent, n, n, $"{name} Wr");
    }

    private static T[] Filled(int n, T value)
    {
        T[] values = new T[n];
        Array.Fill(values, value);
        return values;
    }
}

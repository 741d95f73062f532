using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Weights;

namespace FixedPointKernels;

/// <summary>A rate network: N neurons with rates r = f(W r + x), its weights W packed for the kernels, and
/// optionally what feeds it, x = Wx s + b.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TActivation">The response function f: one of the structs of <see cref="Activations"/>, or your own.</typeparam>
/// <remarks>
/// Dynamics τ dr/dt = −r + f(W r + x) (rate form), τ dv/dt = −v + W f(v) + x (potential form, r = f(v)) and r ← f(W r + x) (discrete)
/// share their fixed points. A network may be read from any number of threads at once; <see cref="Update"/> and the setters need
/// exclusive access. Matrices are row-major; W[i, j] is the weight from neuron j to neuron i. Units: currents x in those of f's argument,
/// rates r in those of its value, W in their quotient; τ only sets the unit of time and fixed points do not depend on it.
/// Source: V. Zhu, R. Rosenbaum 2024, section 2.
/// </remarks>
public sealed class RateNetwork<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private AlignedBuffer<T>? bias;
    private Revision biasRevision;

    /// <summary>Copies and packs the weights.</summary>
    /// <param name="weights">W, N × N, row-major.</param>
    /// <param name="neurons">N.</param>
    /// <param name="activation">f with its parameters; the default struct where it has none.</param>
    /// <exception cref="ArgumentException">The length is not N × N, a weight is NaN or infinite, or so many neurons
    /// need more memory than there is.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public RateNetwork(ReadOnlySpan<T> weights, int neurons, TActivation activation = default)
    {
        Recurrent = new(weights, nameof(weights), neurons, nameof(neurons), neurons, nameof(neurons));
        Activation = activation;
    }

    /// <summary>Copies and packs the weights.</summary>
    /// <param name="weights">W, N × N.</param>
    /// <param name="activation">f with its parameters; the default struct where it has none.</param>
    /// <exception cref="ArgumentException">The matrix is not square, or a weight is NaN or infinite.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public RateNetwork(T[,] weights, TActivation activation = default)
        : this(View(weights, nameof(weights)), activation)
    {
    }

    /// <summary>Copies and packs the weights from a view: a part of a larger matrix, or one stored by columns.</summary>
    /// <param name="weights">W, N × N; the strides may be anything.</param>
    /// <param name="activation">f with its parameters; the default struct where it has none.</param>
    /// <exception cref="ArgumentException">The view is not a square matrix, or a weight is NaN or infinite.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public RateNetwork(in ReadOnlyTensorSpan<T> weights, TActivation activation = default)
        : this(Rows(in weights, rows: null, nameof(weights), out int neurons), neurons, activation)
    {
    }

    /// <summary>N.</summary>
    public int Neurons => Recurrent.Outputs;

    /// <summary>f.</summary>
    public TActivation Activation { get; }

    /// <summary>W with its packed copies.</summary>
    public PackedWeights<T> Recurrent { get; }

    /// <summary>Wx, N × M, with its packed copies; null until <see cref="SetInputWeights(ReadOnlySpan{T}, int)"/>.</summary>
    public PackedWeights<T>? Input { get; private set; }

    /// <summary>W, N × N, row-major.</summary>
    public ReadOnlySpan<T> Weights => Recurrent.Values;

    /// <summary>b, length N; empty until <see cref="SetBias"/>.</summary>
    public ReadOnlySpan<T> Bias => bias is null ? default : bias.Span;

    /// <summary>Throws unless a network of so many neurons can be had, before anybody makes its weights.</summary>
    /// <param name="neurons">N.</param>
    /// <exception cref="ArgumentOutOfRangeException">It cannot: the message has the bytes needed and the largest N that can.</exception>
    public static void ThrowIfTooLarge(int neurons) => PackedWeights<T>.ThrowIfTooLarge(neurons, nameof(neurons), neurons, nameof(neurons));

    /// <summary>W ← W + ΔW, repacked in place. 0 bytes; exclusive access.</summary>
    /// <param name="deltaW">N × N.</param>
    /// <returns>False, and W unchanged, if the sum would hold a NaN or an infinity.</returns>
    /// <exception cref="ArgumentException">Wrong length.</exception>
    /// <exception cref="InvalidOperationException">Another thread updates the network.</exception>
    public bool Update(ReadOnlySpan<T> deltaW) => Recurrent.Add(deltaW, nameof(deltaW));

    /// <summary>Sets the input weights Wx of x = Wx s + b.</summary>
    /// <param name="inputWeights">N × M, row-major.</param>
    /// <param name="inputs">M.</param>
    /// <exception cref="ArgumentException">The length is not N × M, or a weight is NaN or infinite.</exception>
    public void SetInputWeights(ReadOnlySpan<T> inputWeights, int inputs)
    {
        if (Input is not null && Input.Inputs == inputs) Input.Set(inputWeights, nameof(inputWeights));
        else Input = new(inputWeights, nameof(inputWeights), Neurons, nameof(Neurons), inputs, nameof(inputs));
    }

    /// <summary>Sets the input weights Wx of x = Wx s + b.</summary>
    /// <param name="inputWeights">N × M.</param>
    /// <exception cref="ArgumentException">The matrix has not N rows, or a weight is NaN or infinite.</exception>
    public void SetInputWeights(T[,] inputWeights) => SetInputWeights(View(inputWeights, nameof(inputWeights)));

    /// <summary>Sets the input weights Wx of x = Wx s + b from a view: a part of a larger matrix, or one stored by columns.</summary>
    /// <param name="inputWeights">N × M; the strides may be anything.</param>
    /// <exception cref="ArgumentException">The view is not a matrix of N rows, or a weight is NaN or infinite.</exception>
    public void SetInputWeights(in ReadOnlyTensorSpan<T> inputWeights) =>
        SetInputWeights(Rows(in inputWeights, Neurons, nameof(inputWeights), out int inputs), inputs);

    /// <summary>Sets the bias b of x = Wx s + b.</summary>
    /// <param name="values">Length N.</param>
    /// <exception cref="ArgumentException">Wrong length, or an entry is NaN or infinite.</exception>
    public void SetBias(ReadOnlySpan<T> values)
    {
        Throw.IfNotLength(values.Length, Neurons, nameof(values));
        foreach (T value in values)
        {
            if (!T.IsFinite(value)) throw new ArgumentException($"A bias is {value}; it must be finite.", nameof(values));
        }

        biasRevision.BeginWrite();
        bias ??= new(Neurons);
        values.CopyTo(bias.Span);
        biasRevision.EndWrite();
    }

    /// <summary>drive ← Wx s + b, row by row.</summary>
    /// <param name="inputs">s, B × M.</param>
    /// <param name="drive">x, B × N, overwritten; must not overlap the inputs.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit.</exception>
    /// <exception cref="InvalidOperationException">No input weights are set, or they or the bias were changed meanwhile.</exception>
    /// <remarks>0 bytes. Row k depends on row k of the inputs only, bit for bit.</remarks>
    public void Drive(ReadOnlySpan<T> inputs, Span<T> drive)
    {
        PackedWeights<T> weights =
            Input ?? throw new InvalidOperationException("The network has no input weights: call SetInputWeights first.");
        int batch = drive.Length / Neurons;
        Throw.IfNotShape(drive.Length, batch, Neurons, nameof(drive));
        Throw.IfNotShape(inputs.Length, batch, weights.Inputs, nameof(inputs));
        Throw.IfOverlaps(inputs, drive, nameof(inputs), nameof(drive));
        (long read, long readBias) = (weights.BeginRead(), biasRevision.BeginRead());
        for (int k = 0; bias is not null && k < batch; k++) bias.Span.CopyTo(drive.Slice(k * Neurons, Neurons));
        weights.Multiply(batch, inputs, bias is null ? T.Zero : T.One, drive);
        biasRevision.EndRead(readBias);
        weights.EndRead(read);
    }

    private static ReadOnlyTensorSpan<T> View(T[,] matrix, string name)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(matrix, name);
        return new(matrix);
    }

    // Without a number of rows the matrix must be square.
    private static T[] Rows(in ReadOnlyTensorSpan<T> matrix, int? rows, string name, out int columns)
    {
        Element.ThrowIfUnsupported<T>();
        if (matrix.Rank != 2) throw new ArgumentException($"{name} has {matrix.Rank} dimensions; a matrix has 2.", name);
        (nint height, nint width) = (matrix.Lengths[0], matrix.Lengths[1]);
        (nint needed, nint across) = rows is int given ? (given, width) : (height, height);
        if (height != needed || width != across || width == 0)
            throw new ArgumentException($"{name} is {height}×{width}, but {needed}×{across} is needed.", name);
        // A view of strides 0 may be longer than any array; the next line refuses what is.
        (int lines, columns) = ((int)nint.Min(height, int.MaxValue), (int)nint.Min(width, int.MaxValue));
        PackedWeights<T>.ThrowIfTooLarge(lines, name, columns, name);
        T[] values = new T[lines * columns];
        matrix.FlattenTo(values);
        return values;
    }
}

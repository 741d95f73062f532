using System;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Data;

/// <summary>Labelled samples: Count × Features pixels in [0, 1], or real numbers as they are, and a class 0..Classes − 1 for
/// each.</summary>
/// <remarks>
/// <para>Formula: feature = byte / divisor, the quotient rounded once to the element type that is asked for.</para>
/// <para>Pixels are kept as the bytes of the file and scaled while a batch is gathered: MNIST takes 55 MB instead of 439 MB as double,
/// and float and double runs see the same data. Immutable; may be shared between threads.</para>
/// </remarks>
public sealed class Dataset : SampleSet
{
    private readonly byte[] pixels;
    private readonly double[] values = [];
    private readonly int[] labels;
    private readonly int divisor;

    /// <summary>A set of one's own.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="features">Features per sample.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="pixels">Count × Features bytes, a row per sample; copied.</param>
    /// <param name="labels">Count labels in 0..classes − 1; copied.</param>
    /// <param name="divisor">The byte that stands for 1.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a label lies outside; the message says where.</exception>
    public Dataset(string name, int features, int classes, ReadOnlySpan<byte> pixels, ReadOnlySpan<int> labels, int divisor)
        : this(pixels.ToArray(), labels.ToArray(), name, features, classes, divisor)
    {
    }

    /// <summary>A set of real features, taken as they are; kept in double and rounded once while a batch is gathered.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="features">Features per sample.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="values">Count × Features finite numbers, a row per sample; copied.</param>
    /// <param name="labels">Count labels in 0..classes − 1; copied.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, a number is not finite or a label lies outside; the message
    /// says where.</exception>
    public Dataset(string name, int features, int classes, ReadOnlySpan<double> values, ReadOnlySpan<int> labels)
        : this([], labels.ToArray(), name, features, classes, 1, values.ToArray())
    {
    }

    private Dataset(byte[] pixels, int[] labels, string name, int features, int classes, int divisor, double[]? values = null)
        : base(name, features)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(divisor);
        Misuse.IfNotShape(values?.Length ?? pixels.Length, labels.Length, features, values is null ? nameof(pixels) : nameof(values));
        if (values is not null) Misuse.IfNotFinite(values, nameof(values));
        this.values = values ?? [];
        Misuse.IfLabelOutside(labels, classes, nameof(labels));
        Classes = classes;
        this.pixels = pixels;
        this.labels = labels;
        this.divisor = divisor;
    }

    /// <summary>Samples.</summary>
    public override int Count => labels.Length;

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <inheritdoc/>
    public override int Outputs => Classes;

    /// <inheritdoc/>
    public override string Asked => $"{Classes} classes";

    /// <summary>How bytes became numbers, for reports: "pixel / 16, so in [0, 1]".</summary>
    public override string Scaling => values.Length > 0 ? base.Scaling : $"pixel / {divisor}, so in [0, 1]";

    /// <summary>The class of every sample.</summary>
    public ReadOnlySpan<int> Labels => labels;

    /// <summary>The bytes as stored, Count × Features; empty where the features are real numbers.</summary>
    public ReadOnlySpan<byte> Pixels => pixels;

    /// <summary>The real numbers as stored, Count × Features; empty where the features are bytes.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>The same, taking over both arrays: the caller no longer writes to them.</summary>
    internal static Dataset Adopt(string name, int features, int classes, byte[] pixels, int[] labels, int divisor) =>
        new(pixels, labels, name, features, classes, divisor);

    /// <summary>
    /// Gathers samples: row k of <paramref name="features"/> and entry k of <paramref name="classes"/> are sample <c>chosen[k]</c>. 0
    /// bytes.
    /// </summary>
    /// <typeparam name="T">The element type of the rows.</typeparam>
    /// <param name="chosen">Indices of samples; repeats are allowed.</param>
    /// <param name="features">chosen.Length × Features, overwritten.</param>
    /// <param name="classes">chosen.Length, overwritten; may be empty where labels are not wanted.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is no sample's.</exception>
    public void Gather<T>(ReadOnlySpan<int> chosen, Span<T> features, Span<int> classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Misuse.IfNotShape(features.Length, chosen.Length, Features, nameof(features));
        if (classes.Length != 0) Misuse.IfNotLength(classes.Length, chosen.Length, nameof(classes));
        Span<T> scaled = stackalloc T[256];
        T one = T.CreateChecked(divisor);
        for (int value = 0; value < scaled.Length; value++) scaled[value] = T.CreateChecked(value) / one;
        for (int k = 0; k < chosen.Length; k++)
        {
            int sample = chosen[k];
            if ((uint)sample >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(chosen), $"chosen[{k}] is {sample}, but there are {Count} samples.");
            Row(sample, scaled, features.Slice(k * Features, Features));
            if (classes.Length != 0) classes[k] = labels[sample];
        }
    }

    /// <inheritdoc/>
    public override void Gather<T>(ReadOnlySpan<int> chosen, Span<T> features) => Gather(chosen, features, default);

    /// <inheritdoc/>
    public override void AppendTo(IncrementalHash hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        hash.AppendData(pixels);
        hash.AppendData(MemoryMarshal.AsBytes(Values));
        hash.AppendData(MemoryMarshal.AsBytes(Labels));
    }

    /// <inheritdoc/>
    public override Dataset Subset(string name, ReadOnlySpan<int> chosen)
    {
        byte[] rows = new byte[pixels.Length == 0 ? 0 : checked(chosen.Length * Features)];
        double[] reals = new double[values.Length == 0 ? 0 : checked(chosen.Length * Features)];
        int[] classes = new int[chosen.Length];
        for (int k = 0; k < chosen.Length; k++)
        {
            int sample = chosen[k];
            if ((uint)sample >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(chosen), $"chosen[{k}] is {sample}, but there are {Count} samples.");
            if (rows.Length > 0) pixels.AsSpan(sample * Features, Features).CopyTo(rows.AsSpan(k * Features));
            if (reals.Length > 0) values.AsSpan(sample * Features, Features).CopyTo(reals.AsSpan(k * Features));
            classes[k] = labels[sample];
        }

        return new(rows, classes, name, Features, Classes, divisor, values.Length == 0 ? null : reals);
    }

    /// <summary>The same samples with their features in another order.</summary>
    /// <param name="order">Feature k becomes what feature order[k] is: a permutation of 0..Features − 1.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public Dataset Reordered(ReadOnlySpan<int> order)
    {
        Misuse.IfNotLength(order.Length, Features, nameof(order));
        bool[] taken = new bool[Features];
        for (int k = 0; k < order.Length; k++)
        {
            if ((uint)order[k] >= (uint)Features || taken[order[k]])
                throw new ArgumentException($"order[{k}] is {order[k]}, which is outside 0..{Features - 1} or there twice.", nameof(order));
            taken[order[k]] = true;
        }

        byte[] bytes = new byte[pixels.Length];
        double[]? reals = values.Length == 0 ? null : new double[values.Length];
        for (int sample = 0; sample < Count; sample++)
        {
            int from = sample * Features;
            for (int k = 0; k < order.Length; k++)
            {
                if (reals is null) bytes[from + k] = pixels[from + order[k]];
                else reals[from + k] = values[from + order[k]];
            }
        }

        return new(bytes, labels, Name, Features, Classes, divisor, reals);
    }

    private void Row<T>(int sample, ReadOnlySpan<T> scaled, Span<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int from = sample * Features;
        if (values.Length > 0)
            for (int j = 0; j < row.Length; j++) row[j] = T.CreateTruncating(values[from + j]);
        else
            for (int j = 0; j < row.Length; j++) row[j] = scaled[pixels[from + j]];
    }
}

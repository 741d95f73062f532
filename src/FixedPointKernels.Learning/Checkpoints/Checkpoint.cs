using System;
using System.Collections.Generic;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Checkpoints;

/// <summary>A computation between two of its steps: texts that say which one it is, and named arrays that hold its state, bit for
/// bit.</summary>
/// <remarks>
/// <para>One file, written whole or not at all, and read whole or refused: <c>CheckpointFormat</c> has
/// the layout, with a SHA-256 over everything. Nothing of a file is handed out before all of it was verified.</para>
/// <para>Shapes: any, up to 2 GiB an array and 16 GiB a file. Element types: float, double, long. Arrays are copied in and out.</para>
/// <para>Errors: <see cref="DataFileException"/> for a file that is damaged, foreign or lacks what is asked of it; the message names both
/// sides.</para>
/// </remarks>
public sealed class Checkpoint
{
    private readonly Dictionary<string, string> texts;
    private readonly Dictionary<string, CheckpointArray> arrays;

    /// <summary>An empty one.</summary>
    /// <param name="kind">What it continues, such as "fpk train": a file of another kind is refused.</param>
    public Checkpoint(string kind)
        : this("a new checkpoint", kind, [], [])
    {
    }

    internal Checkpoint(string file, string kind, Dictionary<string, string> texts, Dictionary<string, CheckpointArray> arrays)
    {
        ArgumentNullException.ThrowIfNull(kind);
        (File, Kind, this.texts, this.arrays) = (file, kind, texts, arrays);
    }

    /// <summary>The file as the caller named it.</summary>
    public string File { get; }

    /// <summary>What it continues.</summary>
    public string Kind { get; }

    /// <summary>Settings, identities, versions.</summary>
    public IReadOnlyDictionary<string, string> Texts => texts;

    internal IReadOnlyDictionary<string, CheckpointArray> Arrays => arrays;

    /// <summary>Reads and verifies a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">The kind it must be of.</param>
    /// <exception cref="DataFileException">There is no such file, it is damaged, or it is no checkpoint of this kind.</exception>
    public static Checkpoint Read(string path, string kind)
    {
        Checkpoint read = DataFile.Read(path, CheckpointFormat.Read);
        return read.Kind == kind
            ? read
            : throw new DataFileException(
                path, $"is a checkpoint of '{DataFileException.Excerpt(read.Kind)}', but one of '{kind}' is needed");
    }

    /// <summary>Writes the file; what was there stays as it was unless all of it could be written.</summary>
    /// <exception cref="DataFileException">It cannot be written.</exception>
    public void Write(string path) =>
        AtomicFile.Write(path, this, static (checkpoint, stream) => CheckpointFormat.Write(checkpoint, stream));

    /// <summary>Keeps a text.</summary>
    /// <exception cref="ArgumentException">There is one of this name.</exception>
    public void Add(string name, string text) => texts.Add(name, text);

    /// <summary>Keeps a copy of an array, the shape's last index running fastest.</summary>
    /// <exception cref="ArgumentException">There is one of this name, or the values are more or fewer than the shape's product.</exception>
    /// <exception cref="NotSupportedException">Another element type.</exception>
    public void Add<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        CheckpointArray array = CheckpointArray.Of(values, shape);
        if (!arrays.TryAdd(name, array)) throw new ArgumentException($"There is an array '{name}' already.", nameof(name));
    }

    /// <summary>The text of a name.</summary>
    /// <exception cref="DataFileException">There is none.</exception>
    public string Text(string name) => texts.TryGetValue(name, out string? text) ? text : throw Refused(name, "is not there");

    /// <summary>Hands out an array, bit for bit.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">As many as the shape's product; overwritten.</param>
    /// <param name="shape">The shape it must have.</param>
    /// <exception cref="DataFileException">There is none of this name, element type and shape.</exception>
    public void Read<T>(string name, Span<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        if (!arrays.TryGetValue(name, out CheckpointArray? array)) throw Refused(name, "is not there");
        string type = CheckpointArray.TypeName<T>();
        if (array.Type != type || !shape.SequenceEqual(array.Shape))
            throw Refused(name, $"is {NpyArray.Text(array.Shape)} {array.Type}, but {NpyArray.Text(shape)} {type} is needed");
        array.CopyTo(values);
    }

    /// <summary>Hands out a table of doubles, row by row, of as many rows as there are.</summary>
    /// <exception cref="DataFileException">There is none of this name, type and number of columns.</exception>
    public double[] Rows(string name, int columns)
    {
        int rows = arrays.TryGetValue(name, out CheckpointArray? array) && array.Shape.Length == 2 ? array.Shape[0] : 0;
        double[] values = new double[array is null || array.Shape is not [_, var width] || width != columns ? 0 : rows * columns];
        Read<double>(name, values, rows, columns);
        return values;
    }

    /// <summary>The same for numbers that must be finite: weights. Where there are none, as of a bias that is not there, all are.</summary>
    /// <exception cref="DataFileException">There is none of this name, element type and shape, or an entry is not finite.</exception>
    public void ReadFinite<T>(string name, Span<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Read(name, values, shape);
        if (!values.IsEmpty && !TensorPrimitives.IsFiniteAll<T>(values)) throw Refused(name, "holds an entry that is not finite");
    }

    /// <summary>The same for numbers that may have overflowed but must be numbers: the state of an optimizer.</summary>
    /// <exception cref="DataFileException">There is none of this name, element type and shape, or an entry is NaN.</exception>
    public void ReadNumbers<T>(string name, Span<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Read(name, values, shape);
        if (TensorPrimitives.IsNaNAny<T>(values)) throw Refused(name, "holds NaN");
    }

    /// <summary>The refusal of something this checkpoint holds, or lacks.</summary>
    public DataFileException Refused(string name, string problem) => new(File, $"'{DataFileException.Excerpt(name)}' {problem}");
}

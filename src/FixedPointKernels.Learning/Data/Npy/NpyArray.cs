using System;

namespace FixedPointKernels.Learning.Data;

/// <summary>What a .npy file holds: a shape, and values that can be had as double, float or int wherever that keeps them.</summary>
/// <remarks>Immutable; may be shared between threads. Values are handed out in C order (the last index runs fastest) whatever the file's
/// own order.</remarks>
public sealed class NpyArray
{
    private const long LargestExactInteger = 1L << 53;
    private readonly NpyElement element;
    private readonly byte[] bytes;
    private readonly int[] shape;
    private readonly bool fortran;

    internal NpyArray(string file, NpyElement element, bool fortran, int[] shape, byte[] bytes)
    {
        File = file;
        this.element = element;
        this.fortran = fortran && shape.Length > 1;
        this.shape = shape;
        this.bytes = bytes;
    }

    private delegate TOut Convert<TOut>(NpyArray array, ReadOnlySpan<byte> at, int index);

    /// <summary>The file as the caller named it.</summary>
    public string File { get; }

    /// <summary>The length of every dimension; empty for a single number.</summary>
    public ReadOnlySpan<int> Shape => shape;

    /// <summary>The number of values: the product of the shape.</summary>
    public int Count => bytes.Length / element.Size;

    /// <summary>NumPy's name of the file's element type: float64, int32, bool, …</summary>
    public string ElementType => element.Name;

    /// <summary>The shape as messages show it: 300×299; "()" for a single number.</summary>
    public string ShapeText => Text(shape);

    /// <summary>The values as double: exactly, or not at all.</summary>
    /// <exception cref="DataFileException">An integer beyond ±2⁵³.</exception>
    public double[] ToDoubles() => element.IsFloating
        ? To(static (array, at, _) => array.element.Float(at))
        : To(static (array, at, index) => (double)array.Whole(at, index, -LargestExactInteger, LargestExactInteger, "float64"));

    /// <summary>The values rounded to the nearest float; infinities and NaN stay what they are.</summary>
    /// <exception cref="DataFileException">A finite value beyond float's range, or an integer beyond ±2⁵³.</exception>
    public float[] ToSingles() => element.IsFloating
        ? To(static (array, at, index) => array.Narrow(array.element.Float(at), index))
        : To(static (array, at, index) => (float)array.Whole(at, index, -LargestExactInteger, LargestExactInteger, "float32"));

    /// <summary>The values as integers, exactly: labels. A floating file qualifies if every value is integral.</summary>
    /// <exception cref="DataFileException">A value with a fraction, a NaN, an infinity, or one beyond 32 bits; the message names its
    /// index.</exception>
    public int[] ToInt32s() => element.IsFloating
        ? To(static (array, at, index) => array.Integral(array.element.Float(at), index))
        : To(static (array, at, index) => (int)array.Whole(at, index, int.MinValue, int.MaxValue, "int32"));

    /// <summary>The values as <typeparamref name="T"/>: double, float or int, as the method of that type gives them.</summary>
    /// <exception cref="DataFileException">See the method of that type.</exception>
    /// <exception cref="NotSupportedException">Another type is asked for.</exception>
    public T[] To<T>()
        where T : unmanaged =>
        typeof(T) == typeof(double) ? (T[])(object)ToDoubles()
        : typeof(T) == typeof(float) ? (T[])(object)ToSingles()
        : typeof(T) == typeof(int) ? (T[])(object)ToInt32s()
        : throw new NotSupportedException($"{typeof(T).Name} is not offered; double, float and int are.");

    /// <summary>Rows and columns, or the refusal that names the file.</summary>
    /// <param name="what">What the file should hold, for the message: "the weights".</param>
    /// <exception cref="DataFileException">The array does not have two dimensions.</exception>
    public (int Rows, int Columns) RequireMatrix(string what) =>
        shape.Length == 2
            ? (shape[0], shape[1])
            : throw new DataFileException(File, $"holds {ShapeText} {ElementType}, but {what} must be a matrix of two dimensions");

    /// <summary>Refuses another shape than <paramref name="wanted"/>, naming the file and both shapes.</summary>
    /// <param name="what">What the file should hold, for the message: "the targets".</param>
    /// <param name="wanted">The shape.</param>
    /// <exception cref="DataFileException">The shape is another one.</exception>
    public void RequireShape(string what, params ReadOnlySpan<int> wanted)
    {
        if (!wanted.SequenceEqual(shape))
            throw new DataFileException(File, $"holds {ShapeText} {ElementType}, but {what} must be {Text(wanted)}");
    }

    internal static string Text(ReadOnlySpan<int> shape) =>
        shape.Length == 0 ? "()" : shape.Length == 1 ? $"({shape[0]},)" : string.Join('×', shape.ToArray());

    /// <summary>Walks the output in C order; <c>from</c> follows in the file's order by the strides of its first-index-fastest
    /// layout.</summary>
    private TOut[] To<TOut>(Convert<TOut> convert)
    {
        TOut[] values = new TOut[Count];
        if (!fortran)
        {
            for (int i = 0; i < values.Length; i++) values[i] = convert(this, bytes.AsSpan(i * element.Size), i);
            return values;
        }

        int[] index = new int[shape.Length];
        int[] stride = new int[shape.Length];
        for (int d = 0, step = 1; d < shape.Length && values.Length > 0; step *= shape[d++]) stride[d] = step;
        for (int i = 0, from = 0; i < values.Length; i++)
        {
            values[i] = convert(this, bytes.AsSpan(from * element.Size), i);
            for (int d = shape.Length - 1; d >= 0; d--)
            {
                from += stride[d];
                if (++index[d] < shape[d]) break;
                from -= stride[d] * shape[d];
                index[d] = 0;
            }
        }

        return values;
    }

    private long Whole(ReadOnlySpan<byte> at, int index, long least, long largest, string type)
    {
        long value = element.Integer(at);
        bool unsignedOver = element.Kind == 'u' && value < 0;
        return element.Kind == 'b' && value > 1 ? throw Entry(index, value, "bool, where 0 and 1 are the only values")
            : unsignedOver ? throw Entry(index, (ulong)value, type)
            : value < least || value > largest ? throw Entry(index, value, type)
            : value;
    }

    private float Narrow(double value, int index)
    {
        float narrow = (float)value;
        return float.IsInfinity(narrow) && double.IsFinite(value) ? throw Entry(index, value, "float32") : narrow;
    }

    private int Integral(double value, int index)
    {
        int whole = int.CreateSaturating(value);
        return whole == value ? whole : throw Entry(index, value, "int32");
    }

    private DataFileException Entry(int index, object value, string type) =>
        new(File, FormattableString.Invariant($"entry {index} (of {Count}, in C order) is {value}, which is no {type}"));
}

using System;
using System.IO;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Data;

public sealed class NpyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory, Trait("Leg", "Any")]
    [InlineData(new int[0])]
    [InlineData(new[] { 1 })]
    [InlineData(new[] { 7 })]
    [InlineData(new[] { 0, 5 })]
    [InlineData(new[] { 3, 4 })]
    [InlineData(new[] { 2, 3, 4 })]
    public void Round_trips_every_written_type_and_shape(int[] shape)
    {
        int count = shape.Aggregate(1, (product, dimension) => product * dimension);
        double[] values = [.. Enumerable.Range(0, count).Select(i => (i - 3) * 0.1)];
        int[] whole = [.. Enumerable.Range(0, count).Select(i => (i - 3) * 1_000_003)];
        RoundTrip(values, "float64", read => read.ToDoubles());
        RoundTrip(Array.ConvertAll(values, value => (float)value), "float32", read => read.ToSingles());
        RoundTrip(whole, "int32", read => read.ToInt32s());
        RoundTrip(Array.ConvertAll(whole, value => (long)value), "int64", read => Array.ConvertAll(read.ToInt32s(), value => (long)value));

        void RoundTrip<T>(T[] written, string type, Func<NpyArray, T[]> convert)
            where T : unmanaged
        {
            Npy.Write<T>(folder.File("a.npy"), written, shape);
            NpyArray read = Npy.Read(folder.File("a.npy"));
            Assert.Equal(shape, read.Shape.ToArray());
            Assert.Equal(type, read.ElementType);
            Assert.Equal(written, convert(read));
        }
    }

    [Fact]
    public void Writes_the_bytes_that_NumPy_writes()
    {
        Npy.Write<float>(folder.File("a.npy"), [1f, -2f], 2, 1);
        byte[] expected =
        [
            0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }"u8,
            .. Enumerable.Repeat((byte)' ', 118 - 59 - 1), (byte)'\n', 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0,
        ];
        Assert.Equal(expected, File.ReadAllBytes(folder.File("a.npy")));
    }

    [Theory]
    [InlineData("<f4", "float32", new byte[] { 0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0 }, 1.5, -2.0)]
    [InlineData(">f4", "float32", new byte[] { 0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0 }, 1.5, -2.0)]
    [InlineData("<f8", "float64", new byte[] { 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0 }, 1.5, -2.0)]
    [InlineData(">f8", "float64", new byte[] { 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0 }, 1.5, -2.0)]
    [InlineData("|i1", "int8", new byte[] { 0x7f, 0x80 }, 127.0, -128.0)]
    [InlineData("|u1", "uint8", new byte[] { 0x7f, 0x80 }, 127.0, 128.0)]
    [InlineData("|b1", "bool", new byte[] { 0, 1 }, 0.0, 1.0)]
    [InlineData("<i2", "int16", new byte[] { 1, 2, 0xff, 0xff }, 513.0, -1.0)]
    [InlineData(">i2", "int16", new byte[] { 2, 1, 0xff, 0xff }, 513.0, -1.0)]
    [InlineData("<u2", "uint16", new byte[] { 1, 2, 0xff, 0xff }, 513.0, 65535.0)]
    [InlineData("<i4", "int32", new byte[] { 4, 3, 2, 1, 0, 0, 0, 0x80 }, 16909060.0, -2147483648.0)]
    [InlineData(">i4", "int32", new byte[] { 1, 2, 3, 4, 0x80, 0, 0, 0 }, 16909060.0, -2147483648.0)]
    [InlineData(">u4", "uint32", new byte[] { 0, 0, 0, 9, 0xff, 0xff, 0xff, 0xff }, 9.0, 4294967295.0)]
    [InlineData(
        "<i8", "int64", new byte[] { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0x20, 0 }, -2.0, 9007199254740992.0)]
    [InlineData("<f2", "float16", new byte[] { 0, 0x3e, 1, 0 }, 1.5, 5.9604644775390625e-8)]
    [InlineData(">f2", "float16", new byte[] { 0x3e, 0, 0xfb, 0xff }, 1.5, -65504.0)]
    [InlineData("e", "float16", new byte[] { 0, 0x3e, 0, 0xc0 }, 1.5, -2.0)]
    [InlineData("half", "float16", new byte[] { 0, 0x3e, 0, 0xc0 }, 1.5, -2.0)]
    [InlineData("f", "float32", new byte[] { 0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0 }, 1.5, -2.0)]
    [InlineData(">d", "float64", new byte[] { 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0 }, 1.5, -2.0)]
    [InlineData("single", "float32", new byte[] { 0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0 }, 1.5, -2.0)]
    [InlineData("?", "bool", new byte[] { 0, 1 }, 0.0, 1.0)]
    [InlineData("bool", "bool", new byte[] { 0, 1 }, 0.0, 1.0)]
    [InlineData("b", "int8", new byte[] { 0x7f, 0x80 }, 127.0, -128.0)]
    [InlineData("uint8", "uint8", new byte[] { 0x7f, 0x80 }, 127.0, 128.0)]
    [InlineData(">h", "int16", new byte[] { 2, 1, 0xff, 0xff }, 513.0, -1.0)]
    [InlineData("H", "uint16", new byte[] { 1, 2, 0xff, 0xff }, 513.0, 65535.0)]
    [InlineData("int32", "int32", new byte[] { 4, 3, 2, 1, 0, 0, 0, 0x80 }, 16909060.0, -2147483648.0)]
    [InlineData("<l", "int64", new byte[] { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 9, 0, 0, 0, 0, 0, 0, 0 }, -2.0, 9.0)]
    [InlineData("uint64", "uint64", new byte[] { 5, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0 }, 5.0, 9.0)]
    [InlineData(">u8", "uint64", new byte[] { 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 1, 0 }, 5.0, 256.0)]
    public void Reads_every_type_and_byte_order(string descr, string name, byte[] data, double one, double two)
    {
        foreach (byte major in (byte[])[1, 2, 3])
        {
            NpyArray read = Npy.Read(folder.File("a.npy", FileBytes.Npy(descr, fortran: false, "(2,)", data, major)));
            Assert.Equal(name, read.ElementType);
            Assert.Equal([one, two], read.ToDoubles());
            Assert.Equal([(float)one, (float)two], read.ToSingles());
        }
    }

    [Fact]
    public void Fortran_order_is_handed_out_in_C_order()
    {
        byte[] data = [.. Enumerable.Range(0, 24).Select(i => (byte)i)];
        int[] matrix = Npy.Read(folder.File("a.npy", FileBytes.Npy("|u1", fortran: true, "(3, 8)", data))).ToInt32s();
        int[] cube = Npy.Read(folder.File("b.npy", FileBytes.Npy("|u1", fortran: true, "(2, 3, 4)", data))).ToInt32s();
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 8; j++) Assert.Equal(i + (3 * j), matrix[(i * 8) + j]);
        }

        for (int i = 0; i < 24; i++) Assert.Equal((i / 12) + (2 * (i / 4 % 3)) + (6 * (i % 4)), cube[i]);
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}")]
    [InlineData("{\"shape\":(2,),\"descr\":\"<f8\",\"fortran_order\":False}")]
    [InlineData("  { 'fortran_order' : True , 'shape' : ( 2 , ) , 'descr' : '<f8' , } ")]
    [InlineData("{'descr': 'f8', 'fortran_order': False, 'shape': (1, 2, 1)}")]
    [InlineData("{'descr': '=f8', 'fortran_order': False, 'shape': (2, 1,)}")]
    [InlineData("{u'descr': u'<f8', u'fortran_order': False, u'shape': (2L, 1L)}")]
    [InlineData("{'descr': u\"<f8\", 'fortran_order': False, 'shape': (2L,)}")]
    public void Reads_headers_in_any_key_order_and_spacing(string dictionary) =>
        Assert.Equal(
            [1.0, 0.0],
            Npy.Read(folder.File("a.npy", FileBytes.Npy(dictionary, [0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0]))).ToDoubles());

    // Each as NumPy loads it: the same nine numbers behind five ways to write the header of a 3×3 array of doubles. '|f8' is in the
    // machine's order, as NumPy's dtype says.
    [Theory]
    [InlineData("descr_d")]
    [InlineData("descr_float64")]
    [InlineData("py2L")]
    [InlineData("u_prefix")]
    [InlineData("descr_pipe_f8")]
    public void Reads_the_headers_that_NumPy_reads(string name)
    {
        NpyArray read = Npy.Read(Path.Combine(AppContext.BaseDirectory, "golden", "npy", name + ".npy"));
        Assert.Equal([3, 3], read.Shape.ToArray());
        Assert.Equal(
            [
                0.03771906632801799, -0.039631458987390566, 0.1921267951329846, 0.03147003514591191, -0.16070081194833327,
                0.10847851647284541,
                0.39120001353904116, 0.2841242889387726, -0.21112057074209778,
            ],
            read.ToDoubles());
    }

    [Fact]
    public void Conversions_keep_values_or_say_which_one_they_cannot()
    {
        string path = folder.File("a.npy");
        Npy.Write<double>(path, [3.0, -0.0, 2147483647.0], 3);
        Assert.Equal([3, 0, int.MaxValue], Npy.Read(path).ToInt32s());
        foreach (double other in (double[])[0.5, double.NaN, double.PositiveInfinity, 2147483648.0, -2147483649.0])
        {
            Npy.Write<double>(path, [3.0, other], 2);
            Assert.Contains(
                "entry 1 ", Assert.Throws<DataFileException>(() => Npy.Read(path).ToInt32s()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Narrowing_and_widening_refuse_what_they_would_change()
    {
        string path = folder.File("a.npy");
        Npy.Write<double>(path, [double.NaN, double.NegativeInfinity, 0.1], 3);
        Assert.Equal([float.NaN, float.NegativeInfinity, 0.1f], Npy.Read(path).ToSingles());
        Npy.Write<double>(path, [0, 1e300], 2);
        Assert.Contains(
            "entry 1 (of 2, in C order) is 1E+300, which is no float32", Refusal(read => read.ToSingles()), StringComparison.Ordinal);
        Npy.Write<long>(path, [(1L << 53) + 1]);
        Assert.Contains(
            "entry 0 (of 1, in C order) is 9007199254740993, which is no float64", Refusal(read => read.ToDoubles()),
            StringComparison.Ordinal);
        folder.File("a.npy", FileBytes.Npy("<u8", fortran: false, "()", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]));
        Assert.Contains("is 18446744073709551615, which is no int32", Refusal(read => read.ToInt32s()), StringComparison.Ordinal);
        folder.File("a.npy", FileBytes.Npy("|b1", fortran: false, "()", [2]));
        Assert.Contains("is 2, which is no bool", Refusal(read => read.ToInt32s()), StringComparison.Ordinal);

        string Refusal<T>(Func<NpyArray, T[]> convert) => Assert.Throws<DataFileException>(() => convert(Npy.Read(path))).Message;
    }

    [Fact]
    public void Requirements_name_the_file_and_both_shapes()
    {
        string path = folder.File("W.npy");
        Npy.Write<double>(path, new double[6], 2, 3);
        NpyArray read = Npy.Read(path);
        Assert.Equal((2, 3), read.RequireMatrix("the weights"));
        read.RequireShape("the weights", 2, 3);
        Assert.Equal(
            $"{path}: holds 2×3 float64, but the weights must be 3×3",
            Assert.Throws<DataFileException>(() => read.RequireShape("the weights", 3, 3)).Message);
        Npy.Write<double>(path, new double[6], 6);
        Assert.Equal(
            $"{path}: holds (6,) float64, but the weights must be a matrix of two dimensions",
            Assert.Throws<DataFileException>(() => Npy.Read(path).RequireMatrix("the weights")).Message);
    }

    [Fact]
    public void Writing_refuses_a_shape_of_another_size_and_other_types()
    {
        string path = folder.File("a.npy");
        Assert.Contains(
            "5 elements, but the shape is 2×3",
            Assert.Throws<ArgumentException>(() => Npy.Write<double>(path, new double[5], 2, 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Npy.Write<double>(path, [], 65536, 65536, 65536, 65536, 65536, 65536, 65536, 65536, 65536));
        Assert.Throws<ArgumentOutOfRangeException>(() => Npy.Write<double>(path, new double[1], -1, -1));
        Assert.Throws<NotSupportedException>(() => Npy.Write<byte>(path, new byte[1], 1));
        Npy.Write<double>(path, [], int.MaxValue, int.MaxValue, int.MaxValue, 0);
        Assert.Equal(0, Npy.Read(path).Count);
    }
}

using System;
using System.IO;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Data;

public sealed class NpyRefusalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("{'descr': '<c16', 'fortran_order': False, 'shape': (1,)}", "(complex)")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2,)}", "(Python objects)")]
    [InlineData("{'descr': '<U4', 'fortran_order': False, 'shape': (1,)}", "(text or raw bytes)")]
    [InlineData("{'descr': [('a', '<f8'), ('b', '<f8')], 'fortran_order': False, 'shape': (1,)}", "structured")]
    [InlineData("{'descr': 'D', 'fortran_order': False, 'shape': (1,)}", "'D' (complex)")]
    [InlineData("{'descr': 'complex128', 'fortran_order': False, 'shape': (1,)}", "(complex)")]
    [InlineData("{'descr': 'g', 'fortran_order': False, 'shape': (1,)}", "(an extended float)")]
    [InlineData("{'descr': 'longdouble', 'fortran_order': False, 'shape': (1,)}", "(an extended float)")]
    [InlineData("{'descr': '<M8[s]', 'fortran_order': False, 'shape': (2,)}", "(a date or a time)")]
    [InlineData("{'descr': '<float64', 'fortran_order': False, 'shape': (2,)}", "(unknown)")]
    [InlineData("{'descr': u, 'fortran_order': False, 'shape': (2,)}", "a text is expected")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2LL,)}", "',' is expected")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (L,)}", "a dimension is expected")]
    [InlineData("{'descr': '', 'fortran_order': False, 'shape': (2,)}", "(unknown)")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2)}", "(n,)")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2,,)}", "a dimension is expected")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (-2,)}", "a dimension is expected")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (02,)}", "a dimension is expected")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1 2)}", "',' is expected")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}", "is over 2147483647")]
    [InlineData("{'descr': '<f8', 'fortran_order': 0, 'shape': (2,)}", "True or False")]
    [InlineData("{'descr': '<f8', 'fortran_order': False}", "are needed")]
    [InlineData("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (2,)}", "stands twice")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), 'more': 1}", "key 'more' is unknown")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2,)} x", "something follows")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2,)", "'}' is expected")]
    [InlineData("{'descr': '<f8", "does not end")]
    [InlineData("", "'{' is expected")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (300, 299)}", "the header says 300×299 float64, which is 717600 bytes, "
        + "but 16 bytes of data are there (truncated)")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)}", "the header says (1,) float64, which is 8 bytes, but 16 bytes "
        + "of data follow")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647, 2147483647, "
        + "2147483647)}", "truncated")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647, "
        + "2147483647, 0)}", "16 bytes of data follow")]
    public void Says_what_is_wrong_with_a_header(string dictionary, string expected)
    {
        string path = folder.File("W.npy", FileBytes.Npy(dictionary, new byte[16]));
        DataFileException refused = Assert.Throws<DataFileException>(() => Npy.Read(path));
        Assert.StartsWith($"{path}: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Message, char.IsControl);
    }

    [Fact]
    public void Says_what_is_wrong_with_a_file()
    {
        byte[] whole = FileBytes.Npy("<f8", fortran: false, "(2,)", new byte[16]);
        Refused(folder.File("none.npy"), "does not exist");
        Refused(folder.File("none/none.npy"), "does not exist");
        Refused(folder.Path, "is a folder");
        Refused(string.Empty, "names no file");
        Refused(folder.File("a.npy", []), "is truncated: 0 bytes");
        Refused(folder.File("a.npy", whole[..7]), "is truncated: 7 bytes");
        Refused(folder.File("a.npy", [.. "PK"u8, 3, 4, .. new byte[20]]), "starts with 504b03040000, not with 934e554d5059");
        Refused(folder.File("a.npy", [.. whole[..6], 4, .. whole[7..]]), "version 4.0");
        Refused(folder.File("a.npy", [.. whole[..6], 1, 1, .. whole[8..]]), "version 1.1");
        Refused(folder.File("a.npy", [.. whole[..8], 0xff, 0xff, .. whole[10..]]), "its header has 65535 bytes, but the file has 144");
        Refused(folder.File("a.npy", [.. whole[..6], 2, 0, 0xff, 0xff, 0xff, 0xff, .. whole[12..]]), "its header has 4294967295 bytes");
        Refused(folder.File("a.npy", [.. whole, 0]), "17 bytes of data follow");
        Refused(folder.File("a.npy", whole[..^1]), "15 bytes of data are there (truncated)");
        if (!OperatingSystem.IsWindows()) Refused("/dev/null", string.Empty);
    }

    [Fact]
    public void A_file_that_may_not_be_read_says_so()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess) return;
        string path = folder.File("a.npy", [1]);
        File.SetUnixFileMode(path, UnixFileMode.None);
        Refused(path, "permission denied");
    }

    private static void Refused(string path, string expected)
    {
        DataFileException refused = Assert.Throws<DataFileException>(() => Npy.Read(path));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Message, char.IsControl);
        Assert.Equal(path, refused.File);
    }
}

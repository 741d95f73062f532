using System;
using System.IO;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Data;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Leg", "Any")]
    public void Makes_and_replaces_a_file_and_leaves_nothing_else()
    {
        string path = folder.File("out.csv");
        AtomicFile.WriteText(path, "first\n");
        AtomicFile.WriteText(path, writer => writer.WriteLine("zwei ü"));
        Assert.Equal("zwei ü\n"u8.ToArray(), File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_failure_in_the_middle_leaves_the_old_file_and_no_temporary(bool existed)
    {
        string path = folder.File("out.bin");
        if (existed) File.WriteAllText(path, "old");
        NotFiniteNumberException thrown = Assert.Throws<NotFiniteNumberException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[100_000]);
            stream.Flush();
            throw new NotFiniteNumberException("the caller's own");
        }));
        Assert.Equal("the caller's own", thrown.Message);
        Assert.Equal(existed ? [path] : [], Directory.GetFileSystemEntries(folder.Path));
        if (existed) Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void A_full_disk_is_a_data_file_exception_and_leaves_no_temporary()
    {
        string path = folder.File("out.bin");
        DataFileException thrown = Assert.Throws<DataFileException>(
            () => AtomicFile.Write(path, _ => throw new IOException("No space left")));
        Assert.Equal($"{path}: cannot be written: No space left", thrown.Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_reader_that_fails_inside_the_callback_keeps_its_own_message()
    {
        DataFileException thrown = Assert.Throws<DataFileException>(
            () => AtomicFile.Write(folder.File("out"), _ => Npy.Read(folder.File("none.npy"))));
        Assert.Equal(folder.File("none.npy"), thrown.File);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Says_why_a_place_cannot_be_written()
    {
        string file = folder.File("a-file", [1]);
        Refused(Path.Combine(file, "out.npy"), $"{file} is a file, but a folder is needed");
        Refused(folder.File("missing/out.npy"), $"the folder {folder.File("missing")} does not exist");
        Refused(folder.Path, "it is a folder");
        Refused(folder.Path + "/", "it is a folder");
        Refused("/proc/self/new", "no file can be made in that folder");
        Refused(string.Empty, "names no file");
        Refused("a\0b", "names no file");
        Assert.Equal([1], File.ReadAllBytes(file));
        Assert.Equal([file], Directory.GetFileSystemEntries(folder.Path));

        static void Refused(string path, string reason)
        {
            DataFileException thrown = Assert.Throws<DataFileException>(() => AtomicFile.WriteText(path, "new"));
            Assert.Contains(reason, thrown.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(thrown.Message, char.IsControl);
        }
    }

    [Fact]
    public void A_device_is_written_into_and_stays_one()
    {
        if (!OperatingSystem.IsLinux()) return;
        Assert.True(AtomicFile.IsStream("/dev/null"));
        Assert.False(
            AtomicFile.IsStream(folder.Path) || AtomicFile.IsStream(folder.File("none")) || AtomicFile.IsStream(folder.File("empty", [])));
        AtomicFile.WriteText("/dev/null", "gone");
        File.CreateSymbolicLink(folder.File("link"), "/dev/null");
        AtomicFile.WriteText(folder.File("link"), "gone");
        Assert.True(AtomicFile.IsStream(folder.File("link")) && AtomicFile.IsStream("/dev/null"));
        DataFileException thrown = Assert.Throws<DataFileException>(() => AtomicFile.WriteText("/dev/full", "too much"));
        Assert.Contains("/dev/full: cannot be written: No space left", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_symbolic_link_stays_one_and_permissions_stay()
    {
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        string target = folder.File("target", [1]);
        File.SetUnixFileMode(target, mode);
        File.CreateSymbolicLink(folder.File("link"), target);
        AtomicFile.WriteText(folder.File("link"), "new");
        Assert.Equal(target, new FileInfo(folder.File("link")).LinkTarget);
        Assert.Equal("new", File.ReadAllText(target));
        Assert.Equal(mode, File.GetUnixFileMode(target));
    }
}

using System.IO;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Files;

/// <summary>A file that a verb reads, by name, or standard input where the name is "-"; a pipe that nobody fills can be left with
/// Ctrl-C.</summary>
internal static class InputFile
{
    /// <summary>An array of a .npy file.</summary>
    /// <exception cref="DataFileException">It cannot be read.</exception>
    internal static NpyArray Array(Surroundings here, string file) =>
        here.Await(() => StandardStream.IsMeant(file) ? Npy.Read(Standard(here), StandardStream.InputName) : Npy.Read(file));

    /// <summary>All bytes of a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static byte[] Bytes(Surroundings here, string file) => here.Await(() =>
    {
        if (!StandardStream.IsMeant(file)) return File.ReadAllBytes(file);
        using MemoryStream whole = new();
        Standard(here).CopyTo(whole);
        return whole.ToArray();
    });

    private static Stream Standard(Surroundings here) => here.InputIsClosed
        ? throw new DataFileException(StandardStream.InputName, "is closed; send a file into it: fpk ... < FILE")
        : here.InputIsTerminal
        ? throw new DataFileException(StandardStream.InputName, "is a terminal; send a file into it: fpk ... < FILE")
        : here.OpenInput();
}

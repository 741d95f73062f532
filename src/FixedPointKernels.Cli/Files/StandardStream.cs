using System.IO;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Files;

/// <summary>The name "-": standard input where something is read, standard output where something is written; a file of that name is
/// ./-.</summary>
internal static class StandardStream
{
    internal const string InputName = "standard input", OutputName = "standard output";

    /// <summary>Whether a name means one of them.</summary>
    internal static bool IsMeant(string? file) => file == "-";

    /// <summary>The surroundings of a verb whose result goes where <paramref name="result"/> says: beside one on standard output, all that
    /// is told people goes to the error stream.</summary>
    /// <exception cref="CommandFailure">Standard output is a terminal.</exception>
    internal static Surroundings Beside(Surroundings here, string result)
    {
        if (!IsMeant(result)) return here;
        if (here.OutputIsTerminal)
        {
            throw new CommandFailure(
                "--out - writes an array for programs, but standard output is a terminal: send it to a program or a file (... "
                    + "--out - > R.npy)");
        }
        return here with { Output = here.Error };
    }

    /// <summary>Refuses "-" where results are a folder.</summary>
    internal static void RequireFolder(string folder)
    {
        if (IsMeant(folder))
        {
            throw new CommandFailure(
                "--out - does not do: the results are a folder of files, which standard output cannot hold; name a folder");
        }
    }

    /// <summary>Standard output, to be written once.</summary>
    /// <exception cref="DataFileException">It cannot be written.</exception>
    internal static void Write(Surroundings here, System.Action<Stream> write)
    {
        try
        {
            using Stream stream = here.OpenOutput();
            write(stream);
            stream.Flush();
        }
        catch (System.Exception failure) when (failure is IOException and not DataFileException or System.UnauthorizedAccessException)
        {
            throw new DataFileException(
                OutputName, $"cannot be written: {(failure is IOException ? failure.Message : "it is closed")}", failure);
        }
    }
}

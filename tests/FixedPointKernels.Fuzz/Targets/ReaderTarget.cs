using System.IO;
using System.Linq;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Fuzz.Targets;

/// <summary>A reader of the library: a result, or a <see cref="DataFileException"/> of one line that names the file.</summary>
internal abstract class ReaderTarget(string name, string reads) : Target(name, reads)
{
    /// <summary>What messages call the file.</summary>
    protected const string File = "file";

    // A name of an entry or a text of the file is cut to 60 characters, a shape has at most 64 numbers of ten digits.
    private const int LongestLine = 1500;

    internal sealed override string Read(byte[] bytes)
    {
        try
        {
            return Result(bytes);
        }
        catch (DataFileException refusal)
        {
            string line = refusal.Message;
            if (line.Any(char.IsControl)) throw new Fault($"the refusal is more than one line: {line}");
            if (line.Length > LongestLine) throw new Fault($"the refusal has {line.Length} characters: {line[..200]}");
            if (!line.Contains(File, System.StringComparison.Ordinal)) throw new Fault($"the refusal does not name the file: {line}");
            return Refused + line;
        }
    }

    /// <summary>Reads; the answer is a word for what was read.</summary>
    protected abstract string Result(byte[] bytes);

    protected static void Require(bool holds, string promise)
    {
        if (!holds) throw new Fault($"broken: {promise}");
    }

    protected static MemoryStream Stream(byte[] bytes) => new(bytes, writable: false);
}

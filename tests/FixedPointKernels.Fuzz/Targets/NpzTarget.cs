using System.Collections.Generic;
using System.IO;
using FixedPointKernels.Fuzz.Mutations;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Fuzz.Targets;

/// <summary>Npz.Read: a zip archive of arrays.</summary>
internal sealed class NpzTarget() : ReaderTarget("npz", "Npz.Read")
{
    private readonly WorkFolder folder = new(File);

    // What deflate can make of the file, as the archive's contents and again as the arrays'.
    internal override long Allowance(int length) => (1 << 20) + (2L * DataFile.LargestExpansion * length);

    internal override Inner? Open(byte[] bytes) => Containers.Zip(bytes);

    protected override void Release() => folder.Dispose();

    protected override string Result(byte[] bytes)
    {
        string path = Path.Combine(folder.Path, File);
        System.IO.File.WriteAllBytes(path, bytes);
        IReadOnlyDictionary<string, NpyArray> arrays = Npz.Read(path);
        foreach (NpyArray array in arrays.Values) Require(array.File.Contains(File, System.StringComparison.Ordinal), "named by the file");
        return $"{arrays.Count} arrays";
    }
}

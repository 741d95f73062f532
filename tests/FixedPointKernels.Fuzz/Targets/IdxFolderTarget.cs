using System.Collections.Generic;
using System.IO;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Fuzz.Targets;

/// <summary>IdxFolder.Load: the labels of the test part, beside three files that are whole.</summary>
internal sealed class IdxFolderTarget() : ReaderTarget("idx-folder", "IdxFolder.Load, of whose four files the test labels are changed")
{
    private readonly WorkFolder folder = new(File);
    private bool written;

    internal override long Allowance(int length) => (1 << 20) + ((DataFile.LargestExpansion + 16L) * length);

    internal override IEnumerable<byte[]> Seeds() => [SmallFiles.TestLabels];

    protected override void Release() => folder.Dispose();

    protected override string Result(byte[] bytes)
    {
        if (!written) SmallFiles.WriteImages(folder.Path);
        written = true;
        System.IO.File.WriteAllBytes(Path.Combine(folder.Path, SmallFiles.TestLabelsName), bytes);
        Split split = IdxFolder.Find(folder.Path).Load();
        foreach (int label in split.Test.Labels) Require(label >= 0 && label < split.Test.Classes, "labels are within the classes");
        return $"{split.Test.Classes} classes";
    }
}

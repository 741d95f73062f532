using FixedPointKernels.Fuzz.Mutations;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Fuzz.Targets;

/// <summary>Idx.ReadImages and Idx.ReadLabels, raw and gzipped: the bytes are given to both.</summary>
internal sealed class IdxTarget() : ReaderTarget("idx", "Idx.ReadImages and Idx.ReadLabels, raw and gzipped")
{
    // The two readers' own blocks and the inflater's; of a gzip file what deflate can make of it.
    internal override long Allowance(int length) => (1 << 20) + ((DataFile.LargestExpansion + 4L) * length);

    internal override Inner? Open(byte[] bytes) => Containers.Gzip(bytes);

    protected override string Result(byte[] bytes)
    {
        string refusal;
        try
        {
            using System.IO.MemoryStream labels = Stream(bytes);
            return $"{(Idx.ReadLabels(labels, File).Length > 0 ? "some" : "no")} labels";
        }
        catch (DataFileException failure)
        {
            refusal = failure.Message;
        }

        if (!refusal.Contains("it holds images", System.StringComparison.Ordinal)) throw new DataFileException(refusal);
        using System.IO.MemoryStream stream = Stream(bytes);
        IdxImages images = Idx.ReadImages(stream, File);
        Require((long)images.Count * images.Rows * images.Columns == images.Pixels.Length, "as many pixels as the header says");
        return "images";
    }
}

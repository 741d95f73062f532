using System.Collections.Generic;
using System.IO;
using FixedPointKernels.Fuzz.Mutations;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Fuzz.Targets;

/// <summary>CheckpointFormat.Read: damaged ones, and hostile ones whose lengths and checksum are right.</summary>
internal sealed class CheckpointTarget() : ReaderTarget("checkpoint", "CheckpointFormat.Read, also behind a right checksum")
{
    // The file again, its head as text and as objects (an entry of two bytes becomes an object), the block that is hashed.
    internal override long Allowance(int length) => (1 << 20) + (64L * length);

    internal override Inner? Open(byte[] bytes) => Containers.Checkpoint(bytes);

    internal override IEnumerable<byte[]> Seeds()
    {
        Checkpoint whole = new("a kind");
        whole.Add("rule", "linearized");
        whole.Add<long>("place", [1, 2, 0], 3);
        whole.Add<double>("rows", [1, 0.5, 2, 0.25], 2, 2);
        whole.Add<float>("weights", [1, -1], 2);
        using MemoryStream stream = new();
        CheckpointFormat.Write(whole, stream);
        yield return stream.ToArray();
    }

    protected override string Result(byte[] bytes)
    {
        using MemoryStream stream = Stream(bytes);
        Checkpoint read = CheckpointFormat.Read(stream, stream.Length, File);
        foreach ((string name, string text) in read.Texts) Require(name is not null && text is not null, "no text is null");
        foreach ((string name, CheckpointArray array) in read.Arrays)
            Require(CheckpointArray.Length(array.Type, array.Shape) == (ulong)array.Bytes.Length, $"{name} has the bytes of its shape");
        Refuses(() => read.Read("place", new long[3], 3));
        Refuses(() => read.Rows("rows", 2));
        Refuses(() => read.ReadFinite("weights", new float[2], 2));
        return $"{read.Texts.Count} texts, {read.Arrays.Count} arrays";
    }

    private static void Refuses(System.Action ask)
    {
        try
        {
            ask();
        }
        catch (DataFileException)
        {
            // Whatever it lacks is said this way, and only this way.
        }
    }
}

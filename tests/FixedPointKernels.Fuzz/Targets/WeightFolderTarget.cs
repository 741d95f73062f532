using System.Collections.Generic;
using System.IO;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Runs;

namespace FixedPointKernels.Fuzz.Targets;

/// <summary>WeightFolder.Read: one of its files, beside whole ones.</summary>
/// <param name="name">As typed.</param>
/// <param name="changed">The file.</param>
/// <param name="values">What it holds where it is whole.</param>
/// <param name="shape">Its shape.</param>
internal sealed class WeightFolderTarget(string name, string changed, double[] values, params int[] shape)
    : ReaderTarget(name, $"WeightFolder.Read, of whose files {changed} is changed")
{
    private const int Neurons = 3, Features = 2, Classes = 2;
    private readonly WorkFolder folder = new(File);
    private bool written;

    internal static IEnumerable<Target> All() =>
    [
        new WeightFolderTarget("weight-folder", "W.npy", SmallFiles.Spread(Neurons * Neurons), Neurons, Neurons),
        new WeightFolderTarget("weight-folder-input", "Wx.npy", SmallFiles.Spread(Neurons * Features), Neurons, Features),
        new WeightFolderTarget("weight-folder-readout", "readout.npy", SmallFiles.Spread(Classes * Neurons), Classes, Neurons),
        new WeightFolderTarget("weight-folder-outputs", "outputs.npy", [2, 0], 2),
    ];

    // A network keeps its weights packed, in blocks of 32 kB and more, whatever their number.
    internal override long Allowance(int length) => (1 << 20) + (64L * length);

    internal override IEnumerable<byte[]> Seeds() => [SmallFiles.Npy(values, shape)];

    protected override void Release() => folder.Dispose();

    protected override string Result(byte[] bytes)
    {
        if (!written)
        {
            Write("W.npy", SmallFiles.Npy(SmallFiles.Spread(Neurons * Neurons), Neurons, Neurons));
            Write("Wx.npy", SmallFiles.Npy(SmallFiles.Spread(Neurons * Features), Neurons, Features));
            Write("readout.npy", SmallFiles.Npy(SmallFiles.Spread(Classes * Neurons), Classes, Neurons));
        }

        written = true;
        Write(changed, bytes);
        Model<double, Tanh> model = WeightFolder.Read<double, Tanh>(folder.Path);
        foreach (double weight in model.Network.Weights) Require(double.IsFinite(weight), "weights are finite");
        return $"{model.Classes} classes";
    }

    private void Write(string file, byte[] bytes) => System.IO.File.WriteAllBytes(Path.Combine(folder.Path, file), bytes);
}

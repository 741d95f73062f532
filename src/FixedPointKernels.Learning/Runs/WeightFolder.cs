using System;
using System.Globalization;
using System.IO;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Runs;

/// <summary>A model's weights as a folder of .npy files: W.npy (N×N), Wx.npy (N×M), readout.npy (C×N) or, where there is none, outputs.npy
/// (the neurons that take values), and b.npy (1×N) where there is a bias.</summary>
/// <remarks>
/// Row-major, of the element type of the model; read back as the same bits into the same type. Every file is whole or not
/// there. What the files do not say is f, and what is asked of the
/// readout: whoever reads them names both.
/// </remarks>
public static class WeightFolder
{
    private const string Recurrent = "W.npy";
    private const string Input = "Wx.npy";
    private const string Readout = "readout.npy";
    private const string Outputs = "outputs.npy";
    private const string Bias = "b.npy";

    /// <summary>Writes the files; the folder is made where there is none.</summary>
    /// <param name="folder">Where to; files of these names are replaced, or removed where the model has none, and others stay.</param>
    /// <param name="model">What to keep.</param>
    /// <exception cref="DataFileException">A file cannot be written.</exception>
    public static void Write<T, TActivation>(string folder, Model<T, TActivation> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(model);
        Directory.CreateDirectory(folder);
        int n = model.Network.Neurons;
        Npy.Write(Path.Combine(folder, Recurrent), model.Network.Weights, n, n);
        Npy.Write(Path.Combine(folder, Input), model.Network.Input!.Values, n, model.Features);
        bool reads = !model.Readout.IsEmpty;
        if (reads) Npy.Write(Path.Combine(folder, Readout), model.Readout, model.Readout.Length / n, n);
        else Npy.Write(Path.Combine(folder, Outputs), model.Outputs, model.Outputs.Length);
        if (!model.Network.Bias.IsEmpty) Npy.Write(Path.Combine(folder, Bias), model.Network.Bias, 1, n);

        // What an earlier model of another kind left would be read as this one's.
        File.Delete(Path.Combine(folder, reads ? Outputs : Readout));
        if (model.Network.Bias.IsEmpty) File.Delete(Path.Combine(folder, Bias));
    }

    /// <summary>Reads the model back.</summary>
    /// <param name="folder">What <see cref="Write"/> wrote, or others in its shapes.</param>
    /// <param name="activation">f.</param>
    /// <param name="loss">What is asked of the readout, where there is one.</param>
    /// <exception cref="DataFileException">A file is missing or damaged, the shapes do not fit together, or an entry is not finite; the
    /// message names the file and both sides.</exception>
    public static Model<T, TActivation> Read<T, TActivation>(
        string folder, TActivation activation = default, ReadoutLoss loss = ReadoutLoss.CrossEntropy)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(folder);
        NpyArray weights = Npy.Read(Path.Combine(folder, Recurrent));
        (int n, _) = weights.RequireMatrix("the weights");
        weights.RequireShape("the weights", n, n);
        RequireSome(weights, n, "neuron");
        NpyArray input = Npy.Read(Path.Combine(folder, Input));
        (_, int features) = input.RequireMatrix("the input weights");
        input.RequireShape("the input weights", n, features);
        RequireSome(input, features, "feature");
        NpyArray? outputs = File.Exists(Path.Combine(folder, Outputs)) ? Npy.Read(Path.Combine(folder, Outputs)) : null;
        NpyArray? readout = outputs is null ? Npy.Read(Path.Combine(folder, Readout)) : null;
        (int classes, _) = readout?.RequireMatrix("the readout") ?? (0, 0);
        readout?.RequireShape("the readout", classes, n);
        if (readout is not null) RequireSome(readout, classes, "class or target");
        outputs?.RequireShape("the neurons that take values", outputs.Count);
        RateNetwork<T, TActivation> network = new(Finite<T>(weights), n, activation);
        network.SetInputWeights(Finite<T>(input), features);
        if (File.Exists(Path.Combine(folder, Bias)))
        {
            NpyArray bias = Npy.Read(Path.Combine(folder, Bias));
            bias.RequireShape("the bias", 1, n);
            network.SetBias(Finite<T>(bias));
        }

        return readout is not null ? new(network, Finite<T>(readout), classes, loss) : new(network, Neurons(outputs!, n));
    }

    private static void RequireSome(NpyArray array, int count, string what)
    {
        if (count == 0) throw new DataFileException(array.File, $"holds {array.ShapeText}, but there must be at least one {what}");
    }

    private static T[] Finite<T>(NpyArray array)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = array.To<T>();
        int bad = Array.FindIndex(values, value => !T.IsFinite(value));
        return bad < 0 ? values : throw new DataFileException(array.File, string.Create(
            CultureInfo.InvariantCulture, $"entry {bad} of {array.ShapeText} is {values[bad]}, but weights must be finite"));
    }

    private static int[] Neurons(NpyArray array, int neurons)
    {
        int[] values = array.ToInt32s();
        int bad = Array.FindIndex(values, value => value < 0 || value >= neurons);
        return bad < 0 && values.Length > 0 ? values : throw new DataFileException(
            array.File, bad < 0 ? "names no neuron" : $"entry {bad} is {values[bad]}, but there are {neurons} neurons");
    }
}

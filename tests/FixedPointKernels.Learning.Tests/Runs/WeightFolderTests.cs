using System;
using System.IO;
using System.Linq;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Runs;
using FixedPointKernels.Learning.Tests.Support;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Runs;

/// <summary>Weights are read back as the bits that were written, and what does not fit together is refused by the file's name.</summary>
public sealed class WeightFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_classifier_comes_back_with_its_bias_and_without()
    {
        Model<float, Tanh> model = SmallTask.Model<float, Tanh>();
        WeightFolder.Write(folder.Path, model);
        Assert.Equal(model.Fingerprint(), WeightFolder.Read<float, Tanh>(folder.Path).Fingerprint());
        model.Network.SetBias([.. Enumerable.Range(0, 7).Select(i => 0.1f * i)]);
        WeightFolder.Write(folder.Path, model);
        Assert.Equal(model.Fingerprint(), WeightFolder.Read<float, Tanh>(folder.Path).Fingerprint());
    }

    [Fact]
    public void A_model_of_another_kind_replaces_one_and_nothing_of_it_is_left()
    {
        Model<double, Tanh> first = SmallTask.Model<double, Tanh>();
        first.Network.SetBias(new double[7]);
        WeightFolder.Write(folder.Path, first);
        RateNetwork<double, Tanh> network = new(first.Network.Weights, 7);
        network.SetInputWeights(first.Network.Input!.Values, SmallTask.Features);
        WeightFolder.Write(folder.Path, new Model<double, Tanh>(network, outputs: [4, 1]));
        Model<double, Tanh> read = WeightFolder.Read<double, Tanh>(folder.Path);
        Assert.Equal([4, 1], read.Outputs);
        Assert.Equal((0, 0), (read.Classes, read.Network.Bias.Length));
        WeightFolder.Write(folder.Path, SmallTask.Model<double, Tanh>());
        Assert.Equal(SmallTask.Classes, WeightFolder.Read<double, Tanh>(folder.Path).Classes);
    }

    [Theory]
    [InlineData("Wx.npy", 6, 6)]
    [InlineData("W.npy", 7, 6)]
    [InlineData("readout.npy", 3, 6)]
    [InlineData("W.npy", 0, 0)]
    [InlineData("Wx.npy", 7, 0)]
    [InlineData("readout.npy", 0, 7)]
    public void Shapes_that_do_not_fit_are_refused(string name, int rows, int columns)
    {
        WeightFolder.Write(folder.Path, SmallTask.Model<double, Tanh>());
        Npy.Write<double>(Path.Combine(folder.Path, name), new double[rows * columns], rows, columns);
        string message = Assert.Throws<DataFileException>(() => WeightFolder.Read<double, Tanh>(folder.Path)).Message;
        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Contains($"{rows}×{columns}", message, StringComparison.Ordinal);
    }
}

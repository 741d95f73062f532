using System;
using System.IO;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Runs;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Runs;

/// <summary>Parameters of any model go into files and come back as the same bits.</summary>
public sealed class ParameterFolderTests : IDisposable
{
    private static readonly SequenceShape Shape = new(Units: 4, Inputs: 2, Steps: 5, Outputs: 3);
    private readonly string folder = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString());

    public void Dispose()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void They_come_back_as_the_same_bits()
    {
        SequenceClassifier<double> model = SequenceClassifier<double>.Random(Shape, 1), other = SequenceClassifier<double>.Random(Shape, 2);
        ParameterFolder.Write(folder, model);
        ParameterFolder.Read(folder, other);
        Assert.Equal(Values(model), Values(other));
        Assert.Equal(model.Circuit!.Values.ToArray(), other.Circuit!.Values.ToArray());
        Assert.True(File.Exists(Path.Combine(folder, "log-W.npy")));
    }

    [Fact]
    public void What_cannot_be_read_is_refused_and_the_model_stays_as_it_is()
    {
        SequenceClassifier<double> model = SequenceClassifier<double>.Tanh(Shape, 1), other = SequenceClassifier<double>.Tanh(Shape, 2);
        double[] before = Values(other);
        ParameterFolder.Write(folder, model);
        string last = Path.Combine(folder, "readout-bias.npy");
        Npy.Write<double>(last, [1, double.NaN, 3], 3, 1);
        Refuses("readout bias");
        Npy.Write<double>(last, [1, 2], 2, 1);
        Refuses("readout-bias.npy");
        File.Delete(last);
        Refuses("readout-bias.npy");
        Directory.Delete(folder, recursive: true);
        File.WriteAllText(folder, "in the way");
        Assert.Throws<DataFileException>(() => ParameterFolder.Write(folder, model));
        File.Delete(folder);

        void Refuses(string word)
        {
            Assert.Contains(
                word, Assert.Throws<DataFileException>(() => ParameterFolder.Read(folder, other)).Message, StringComparison.Ordinal);
            Assert.Equal(before, Values(other));
        }
    }

    // A start of the pool that is not positive: refused as a whole, and the model stays as it is.
    [Fact]
    public void What_a_parameter_may_not_be_is_refused()
    {
        SequenceClassifier<double> model = SequenceClassifier<double>.Random(Shape, 1);
        double[] before = Values(model);
        ParameterFolder.Write(folder, SequenceClassifier<double>.Random(Shape, 2));
        double[] start = [.. Enumerable.Repeat(1.0, 16)];
        start[4] = -1;
        Npy.Write<double>(Path.Combine(folder, "start.npy"), start, 4, 4);
        Assert.Contains(
            "what start may not be", Assert.Throws<DataFileException>(() => ParameterFolder.Read(folder, model)).Message,
            StringComparison.Ordinal);
        Assert.Equal(before, Values(model));
        Assert.False(model.Parameters.Single(one => one.Name == "start").TrySet(start));
    }

    private static double[] Values(SequenceClassifier<double> model) => [.. model.Parameters.SelectMany(one => one.Values.ToArray())];
}

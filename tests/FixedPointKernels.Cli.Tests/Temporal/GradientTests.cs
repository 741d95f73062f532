using System;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Tests.Support;
using FixedPointKernels.Learning.Data;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Temporal;

/// <summary>fpk temporal gradient: central differences of the loss that it says itself, and what it refuses.</summary>
public sealed class GradientTests : IDisposable
{
    private const int Steps = 4, Batch = 3, Inputs = 2, Units = 3, Outputs = 2;
    private readonly WorkFolder folder = new();
    private readonly Random random = new(5);

    public GradientTests()
    {
        Directory.CreateDirectory(folder["w"]);
        Write("w/W", Units, Units);
        Write("w/U", Units, Inputs);
        Write("w/V", Outputs, Units);
        Write("X", Steps, Batch, Inputs);
        Write("Y", Steps, Batch, Outputs);
        Npy.Write<double>(folder["M.npy"], [.. Enumerable.Range(0, Steps * Batch).Select(k => k % 3 == 0 ? 0.0 : 1 + k)], Steps, Batch);
        Npy.Write<double>(folder["C.npy"], [.. Enumerable.Range(0, Steps * Batch).Select(k => (double)(k % 2))], Steps, Batch);
    }

    public void Dispose() => folder.Dispose();

    // h²/6 f‴ + ε L/h with h = 1e-5, L and f‴ about 1: 2e-11 and 2e-11.
    [Theory]
    [InlineData("Y", "--form V")]
    [InlineData("Y", "--form R --activation softplus")]
    [InlineData("C", "--form P --mask M")]
    [InlineData("C", "--form V --readout voltage --mask M")]
    public void The_exact_rule_gives_the_derivatives_of_its_loss(string target, string line)
    {
        Run($"{target} bptt {line}", "g").Succeeds();
        foreach (string name in (string[])["W", "U", "V"])
        {
            double[] found = Npy.Read(folder[$"g/{name}.npy"]).ToDoubles();
            NpyArray array = Npy.Read(folder[$"w/{name}.npy"]);
            double[] weights = array.ToDoubles();
            for (int i = 0; i < weights.Length; i++) Assert.Equal((At(i, 1e-5) - At(i, -1e-5)) / 2e-5, found[i], 2e-9);

            double At(int i, double h)
            {
                double[] moved = [.. weights];
                moved[i] += h;
                Npy.Write<double>(folder[$"w/{name}.npy"], moved, array.Shape);
                string said = Run($"{target} bptt {line}", $"d{Guid.NewGuid():N}").Succeeds();
                Npy.Write<double>(folder[$"w/{name}.npy"], weights, array.Shape);
                int from = said.IndexOf("loss ", StringComparison.Ordinal) + 5;
                return double.Parse(said[from..said.IndexOf(';', from)], System.Globalization.CultureInfo.InvariantCulture);
            }
        }
    }

    [Fact]
    public void The_shapes_are_those_of_the_weights_and_outputs_have_steps_first()
    {
        Run("Y eprop", "g").Succeeds();
        Assert.Equal([Steps, Batch, Outputs], Npy.Read(folder["g/y.npy"]).Shape.ToArray());
        Assert.Equal([Units], Npy.Read(folder["g/b.npy"]).Shape.ToArray());
        Assert.Equal([Units], Npy.Read(folder["g/s0.npy"]).Shape.ToArray());
        Assert.Equal([Units, Inputs], Npy.Read(folder["g/U.npy"]).Shape.ToArray());
    }

    [Theory]
    [InlineData("Y random-eprop", "F.npy: does not exist")]
    [InlineData("Y mdgl --form R", "--rule mdgl is defined for the leak on the voltage alone")]
    [InlineData("Y eprop --alpha 2", "--alpha is 2, but it must be in (0, 1]")]
    [InlineData("Y eprop --readout voltage --form P", "--readout voltage does not apply to --form P")]
    [InlineData("Y eprop --modulation 1", "--modulation 1 does not apply to --rule eprop")]
    [InlineData("W eprop", "the target must be 4×3 classes or 4×3×2 numbers")]
    [InlineData("Y eprop --mask Y", "the mask must be 4×3")]
    [InlineData("Y eprop --mask zero", "zero.npy: No step has a weight: the mask is 0 at every step of 3 trials")]
    [InlineData("C eprop --loss bits", "--loss bits does not apply to the classes of ")]
    [InlineData("C eprop --loss squared", "--loss squared does not apply to the classes of ")]
    [InlineData("large eprop", "the class is 7, but classes lie in 0..1")]
    [InlineData("NaN eprop", "target 1 is NaN")]
    public void What_cannot_be_is_refused_in_one_line(string line, string fragment)
    {
        Write("W", 2, 2);
        Npy.Write<double>(folder["zero.npy"], new double[Steps * Batch], Steps, Batch);
        Npy.Write<double>(folder["large.npy"], [.. Enumerable.Repeat(7.0, Steps * Batch)], Steps, Batch);
        double[] bad = Npy.Read(folder["Y.npy"]).ToDoubles();
        bad[3] = double.NaN;
        Npy.Write<double>(folder["NaN.npy"], bad, Steps, Batch, Outputs);
        Assert.Contains(fragment, Run(line, "g").FailsWith(2), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["g"]));
    }

    [Fact]
    public void Weights_that_do_not_fit_are_refused_with_both_shapes()
    {
        Write("w/U", Units + 1, Inputs);
        Assert.Contains("holds 4×2 float64, but U must be 3×D", Run("Y eprop", "g").FailsWith(2), StringComparison.Ordinal);
        File.Delete(folder["w/U.npy"]);
        Assert.Contains("U.npy: does not exist", Run("Y eprop", "g").FailsWith(2), StringComparison.Ordinal);
    }

    private void Write(string name, params int[] shape)
    {
        double[] values = new double[shape.Aggregate(1, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++) values[i] = (2 * random.NextDouble()) - 1;
        Npy.Write<double>(folder[$"{name}.npy"], values, shape);
    }

    private Outcome Run(string line, string output)
    {
        string[] words = line.Split(' ');
        string[] more = [.. words[2..].Select((word, at) => at > 0 && words[at + 1] == "--mask" ? folder[$"{word}.npy"] : word)];
        return Fpk.Run(
            ["temporal", "gradient", "--weights-dir", folder["w"], "--input", folder["X.npy"], "--target", folder[$"{words[0]}.npy"],
                "--rule", words[1], .. more, "--out", folder[output]]);
    }
}

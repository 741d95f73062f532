using System;
using System.IO;
using System.Linq;
using FixedPointKernels.Cli.Tests.Support;
using Xunit;

namespace FixedPointKernels.Cli.Tests;

/// <summary>Whatever is wrong with the input: exit 2, one line that names the file and both shapes or values, and the folder as it
/// was.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Solve = "solve --weights W.npy --input X.npy --out R.npy ";
    private const string Update = "update --rule linearized --weights W.npy --input X.npy --out R.npy ";
    private const string Entropy = "--readout C.npy --labels y.npy ";

    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    // Options given twice are refused, so a row that changes a file names all of them.
    [Theory]
    [Trait("Leg", "Any")]
    [InlineData("solve --weights none.npy --input X.npy --out R.npy", "none.npy|does not exist")]
    [InlineData("solve --weights truncated.npy --input X.npy --out R.npy", "truncated.npy|6×6|truncated")]
    [InlineData("solve --weights text.npy --input X.npy --out R.npy", "text.npy|not a .npy file")]
    [InlineData("solve --weights empty.npy --input X.npy --out R.npy", "empty.npy|truncated")]
    [InlineData("solve --weights complex.npy --input X.npy --out R.npy", "complex.npy|complex")]
    [InlineData("solve --weights folder --input X.npy --out R.npy", "folder|is a folder")]
    [InlineData("solve --weights rectangle.npy --input X.npy --out R.npy", "rectangle.npy|6×5|N×N")]
    [InlineData("solve --weights vector.npy --input X.npy --out R.npy", "vector.npy|(6,)|two dimensions")]
    [InlineData("solve --weights nan.npy --input X.npy --out R.npy", "nan.npy|6×6|(2, 3)|NaN")]
    [InlineData("solve --weights inf.npy --input X.npy --out R.npy", "inf.npy|6×6|(0, 1)|-Infinity")]
    [InlineData("solve --weights W.npy --input X7.npy --out R.npy", "X7.npy|3×7|B×6|W.npy")]
    [InlineData("solve --weights W.npy --input vector7.npy --out R.npy", "vector7.npy|(7,)|(6,)")]
    [InlineData("solve --weights W.npy --input none.npy --out R.npy", "none.npy|does not exist")]
    [InlineData("solve --weights W.npy --input nosamples.npy --out R.npy", "nosamples.npy|0×6|at least 1")]
    [InlineData("solve --weights large.npy --input X.npy --out R.npy --precision float", "large.npy|1E+300|float32")]
    [InlineData("solve --weights W.npy --input X.npy --out none/R.npy", "none/R.npy|does not exist")]
    [InlineData("solve --weights nan.npy --input X.npy --out none/R.npy", "none/R.npy|does not exist")]
    [InlineData("solve --weights W.npy --input X.npy --out folder", "folder|is a folder")]
    [InlineData("solve --weights W.npy --input X.npy --out text.npy/R.npy", "text.npy|is a file, but a folder is needed")]
    [InlineData("solve --weights W.npy --input X.npy --out /proc/R.npy", "/proc/R.npy")]
    [InlineData("solve --weights - --input - --out R.npy", "--weights and --input are both -")]
    [InlineData(Solve + "--status -", "--status -|no file")]
    [InlineData(Solve + "--status none/S.csv", "none/S.csv|does not exist")]
    [InlineData(Solve + "--status R.npy", "--out|--status|R.npy")]
    [InlineData(Solve + "--status folder/../R.npy", "--out|--status|R.npy")]
    [InlineData(Solve + "--status link.csv", "--out|--status|link.csv")]
    [InlineData(Solve + "--status W.npy", "--status|--weights|W.npy")]
    [InlineData("solve --weights W.npy --input X.npy --out X.npy", "--out|--input|X.npy")]
    [InlineData(Solve + "--activation tahn", "tahn|did you mean tanh?|softplus")]
    [InlineData(Solve + "--solver neuton", "neuton|did you mean newton?|anderson")]
    [InlineData(Solve + "--solver chrod", "chrod|did you mean chord?|auto, euler")]
    [InlineData(Solve + "--precision half", "half|double, float")]
    [InlineData(Solve + "--tolerance 0", "--tolerance|0|positive and finite")]
    [InlineData(Solve + "--tolerance -1e-5", "--tolerance|-1E-05|positive and finite")]
    [InlineData(Solve + "--tolerance NaN", "--tolerance|NaN|positive and finite")]
    [InlineData(Solve + "--tolerance 1e-60 --precision float", "--tolerance|1E-60|float")]
    [InlineData(Solve + "--relative-tolerance 1e-16", "--relative-tolerance|1E-16|0, or at least 1.8e-15")]
    [InlineData(Solve + "--relative-tolerance 1e-7 --precision float", "--relative-tolerance|1E-07|0, or at least 9.5e-7")]
    [InlineData(Solve + "--tolerance 1,5", "--tolerance|1,5|no number|decimals follow a point: 1.5")]
    [InlineData(Solve + "--tolerance 1,5e-3", "decimals follow a point: 1.5e-3")]
    [InlineData(Solve + "--solver newton --steps 20,000", "--steps|20,000|no comma sets thousands apart: 20000")]
    [InlineData(Update + "--targets T.npy --rate 0,1", "--rate|0,1|no number|decimals follow a point: 0.1")]
    [InlineData("train --rate 0,1", "--rate|'0'|decimals follow a point: 0.1")]
    [InlineData("train --rule linearized --rate 0,05 --epochs 1", "decimals follow a point: 0.05")]
    [InlineData("train --weight-decay 0,5", "--weight-decay|decimals follow a point: 0.5")]
    [InlineData("train --checkpoint-every 0,5 --out runs", "--checkpoint-every|decimals follow a point: 0.5")]
    [InlineData("verify golden.json --tolerance 0,1", "--tolerance|decimals follow a point: 0.1")]
    [InlineData("eval --weights-dir runs --step 0,1", "--step|decimals follow a point: 0.1")]
    [InlineData("experiment linear --rates 0,1 --out runs", "--rates|decimals follow a point: 0.1")]
    [InlineData("experiment linear --rates 0.1 --steps 3,500 --out runs", "--steps|no comma sets thousands apart: 3500")]
    [InlineData("train --out -", "--out -|a folder of files")]
    [InlineData("experiment linear --out -", "--out -|a folder of files")]
    [InlineData("experiment mnist --data idx --out -", "--data idx|does not exist")]
    [InlineData(Solve + "--step 0.1", "--step 0.1|--solver auto|euler")]
    [InlineData(Solve + "--solver newton --damping 0.5", "--damping 0.5|--solver newton|iterate")]
    [InlineData(Solve + "--steps 5", "--steps 5|--solver auto")]
    [InlineData(Solve + "--solver euler --polish 2", "--polish 2|--solver euler")]
    [InlineData(Solve + "--solver newton --window 2", "--window 2|--solver newton")]
    [InlineData(Solve + "--solver euler --step 1.5", "--step|1.5|(0, 1]")]
    [InlineData(Solve + "--solver iterate --damping 0", "--damping|0|(0, 1]")]
    [InlineData(Solve + "--solver newton --steps 0", "--steps|0|at least 1")]
    [InlineData(Solve + "--solver newton --steps 1.5", "--steps|1.5|whole number")]
    [InlineData(Solve + "--solver anderson --window 21", "--window|21|1..20")]
    [InlineData(Solve + "--gain 2", "--gain 2|--activation tanh|linear and power")]
    [InlineData(Solve + "--activation linear --exponent 2", "--exponent 2|--activation linear|power")]
    [InlineData(Solve + "--activation power --exponent -1", "--exponent|-1|positive and finite")]
    [InlineData(Solve + "--activation power --gain Infinity", "--gain|positive and finite")]
    [InlineData(Solve + "--tolerence 1e-5", "solve|--tolerence|did you mean --tolerance?|fpk solve --help")]
    [InlineData(Solve + "extra", "'extra'|fpk solve --help")]
    [InlineData(Solve + "--out Q.npy", "--out|2")]
    [InlineData("solve --weights W.npy --input X.npy", "--out|required")]
    [InlineData("solve --weights", "--weights")]
    [InlineData("slove", "slove|did you mean solve?|update")]
    [InlineData("--wieghts", "--wieghts|fpk --help")]
    [InlineData("@files", "@files")]
    [InlineData("", "no verb|solve, update, verify")]
    [InlineData("update --rule reparametrized --weights W.npy --input X.npy --out R.npy "
        + "--targets T.npy", "reparametrized|did you mean reparameterized?")]
    [InlineData("update --rule reparameterized --weights W.npy --input X.npy --out R.npy --targets T.npy", "reparameterized|linear|tanh")]
    [InlineData("update --rule reparameterized --activation linear --gain -1 --weights W.npy --input X.npy --out R.npy "
        + "--targets T.npy", "--gain|-1|positive")]
    [InlineData("update --weights W.npy --input X.npy --out R.npy --targets T.npy", "--rule|required")]
    [InlineData(Update, "--readout|--labels|--targets")]
    [InlineData(Update + Entropy + "--targets T.npy", "--targets|--readout")]
    [InlineData(Update + "--readout C.npy", "--readout|--labels")]
    [InlineData(Update + "--labels y.npy", "--readout|--labels")]
    [InlineData(Update + "--readout C7.npy --labels y.npy", "C7.npy|4×7|C×6")]
    [InlineData(Update + "--readout nanC.npy --labels y.npy", "nanC.npy|4×6|(3, 5)|NaN")]
    [InlineData(Update + "--readout C.npy --labels y2.npy", "y2.npy|(2,)|(3,)")]
    [InlineData(Update + "--readout C.npy --labels y4.npy", "y4.npy|label 1|4|0..3")]
    [InlineData(Update + "--readout C.npy --labels yneg.npy", "yneg.npy|label 2|-1|0..3")]
    [InlineData(Update + "--readout C.npy --labels yhalf.npy", "yhalf.npy|entry 1|0.5")]
    [InlineData(Update + "--targets X7.npy", "X7.npy|3×7|3×6")]
    [InlineData(Update + "--targets nanT.npy", "nanT.npy|3×6|(1, 0)|NaN")]
    [InlineData(Update + "--targets T.npy --rate NaN", "--rate|NaN|finite")]
    [InlineData(Update + "--targets T.npy --rate 1e60 --precision float", "--rate|1E+60|float")]
    [InlineData(Update + "--targets largeT.npy --rate 1e308", "R.npy|6×6|1E+308")]
    [InlineData("update --rule linearized --weights W.npy --input X.npy --out T.npy --targets T.npy", "--out|--targets|T.npy")]
    [InlineData("verify", "verify|fpk verify --help")]
    [InlineData("verify none.json", "none.json|does not exist")]
    [InlineData("info --fast", "--fast|fpk info --help")]
    public void One_line_says_what_is_wrong_and_nothing_is_touched(string command, string fragments)
    {
        if (command.Contains("/proc/", StringComparison.Ordinal) && !OperatingSystem.IsLinux()) return;
        Fill();
        string[] args =
        [
            .. command.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((arg, i) => i > 0 && IsFile(arg) ? folder[arg] : arg),
        ];
        var before = folder.Snapshot();
        Outcome outcome = Fpk.Run(args);
        string line = outcome.FailsWith(2);
        Assert.All(fragments.Split('|'), fragment => Assert.Contains(fragment, line, StringComparison.Ordinal));
        Assert.Equal("", outcome.Output);
        Assert.Equal(before, folder.Snapshot());
    }

    // A shell makes an empty word of a variable that is not set.
    [Theory]
    [InlineData("solve --weights W.npy --input X.npy --out *", "solve: --out is empty")]
    [InlineData("solve --weights * --input X.npy --out R.npy", "solve: --weights is empty")]
    [InlineData(Solve + "--status *", "solve: --status is empty")]
    [InlineData("update --rule linearized --weights W.npy --input X.npy --targets T.npy --out *", "update: --out is empty")]
    [InlineData("verify *", "verify: FILE.json is empty")]
    [InlineData("train --out *", "train: --out is empty")]
    [InlineData("train --resume *", "train: --resume is empty")]
    [InlineData("train --data *", "train: --data is empty")]
    [InlineData("eval --weights-dir *", "eval: --weights-dir is empty")]
    [InlineData("experiment one-neuron --out *", "experiment one-neuron: --out is empty")]
    [InlineData("experiment linear --inputs * --out runs", "experiment linear: --inputs is empty")]
    public void An_empty_word_is_no_value(string command, string line)
    {
        Fill();
        var before = folder.Snapshot();
        string[] args = [.. command.Split(' ').Select((arg, i) => arg == "*" ? "" : i > 0 && IsFile(arg) ? folder[arg] : arg)];
        Assert.StartsWith($"fpk: {line}; say what it should be", Fpk.Run(args).FailsWith(2), StringComparison.Ordinal);
        Assert.Equal(before, folder.Snapshot());
    }

    private static bool IsFile(string arg) =>
        !arg.StartsWith('/')
            && !arg.StartsWith('-')
            && (
                arg == "folder"
                    || arg.Contains(".npy", StringComparison.Ordinal)
                    || arg.Contains(".csv", StringComparison.Ordinal)
                    || arg.EndsWith(".json", StringComparison.Ordinal));

    private void Fill()
    {
        double[] w = new double[36];
        for (int i = 0; i < 36; i++) w[i] = ((i * 7 % 13) - 6) / 40.0;
        folder.Npy("W.npy", w, 6, 6);
        folder.Npy("rectangle.npy", w[..30], 6, 5);
        folder.Npy("vector.npy", w[..6], 6);
        folder.Npy("vector7.npy", w[..7], 7);
        folder.Npy("nan.npy", Spoiled(w, 15, double.NaN), 6, 6);
        folder.Npy("inf.npy", Spoiled(w, 1, double.NegativeInfinity), 6, 6, fortran: true);
        folder.Npy("large.npy", Spoiled(w, 4, 1e300), 6, 6);
        folder.Npy("X.npy", w[..18], 3, 6);
        folder.Npy("X7.npy", w[..21], 3, 7);
        folder.Npy("nosamples.npy", [], 0, 6);
        folder.Npy("T.npy", [.. w[..18].Select(value => 1 + value)], 3, 6);
        folder.Npy("largeT.npy", [.. w[..18].Select(value => 1e10 * value)], 3, 6);
        folder.Npy("nanT.npy", Spoiled(w[..18], 6, double.NaN), 3, 6);
        folder.Npy("C.npy", w[..24], 4, 6);
        folder.Npy("C7.npy", w[..28], 4, 7);
        folder.Npy("nanC.npy", Spoiled(w[..24], 23, double.NaN), 4, 6);
        folder.Npy("y.npy", [0, 3, 1], 3, descr: "<i8");
        folder.Npy("y2.npy", [0, 3], 2, descr: "<i8");
        folder.Npy("y4.npy", [0, 4, 1], 3, descr: "<i8");
        folder.Npy("yneg.npy", [0, 3, -1], 3, descr: "<i8");
        folder.Npy("yhalf.npy", [0, 0.5, 1], 3);
        folder.Bytes("truncated.npy", File.ReadAllBytes(folder["W.npy"])[..300]);
        folder.Bytes("empty.npy", []);
        folder.Text("text.npy", "no numbers here\n");
        folder.Npy("complex.npy", w[..2], 1, descr: "<c16");
        folder.Text("R.npy", "an older result");
        folder.Text("S.csv", "an older table");
        Directory.CreateDirectory(folder["folder"]);
        File.CreateSymbolicLink(folder["link.csv"], folder["R.npy"]);
    }

    private static double[] Spoiled(double[] values, int at, double value)
    {
        double[] copy = [.. values];
        copy[at] = value;
        return copy;
    }
}

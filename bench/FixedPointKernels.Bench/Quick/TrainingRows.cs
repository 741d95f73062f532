using System.Collections.Generic;
using System.IO;
using FixedPointKernels.Bench.Peers;
using FixedPointKernels.Bench.Training;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Bench.Quick;

/// <summary>One training step at the initial weights against batched PyTorch and the published algorithm, run in turn with ours.</summary>
/// <remarks>
/// Both sides go from pixels and labels to new weights on the same inputs, and their ΔW must agree first. Each side times itself, so the
/// pipe between the processes does not count. The published pass stops short of the fixed point; so its ΔW is only near. The
/// Euclidean step has two batched peers: one that a user would write without knowing the weights, an LU per sample, and the best one
/// at weights that contract, which iterates.
/// </remarks>
internal static class TrainingRows
{
    internal static IEnumerable<Row> All()
    {
        yield return New("batched PyTorch", "batched.py", RuleTable.Linearized, goal: 2, rounds: 15, apart: 1e-3);
        yield return New("batched PyTorch", "batched.py", RuleTable.Euclidean, goal: 30, rounds: 5, apart: 1e-3);
        yield return New(
            "batched PyTorch iterating", "batched.py", RuleTable.Euclidean, goal: 2, rounds: 15, apart: 1e-3, way: "-iterating");
        yield return New("published", "published.py", RuleTable.Linearized, goal: 100, rounds: 3, apart: 0.2);
        yield return New("published", "published.py", RuleTable.Euclidean, goal: 100, rounds: 3, apart: 0.2);
    }

    private static Row New(string peer, string script, RuleEntry rule, double goal, int rounds, double apart, string way = "")
    {
        string name = $"training step {rule.Name} vs {peer}";
        return new(name, () => [Measure(name, script, rule, rule.Name + way, goal, rounds, apart)]);
    }

    private static Line Measure(string name, string script, RuleEntry rule, string asked, double goal, int rounds, double apart)
    {
        using MnistStep step = new(rule);
        string folder = Directory.CreateTempSubdirectory("fpk-bench-").FullName;
        try
        {
            step.WriteInputs(folder);
            using PythonPeer? peer = PythonPeer.Start(script, folder);
            if (peer is null) return Line.Without(name, PythonPeer.NotInstalled("torch"));
            peer.Check(asked);
            float[] theirs = Npy.Read(Path.Combine(folder, "change.npy")).ToSingles();
            double distance = Agreement.Distance<float>(MnistStep.Change(rule), theirs);
            Agreement.Require<float>(MnistStep.Change(rule), theirs, apart);
            (double ours, double native, double ratio) = peer.Alternate(step.Step, asked, rounds);
            string note =
                $"{Line.Number(ours * 1e3)} against {Line.Number(native * 1e3)} ms ({peer.Version}); changes differ by {distance:0e0}";
            return Line.Least(name, ratio, "×", goal, step.Last.Unsolved == 0 ? note : $"{step.Last.Unsolved} unsolved; {note}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

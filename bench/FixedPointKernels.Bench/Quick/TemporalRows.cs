using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using FixedPointKernels.Bench.Peers;
using FixedPointKernels.Bench.Training;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Rules;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Bench.Quick;

/// <summary>Learning through time: an iteration of BPTT against a PyTorch loop and against torch.nn.RNN of the same shape, the update of
/// e-prop against its forward pass, RFLO online against einsum, two runs on two threads against one after the other.</summary>
internal static class TemporalRows
{
    private const int OnlineSteps = 40;

    internal static IEnumerable<Row> All()
    {
        yield return new("temporal bptt 64x32x40 vs PyTorch", () =>
        [
            AgainstPeer("temporal bptt 64x32x40 vs PyTorch loop", Small, "loop", 8),
            AgainstPeer("temporal bptt 64x32x40 vs PyTorch nn.RNN", Small, "rnn", 3),
        ]);
        yield return new("temporal bptt 80x16x300 vs PyTorch", () =>
            [AgainstPeer("temporal bptt 80x16x300 vs PyTorch loop", () => new(80, 16, 300, 1, true, TemporalRules.Bptt), "loop", 8)]);
        yield return new("temporal eprop update 64x32x40", () => [Update()]);
        yield return new("temporal rflo online 64x32 vs PyTorch", () => [Online()]);
        yield return new("temporal two runs on two threads", () => [TwoRuns()]);
    }

    private static TemporalBatch Small() => new(64, 32, 40, 0.2, false, TemporalRules.Bptt);

    private static Line AgainstPeer(string name, Func<TemporalBatch> make, string work, double goal)
    {
        using TemporalBatch batch = make();
        bool same = work == "loop";
        return WithPeer(name, goal, batch.Iterate, batch.Write, work, same ? () => batch.Gradient : null);
    }

    private static Line Online()
    {
        OnlineBatch batch = new(64, 32, OnlineSteps);
        return WithPeer(
            "temporal rflo online 64x32 vs PyTorch", 3, batch.Run, batch.Write, "rflo", () => batch.Gradient[..batch.Compared]);
    }

    // Sums of 1,280 and more products in another order: some hundred roundings of 6e-8.
    private static Line WithPeer(string name, double goal, Action run, Action<string> write, string work, Func<float[]>? gradient)
    {
        string folder = Directory.CreateTempSubdirectory("fpk-bench-").FullName;
        try
        {
            write(folder);
            using PythonPeer? peer = PythonPeer.Start("temporal.py", folder);
            if (peer is null) return Line.Without(name, PythonPeer.NotInstalled("torch"));
            string differ = "the same shape";
            if (gradient is not null)
            {
                peer.Check(work);
                run();
                float[] theirs = Npy.Read(Path.Combine(folder, "change.npy")).ToSingles(), ours = gradient();
                Agreement.Require<float>(ours, theirs, 1e-4);
                differ = $"gradients differ by {Agreement.Distance<float>(ours, theirs):0e0}";
            }

            (double own, double native, double ratio) = peer.Alternate(run, work, rounds: 15);
            return Line.Least(
                name, ratio, "×", goal,
                $"{Line.Number(own * 1e3)} against {Line.Number(native * 1e3)} ms ({peer.Version}); {differ}, {Dispatch.Width}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Line Update()
    {
        using TemporalBatch batch = new(64, 32, 40, 0.2, false, TemporalRules.Eprop);
        Timings timings = new([batch.Iterate, batch.Look], rounds: 31);
        double update = timings.Net(0, 1) / timings.Seconds(1);
        return Line.Most(
            "temporal eprop update 64x32x40", update, "of forward", 1.2,
            $"{Line.Number(timings.Net(0, 1) * 1e6)} µs beside a forward pass with loss of {Line.Number(timings.Seconds(1) * 1e6)}");
    }

    private static Line TwoRuns()
    {
        const string Name = "temporal two runs on two threads";
        if (Environment.ProcessorCount < 2) return Line.Without(Name, "one processor");
        using TemporalBatch one = Small(), other = Small();
        Timings timings = new(
            [() => Both(() => Often(one), () => Often(other)), () => Often(one, other), () => Both(Spin, Spin), () => Twice(Spin)],
            rounds: 9);
        return Line.Least(
            Name, timings.Ratio(1, 0), "×", 1.9, $"chains of multiply-adds {Line.Number(timings.Ratio(3, 2))} ×");
    }

    private static void Often(params ReadOnlySpan<TemporalBatch> batches)
    {
        foreach (TemporalBatch batch in batches)
        {
            for (int k = 0; k < 20; k++) batch.Iterate();
        }
    }

    private static void Spin()
    {
        for (int k = 0; k < 100; k++) MultiplyAddPeak.Once<float>();
    }

    private static void Twice(Action work)
    {
        work();
        work();
    }

    private static void Both(Action mine, Action theirs)
    {
        Thread thread = new(() => theirs());
        thread.Start();
        mine();
        thread.Join();
    }
}

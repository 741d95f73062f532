using System;
using System.Collections.Generic;
using FixedPointKernels.Bench.Training;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Bench.Quick;

/// <summary>The same training step on trained weights, where plain iteration diverges, against the one on initial weights;
/// and on two threads against one.</summary>
internal static class TrainedRows
{
    internal static IEnumerable<Row> All()
    {
        yield return new("trained weights step", () => [Trained("trained weights step")]);
        yield return new("two threads", () => Threads("two threads"));
    }

    private static Line Trained(string name)
    {
        using MnistStep initial = new(RuleTable.Linearized), trained = new(RuleTable.Linearized, trained: true);
        Timings timings = new([trained.Step, initial.Step]);
        int lost = trained.Last.Unsolved + trained.Last.Skipped;
        string note = $"{Line.Number(timings.Seconds(0) * 1e3)} against {Line.Number(timings.Seconds(1) * 1e3)} ms, "
            + $"{lost} of {MnistStep.Batch} samples not converged";

        // A sample that is given up is not cheap, it is lost.
        return Line.Most(name, lost == 0 ? timings.Ratio(0, 1) : double.NaN, "× initial", 3, note);
    }

    private static IEnumerable<Line> Threads(string name)
    {
        const double rate = 0.25;
        (float[] one, _) = Weights(1, rate);
        (float[] two, long bytes) = Weights(2, rate);
        (float[] three, long more) = Weights(3, rate);
        int other = 0;
        for (int i = 0; i < one.Length; i++) other += one[i].Equals(two[i]) && one[i].Equals(three[i]) ? 0 : 1;
        yield return Line.Most($"{name} other bits", other, "weights", 0, "after 3 steps on 1, 2 and 3 threads");
        yield return Line.Most($"{name} allocated", bytes + more, "bytes", 0, "in the third step on 2 and on 3 threads, all threads");
        if (Environment.ProcessorCount < 2)
        {
            yield return Line.Without($"{name} vs one", "one processor");
            yield break;
        }

        using MnistStep alone = new(RuleTable.Linearized, bySample: true), together = new(RuleTable.Linearized, threads: 2, bySample: true);
        Timings timings = new([together.Step, alone.Step]);
        yield return Line.Least(
            $"{name} vs one", timings.Ratio(1, 0), "×", 1.8,
            $"{Line.Number(timings.Seconds(0) * 1e3)} against {Line.Number(timings.Seconds(1) * 1e3)} ms");
    }

    private static (float[] Weights, long Bytes) Weights(int threads, double rate)
    {
        using MnistStep step = new(RuleTable.Linearized, threads: threads, rate: rate, bySample: true);
        for (int i = 0; i < 3; i++) step.Step();
        return (step.Weights.ToArray(), step.Last.AllocatedBytes);
    }
}

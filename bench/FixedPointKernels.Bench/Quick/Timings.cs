using System;
using System.Collections.Generic;
using FixedPointKernels.Bench.Measuring;

namespace FixedPointKernels.Bench.Quick;

/// <summary>Samples of works that ran in turn, and what is read off them.</summary>
internal sealed class Timings
{
    private readonly double[][] seconds;

    /// <summary>Times the works in turn.</summary>
    /// <param name="works">Ours first. Each runs <paramref name="inner"/> calls of what it is about.</param>
    /// <param name="inner">Calls inside each work: 16 for work below a microsecond keep the delegate's 1 to 2 ns out of it.</param>
    /// <param name="rounds">Samples of each.</param>
    internal Timings(IReadOnlyList<Action> works, int inner = 1, int rounds = 21)
    {
        seconds = Sampler.Alternate(works, rounds);
        foreach (double[] samples in seconds)
        {
            for (int i = 0; i < samples.Length; i++) samples[i] /= inner;
        }
    }

    /// <summary>The median time of one call of a work.</summary>
    internal double Seconds(int work) => Sampler.Median(seconds[work]);

    /// <summary>The same without what another work of the same rounds takes: the restoring of operands, common to both sides.</summary>
    internal double Net(int work, int restoring) => Seconds(work) - Seconds(restoring);

    /// <summary>How many times as long as ours a peer takes: the median over rounds of the quotient within the round.</summary>
    internal double Ratio(int peer, int ours)
    {
        double[] quotients = new double[seconds[ours].Length];
        for (int i = 0; i < quotients.Length; i++) quotients[i] = seconds[peer][i] / seconds[ours][i];
        return Sampler.Median(quotients);
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Images;

/// <summary>What the runs of an experiment on images share; the defaults are the paper's.</summary>
public abstract record ImageSettings
{
    /// <summary>N.</summary>
    public int Neurons { get; init; } = 300;

    /// <summary>Samples per step.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>Passes through the training set.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>W starts as this · N(0,1)/√N.</summary>
    public double InitialGain { get; init; } = 0.5;

    /// <summary>The network that a run begins with.</summary>
    internal Model<T, Tanh> Start<T>(Split data, ulong seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Model<T, Tanh>.Random(Neurons, data.Train.Features, data.Train.Classes, seed, InitialGain);

    /// <summary>What decides the numbers of any such sweep, as names and texts to compare.</summary>
    internal IEnumerable<(string Name, string Text)> Identity<T>(Split data, IReadOnlyList<ISweepRun> runs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(runs);
        return
        [
            ("data", data.Fingerprint()), ("list of runs", string.Join(", ", runs.Select(run => run.Name))), ("precision", typeof(T).Name),
            ("initial gain", InitialGain.ToString("R", CultureInfo.InvariantCulture)),
            ("start", runs.Count > 0 ? Start<T>(data, runs[0].Seed).Fingerprint() : ""),
        ];
    }
}

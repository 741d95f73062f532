using System;
using FixedPointKernels.Learning.Checkpoints;

namespace FixedPointKernels.Studies.Sweeps;

/// <summary>What one run of a sweep measured.</summary>
/// <typeparam name="TRun">Which run.</typeparam>
public interface ISweepCurve<out TRun>
    where TRun : ISweepRun
{
    /// <summary>Which run.</summary>
    TRun Run { get; }

    /// <summary>Whether it has a step at all.</summary>
    bool IsBegun { get; }

    /// <summary>Whether the run came to its own end: no cancellation broke it off.</summary>
    bool IsFinished { get; }

    /// <summary>Whether it ended because its numbers were no longer finite.</summary>
    bool HasFailed { get; }

    /// <summary>Of a run that failed: why, and what to take instead, as the sentence of a command says it.</summary>
    (string Reason, string Remedy) Failure { get; }

    /// <summary>Keeps a finished run, bit for bit.</summary>
    /// <param name="into">Receives texts and arrays.</param>
    /// <exception cref="ArgumentException">The run was broken off: it is not what another process would go on from.</exception>
    void Save(Checkpoint into);
}

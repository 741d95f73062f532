using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Studies.Sweeps;

/// <summary>Keeps how far runs of a sweep are, each for itself; asked from any of the threads.</summary>
public interface IRunStates
{
    /// <summary>An empty state for a run to fill.</summary>
    Checkpoint New(ISweepRun run);

    /// <summary>Keeps it in place of an earlier one.</summary>
    /// <exception cref="DataFileException">It cannot be written; the earlier one stays.</exception>
    void Save(ISweepRun run, Checkpoint state);

    /// <summary>The latest; null where there is none.</summary>
    /// <exception cref="DataFileException">It is damaged, or of another sweep.</exception>
    Checkpoint? Load(ISweepRun run);
}

namespace FixedPointKernels.Studies.Sweeps;

/// <summary>One run of a sweep: all that decides its numbers beside what the runs share. Equal runs have equal numbers.</summary>
public interface ISweepRun
{
    /// <summary>What files of the run are called, such as linearized-0.25-seed-0; no other run of the sweep is.</summary>
    string Name { get; }

    /// <summary>Of the start and of the order of the batches.</summary>
    ulong Seed { get; }
}

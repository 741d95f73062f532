using System.Collections.Generic;

namespace FixedPointKernels.Fuzz.Targets;

/// <summary>Every reader of other people's files. A new one: its class, or a row of <see cref="Commands"/>, one line here, and a folder of
/// its name with a small whole file in tests/corpus.</summary>
internal static class TargetTable
{
    internal static IReadOnlyList<Target> All() =>
    [
        new NpyTarget(),
        new NpzTarget(),
        new IdxTarget(),
        new IdxFolderTarget(),
        new CheckpointTarget(),
        .. WeightFolderTarget.All(),
        .. Commands.All(),
    ];
}

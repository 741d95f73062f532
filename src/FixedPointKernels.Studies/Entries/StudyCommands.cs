namespace FixedPointKernels.Studies.Entries;

/// <summary>The commands that studies are verbs of.</summary>
public static class StudyCommands
{
    /// <summary>The experiments of Zhu and Rosenbaum.</summary>
    public const string Experiment = "fpk experiment";

    /// <summary>Divisive normalization circuits.</summary>
    public const string Organics = "fpk organics";

    /// <summary>Networks that learn through time.</summary>
    public const string Temporal = "fpk temporal";
}

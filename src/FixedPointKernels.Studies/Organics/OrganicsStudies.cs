namespace FixedPointKernels.Studies.Organics;

/// <summary>What the studies of divisive normalization circuits have in common.</summary>
internal static class OrganicsStudies
{
    /// <summary>The command that they are verbs of.</summary>
    internal const string Parent = "fpk organics";
}

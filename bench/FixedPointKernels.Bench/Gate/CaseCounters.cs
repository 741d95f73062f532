using System;

namespace FixedPointKernels.Bench.Gate;

/// <summary>The exact cost of one call: bytes allocated by all threads, evaluations of the map, factorizations.</summary>
internal readonly record struct CaseCounters(long Bytes, long Evaluations, long Factorizations)
{
    private const int WarmUps = 5;
    private const int Attempts = 7;

    /// <summary>Counts one call.</summary>
    /// <param name="call">The call; it must do the same work every time.</param>
    /// <exception cref="InvalidOperationException">Two calls differ in evaluations or factorizations.</exception>
    /// <remarks>
    /// The chord and shared methods keep their inverse for the next call; after a few calls on the same inputs it no longer changes.
    /// The runtime itself allocates now and then, when it compiles a method anew in the background. What the call allocates, it allocates
    /// every time; so the least of some attempts counts.
    /// </remarks>
    internal static CaseCounters Of(Func<CallCounts> call)
    {
        CallCounts settled = default;
        for (int i = 0; i < WarmUps; i++) settled = call();
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            CallCounts counts = call();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
            if (counts != settled) throw new InvalidOperationException($"Two calls of the same case differ: {settled}, {counts}.");
        }

        return new(least, settled.Evaluations, settled.Factorizations);
    }

    /// <summary>What is not as in <paramref name="reference"/>, in words; null when nothing differs.</summary>
    /// <remarks>
    /// Fewer counts too: the numbers are exact, so a smaller one is other work, be it a saving or a sample that is given up
    /// too early, and whoever made it says which.
    /// </remarks>
    internal string? DifferenceFrom(CaseCounters reference)
    {
        string text = Other(Bytes, reference.Bytes, "bytes allocated") + Other(Evaluations, reference.Evaluations, "residual evaluations")
            + Other(Factorizations, reference.Factorizations, "factorizations");
        return text.Length == 0 ? null : text[2..];
    }

    private static string Other(long ours, long reference, string what) =>
        ours != reference ? $", {ours} {what} instead of {reference}" : "";
}

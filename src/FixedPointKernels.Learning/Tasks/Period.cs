namespace FixedPointKernels.Learning.Tasks;

/// <summary>Steps Start ≤ t &lt; End of a trial.</summary>
internal readonly record struct Period(int Start, int End)
{
    internal int Length => End - Start;
}

namespace FixedPointKernels.Learning.Threading;

/// <summary>Work that every member of a trainer's team of threads does its part of.</summary>
public interface ITeamWork
{
    /// <summary>The part of one member.</summary>
    /// <param name="member">0..members − 1.</param>
    /// <param name="members">The team's size.</param>
    void Run(int member, int members);
}

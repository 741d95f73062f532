using System;
using System.Linq;
using System.Threading;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Threading;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Threading;

/// <summary>Every member runs its part once per call, on a thread of its own, without allocating; failures reach the caller and harm
/// nothing.</summary>
[Collection(Alone.Name)]
public sealed class TeamTests
{
    [Theory, Trait("Leg", "Any")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_member_does_its_part_once_per_call_and_all_are_done_when_it_returns(int members)
    {
        using Team team = new(members);
        Assert.Equal(members, team.Members);
        Count work = new(members);
        for (int call = 1; call <= 300; call++)
        {
            team.Run(work);
            Assert.All(work.Calls, calls => Assert.Equal(call, calls));
        }

        Assert.Equal(members, work.Threads.Distinct().Count());
        Assert.Equal(Environment.CurrentManagedThreadId, work.Threads[0]);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    public void A_members_failure_reaches_the_caller_after_all_are_done_and_the_team_works_on(int members, int culprit)
    {
        using Team team = new(members);
        Count work = new(members) { Culprit = culprit };
        for (int call = 1; call <= 3; call++)
        {
            string message = Assert.Throws<NotSupportedException>(() => team.Run(work)).Message;
            Assert.Equal($"part {culprit}", message);
            Assert.All(work.Calls, calls => Assert.Equal(call, calls));
        }

        work.Culprit = -1;
        team.Run(work);
        Assert.All(work.Calls, calls => Assert.Equal(4, calls));
    }

    [Fact]
    public void When_all_fail_one_failure_is_thrown()
    {
        using Team team = new(4);
        Assert.StartsWith(
            "part ", Assert.Throws<NotSupportedException>(() => team.Run(new Count(4) { AllFail = true })).Message,
            StringComparison.Ordinal);
        team.Run(new Count(4));
    }

    [Fact]
    public void After_Dispose_the_threads_are_gone_and_calls_are_refused()
    {
        Team team = new(3);
        Count work = new(3);
        team.Run(work);
        team.Dispose();
        team.Dispose();
        Assert.Throws<ObjectDisposedException>(() => team.Run(work));
        Assert.All(work.Calls, calls => Assert.Equal(1, calls));
    }

    [Fact]
    public void A_team_that_never_worked_can_be_disposed() => new Team(4).Dispose();

    [Fact]
    public void A_call_within_a_call_is_refused_and_the_outer_one_fails_cleanly()
    {
        using Team team = new(2);
        Assert.Throws<InvalidOperationException>(() => team.Run(new Nested(team)));
        team.Run(new Count(2));
    }

    [Fact]
    public void Misuse_throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Team(0));
        using Team team = new(1);
        Assert.Throws<ArgumentNullException>(() => team.Run(null!));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Ten_thousand_calls_allocate_nothing(int members)
    {
        using Team team = new(members);
        Watch work = new(members);
        long[] before = new long[members];
        for (int call = 0; call < 100; call++) team.Run(work);
        work.Allocated.CopyTo(before.AsSpan());
        long others = team.AllocatedByOthers;
        for (int call = 0; call < 10_000; call++) team.Run(work);
        Assert.Equal(before, work.Allocated);
        Assert.Equal(others, team.AllocatedByOthers);
    }

    [Fact]
    public void What_members_allocate_in_their_parts_is_counted()
    {
        using Team team = new(3);
        Allocate work = new();
        team.Run(work);
        long before = team.AllocatedByOthers;
        team.Run(work);

        // Two members beside the caller, an array of 1,000 bytes each and its header.
        Assert.InRange(team.AllocatedByOthers - before, 2_000, 2_200);
    }

    private sealed class Count(int members) : ITeamWork
    {
        internal int[] Calls { get; } = new int[members];

        internal int[] Threads { get; } = new int[members];

        internal int Culprit { get; set; } = -1;

        internal bool AllFail { get; init; }

        public void Run(int member, int all)
        {
            if (all != Calls.Length) throw new InvalidOperationException("another number of members than the team's");
            Threads[member] = Environment.CurrentManagedThreadId;

            // The others finish visibly later than the culprit fails.
            if (Culprit >= 0 && member != Culprit) Thread.Sleep(5);
            Calls[member]++;
            if (AllFail || member == Culprit) throw new NotSupportedException($"part {member}");
        }
    }

    // What each thread has allocated since it began, its waiting between the calls included.
    private sealed class Watch(int members) : ITeamWork
    {
        internal long[] Allocated { get; } = new long[members];

        public void Run(int member, int all) => Allocated[member] = GC.GetAllocatedBytesForCurrentThread();
    }

    private sealed class Allocate : ITeamWork
    {
        internal byte[]?[] Kept { get; } = new byte[3][];

        public void Run(int member, int members) => Kept[member] = new byte[1000];
    }

    private sealed class Nested(Team team) : ITeamWork
    {
        public void Run(int member, int members)
        {
            if (member == 0) team.Run(this);
        }
    }
}

using FixedPointKernels.Learning.Threading;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Threading;

public sealed class SliceTests
{
    [Fact, Trait("Leg", "Any")]
    public void Slices_cover_the_rows_once_in_order_and_differ_by_at_most_one()
    {
        for (int rows = 0; rows <= 40; rows++)
        {
            for (int members = 1; members <= 9; members++)
            {
                int next = 0;
                for (int member = 0; member < members; member++)
                {
                    (int from, int count) = Slice.Of(rows, member, members);
                    Assert.Equal(next, from);
                    Assert.InRange(count, rows / members, (rows / members) + 1);
                    if (rows > 0) Assert.True(count <= Slice.LargestCount(rows, members));
                    next += count;
                }

                Assert.Equal(rows, next);
            }
        }
    }
}

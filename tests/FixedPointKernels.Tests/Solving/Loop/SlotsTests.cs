using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>A row that takes the place of one that left is that row in everything.</summary>
public sealed class SlotsTests
{
    [Fact, Trait("Leg", "Any")]
    public void The_last_row_takes_a_place_with_all_that_is_its_own()
    {
        Slots<double> slots = new(3, 2, 1, 1);
        slots.Clear();
        for (int row = 0; row < 3; row++) Write(slots, slots.Open(10 + row, row + 0.25));
        string last = Read(slots, 2), middle = Read(slots, 1);
        int[] homes = [.. slots.Home];
        Assert.NotEqual(last, Read(slots, 0));

        slots.Close(0);

        Assert.Equal(2, slots.Active);
        Assert.Equal((last, middle), (Read(slots, 0), Read(slots, 1)));

        // A sample whose row moved still finds what a method remembers of it, because its home is the same; the home
        // of the one that left is free for the next.
        Assert.Equal([homes[2], homes[1], homes[0]], slots.Home);
        Assert.Equal((2, homes[0]), (slots.Open(20, 1), slots.Home[2]));
    }

    private static void Write(Slots<double> slots, int row)
    {
        slots.State(row).Fill(row + 1);
        slots.Drive(row).Fill(row + 2);
        slots.Image(row).Fill(row + 3);
        slots.Linearization(row).Fill(row + 4);
        slots.Residual[row] = row + 0.5;
        slots.RememberBest(row, withLinearization: true);
        slots.State(row).Fill(row + 5);
        slots.Linearization(row).Fill(row + 6);
        (slots.Residual[row], slots.Tolerance[row], slots.Moved[row], slots.Step[row]) = (row + 0.75, row + 0.125, row == 2, row + 7);
    }

    private static string Read(Slots<double> slots, int row) => string.Join(
        ' ', slots.Sample[row], slots.Absolute[row], slots.Tolerance[row], slots.Residual[row], slots.BestResidual[row], slots.Moved[row],
        slots.Step[row], slots.State(row)[1],
        slots.Drive(row)[0], slots.Image(row)[1], slots.Linearization(row)[0], slots.BestState(row)[1], slots.BestLinearization(row)[0]);
}

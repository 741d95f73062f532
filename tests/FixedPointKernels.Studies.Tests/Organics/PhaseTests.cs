using System.Linq;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Organics.Phase;
using Xunit;

namespace FixedPointKernels.Studies.Tests.Organics;

/// <summary>What normalization keeps stable: a strong input everything, a weak one not a strong recurrence; and how far points are from the
/// equation.</summary>
public sealed class PhaseTests
{
    [Fact]
    public void A_strong_input_never_oscillates_and_a_weak_one_does_under_a_strong_recurrence()
    {
        PhaseTrial[] strong = [.. Enumerable.Range(0, 6).Select(draw => Run(draw, 3, 1))];
        Assert.All(strong, trial => Assert.Equal(SolveStatus.Converged, trial.Status));
        PhaseTrial[] weak = [.. Enumerable.Range(0, 6).Select(draw => Run(draw, 4, 0.05))];
        PhaseTrial[] moving = [.. weak.Where(trial => trial.Status == SolveStatus.Unsettled)];
        Assert.NotEmpty(moving);
        Assert.All(moving, trial => Assert.True(trial.Amplitude > 0.01, $"{trial.Amplitude}"));
    }

    // The distance is of first order in the strength, what its correction leaves of second.
    [Fact]
    public void A_tenth_of_the_strength_is_a_tenth_of_the_distance_and_a_hundredth_of_what_the_correction_leaves()
    {
        PhaseTrial full = Run(0, 0.1, 1), tenth = Run(0, 0.01, 1);
        Assert.InRange(full.Distance / tenth.Distance, 9.8, 10.2);
        Assert.InRange(full.Corrected / tenth.Corrected, 92, 108);
    }

    [Fact]
    public void Cells_count_ends_and_take_medians_of_what_has_a_value()
    {
        PhaseTrial[] trials =
        [
            new(1, 1, SolveStatus.Converged, -3, 0.1, 0.01, double.NaN), new(1, 1, SolveStatus.Converged, -1, 0.3, 0.03, double.NaN),
            new(1, 1, SolveStatus.Unsettled, double.NaN, double.NaN, double.NaN, 0.5),
            new(1, 1, SolveStatus.Diverged, double.NaN, double.NaN, double.NaN, double.NaN),
        ];
        PhaseCell cell = new(1, 1, trials);
        Assert.Equal((2, 1, 1, 0.5), (cell.Settled, cell.Moving, cell.Exploded, cell.Share));
        Assert.Equal((-2, 0.5), (cell.MaxReal, cell.Amplitude));
        Assert.Equal(0.2, cell.Distance, 1e-15);
        Assert.Equal(0.02, cell.Corrected, 1e-15);
    }

    private static PhaseTrial Run(int draw, double strength, double norm) => PhaseTrial.Run(0, draw, 30, strength, norm, default);
}

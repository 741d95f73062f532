using FixedPointKernels.Activations;
using Xunit;

namespace FixedPointKernels.Tests.Solving;

/// <summary>A sample is counted once, however many stages looked at it.</summary>
public sealed class SamplesDoneTests
{
    // A tolerance of 1e-7 is below the rounding of float rates near 1 (6e-8 for each of several operations), so that after its
    // polishing steps every sample is judged once more.
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_polished_sample_is_done_once(int polishSteps)
    {
        FixedPointSolver<float, Tanh> solver = new(
            new RateNetwork<float, Tanh>([0.3f, 0.2f, -0.1f, 0.4f], 2), 3, new() { Tolerance = 1e-7, PolishSteps = polishSteps });
        float[] drive = [0.7f, 1.1f, 0.9f, 0.8f, 1.2f, 0.6f], rates = new float[6];
        Assert.True(solver.Solve(drive, rates).AllConverged);
        Assert.Equal(3, solver.SamplesDone);
    }
}

using System;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Checkpoints;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Learning.Tests.Support;
using FixedPointKernels.Learning.Training;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Training;

/// <summary>W shrinks until the rightmost eigenvalue of G W at the samples looked at is left of the bound, and not at all where it is there
/// already.</summary>
public sealed class StabilityGuardTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.89)]
    [InlineData(1.2)]
    [InlineData(3)]
    public void One_neuron_ends_at_the_bound_exactly(double w)
    {
        // At x = 0 the fixed point is 0 and G W = w: real, so the estimate is exact up to b + s = 1.9, and beyond it the first look leaves
        // at most that.
        RateNetwork<double, Tanh> network = new([w], 1);
        network.SetInputWeights([1], 1);
        StabilityGuard<double, Tanh> guard = new(new(network, [1, 0], 2), margin: 0.1);
        double product = 1;
        for (int look = 0; look < 6; look++) product *= guard.Apply([0]);
        Assert.Equal(Math.Min(w, 0.9), network.Weights[0], 1e-10);
        Assert.Equal(network.Weights[0], w * product, 1e-12);
        if (w < 0.9) Assert.Equal(1, product);
    }

    [Fact]
    public void A_pair_of_conjugates_is_seen_by_its_real_part()
    {
        // G W = [[a, −3], [3, a]] at r = 0 has eigenvalues a ± 3i of modulus over 3: left of the bound it may stay.
        Assert.Equal(1, Factor(0.7));
        Assert.InRange(Factor(0.97), 0.5, 0.999);

        static double Factor(double a)
        {
            RateNetwork<double, Linear> network = new([a, -3, 3, a], 2);
            network.SetInputWeights([1, 1], 1);
            return new StabilityGuard<double, Linear>(new(network, [1, 0], 1), margin: 0.1).Apply([0]);
        }
    }

    /// <summary>
    /// Sample 0 has neuron 0 on, G W = diag(0.8, 0), and sample 1 neuron 1, diag(0, 0.95), right of the bound 0.9. A look multiplies the
    /// other direction by (0.053/0.82)³⁰ = 3e-36: with one vector for both samples the second look would begin with nothing of what it has
    /// to see.
    /// </summary>
    [Fact]
    public void Every_sample_has_a_direction_of_its_own()
    {
        RateNetwork<double, Relu> network = new([0.8, 0, 0, 0.95], 2);
        network.SetInputWeights([1, -1, -1, 1], 2);
        StabilityGuard<double, Relu> guard = new(new(network, [1, 0], 1), margin: 0.1);
        Assert.Equal(1, guard.Apply([1, 0]));
        Assert.Equal(0.9 / 0.95, guard.Apply([1, 0, 0, 1]), 1e-10);
    }

    // r = r + 1 has no fixed point: nothing can be measured, so W shrinks by a twentieth a look until there is one, and by what is measured
    // then.
    [Fact]
    public void Where_there_is_no_point_W_shrinks_all_the_same()
    {
        RateNetwork<double, Linear> network = new([1], 1);
        network.SetInputWeights([1], 1);
        StabilityGuard<double, Linear> guard = new(new(network, [1, 0], 2), margin: 0.1);
        Assert.Equal(0.95, guard.Apply([1]));
        Assert.Equal(0.95, network.Weights[0]);
        Assert.Equal(0.9 / 0.95, guard.Apply([1]), 1e-10);
    }

    /// <summary>
    /// s + b − G W = [[1e300, 1e-9], [1, 0]] has the second pivot −1e-309: a vector solved with it is infinite, and so is its growth. That
    /// counts as far right, b + s = 1.9, which is the eigenvalue, and stays in no vector: the next look sees the eigenvalues 0.5 as they
    /// are.
    /// </summary>
    [Fact]
    public void What_overflows_counts_as_far_right_and_is_forgotten()
    {
        RateNetwork<double, Linear> network = new([-1e300, -1e-9, -1, 1.9], 2);
        network.SetInputWeights([1, 1], 1);
        StabilityGuard<double, Linear> guard = new(new(network, [1, 0], 1), margin: 0.1);
        Assert.Equal(0.9 / 1.9, guard.Apply([0]), 1e-15);
        network.Recurrent.Set([0.5, 0, 0, 0.5]);
        Assert.Equal(1, guard.Apply([0]));
        network.Recurrent.Set([0.95, 0, 0, 0.5]);
        Assert.Equal(0.9 / 0.95, guard.Apply([0]), 1e-10);
    }

    // The vectors are part of what is looked with: eigenvalues 0.95 and 0.94 are not told apart in 30 turns, so a guard with fresh ones
    // finds something else.
    [Fact]
    public void A_checkpoint_has_the_vectors()
    {
        double[] weights = [0.95, 0.02, 0, 0, 0.94, 0.03, 0.01, 0, 0.93];
        (StabilityGuard<double, Linear> guard, _) = Of(weights);
        guard.Apply([0]);
        Checkpoint checkpoint = new("a test");
        guard.Save(checkpoint, "guard ");
        (StabilityGuard<double, Linear> other, _) = Of(weights);
        other.Load(checkpoint, "guard ")();
        double next = other.Apply([0]), fresh = Of(weights).Guard.Apply([0]);
        Assert.NotEqual(fresh, next);
        (StabilityGuard<double, Linear> again, RateNetwork<double, Linear> network) = Of(weights);
        again.Apply([0]);
        network.Recurrent.Set(weights);
        Assert.Equal(again.Apply([0]), next);

        static (StabilityGuard<double, Linear> Guard, RateNetwork<double, Linear> Network) Of(double[] weights)
        {
            RateNetwork<double, Linear> network = new(weights, 3);
            network.SetInputWeights([1, 1, 1], 1);
            return (new(new(network, [1, 0, 0], 1), margin: 0.1), network);
        }
    }

    /// <summary>One neuron, w = 0.95 beside the bound 0.9: sample 0 has it on, sample 1 off. The tenth step is of sample 1 alone, after
    /// nine full batches of sample 0.</summary>
    [Fact]
    public void Samples_of_earlier_steps_are_not_looked_at()
    {
        RateNetwork<double, Relu> network = new([0.95], 1);
        network.SetInputWeights([1, -1], 2);
        Dataset data = new("on or off", 2, 2, [1, 0, 0, 1], [0, 1], 1);
        using Trainer<double> trainer = new(
            new Model<double, Relu>(network, [1, 0], 2), new TrainingSettings { Rate = 1e-30, BatchSize = 4, KeepStable = 0.1 });
        for (int step = 1; step < 10; step++) trainer.Step(data, [0, 0, 0, 0]);
        Assert.Equal(1, trainer.Step(data, [1]).Shrunk);
        for (int step = 11; step < 20; step++) trainer.Step(data, [1]);
        Assert.Equal(0.9 / 0.95, trainer.Step(data, [0]).Shrunk, 1e-10);
    }

    [Fact]
    public void A_random_tanh_network_becomes_stable_where_it_looks() => BecomesStable<Tanh>(1.6);

    [Fact]
    public void A_random_linear_network_becomes_stable() => BecomesStable<Linear>(2);

    private static void BecomesStable<TActivation>(double gain)
        where TActivation : struct, IActivation
    {
        Model<float, TActivation> model = Model<float, TActivation>.Random(40, SmallTask.Features, SmallTask.Classes, seed: 1, gain);
        Dataset looked = SmallTask.Data.Subset("the first four", [0, 1, 2, 3]);
        Assert.True(StableSamples.Of(model, looked, 4, 1).Without > 0, "stable from the start: nothing is tested");

        // So small a rate that W does not move: only the looks do. A look that ends just right of the bound is repeated by the next.
        using Trainer<float> trainer = new(model, new TrainingSettings { Rate = 1e-30, BatchSize = 4, KeepStable = 0.1 });
        double least = 1, last = 1;
        for (int step = 1; step <= 400; step++)
        {
            last = trainer.Step(looked, SmallTask.First(4)).Shrunk;
            least = Math.Min(least, last);
            if (step % 10 != 0) Assert.Equal(1, last);
        }

        StableSamples now = StableSamples.Of(model, looked, 4, 1);
        Assert.True(least < 1);
        Assert.Equal(0, now.Without);

        // Not shrunk for nothing either: a few hundredths left of the bound at most, by the estimate's overshoot.
        Assert.InRange(now.LargestAbscissa, 0.8, 0.95);
    }
}

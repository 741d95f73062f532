using System;
using System.Globalization;
using System.Text.RegularExpressions;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Memory;

/// <summary>A size that no memory holds is refused before any is made, with what it would take and the largest that fits.</summary>
public sealed partial class FootprintTests
{
    [Fact, Trait("Leg", "Any")]
    public void A_hundred_thousand_neurons_say_what_they_would_take()
    {
        // 10¹⁰ weights and two copies of 100,000 × 100,032 (whole panels of 64 floats, or 32 doubles: 100,000 is a multiple of 32).
        long before = GC.GetAllocatedBytesForCurrentThread();
        string single = Refused("neurons", () => _ = new RateNetwork<float, Tanh>([1f], 100_000));
        Assert.StartsWith(
            "neurons = 100000 needs 111.8 GiB for the weights and their two packed copies; here the largest neurons that fits is", single,
            StringComparison.Ordinal);
        Assert.StartsWith("neurons = 100000 needs 223.5 GiB", Refused("neurons", () => _ = new RateNetwork<double, Tanh>([1.0], 100_000)),
            StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);

        // An array has room for 46,340² floats and not for 46,341²; with whole panels of 64, 46,336² is the last that fits.
        int largest = Largest(single);
        Assert.InRange(largest, 1000, 46_336);
        Refused("neurons", () => RateNetwork<float, Tanh>.ThrowIfTooLarge(largest + 1));
        RateNetwork<float, Tanh>.ThrowIfTooLarge(largest);
        Refused("outputs", () => _ = new PackedWeights<float>([1f], int.MaxValue, 2));
        Refused("inputs", () => _ = new PackedWeights<float>([1f], 2, int.MaxValue));
        RateNetwork<float, Tanh> network = new([1f], 1);
        Refused("inputs", () => network.SetInputWeights([1f], int.MaxValue));
    }

    [Fact, Trait("Leg", "Any")]
    public void So_do_batches_that_no_solver_holds()
    {
        RateNetwork<double, Tanh> network = new(new double[90_000], 300);
        string kept = Refused("maxBatch", () => _ = new FixedPointSolver<double, Tanh>(network, 1_000_000, new() { KeepFactors = true }));
        Assert.StartsWith("maxBatch = 1000000 needs 670.", kept, StringComparison.Ordinal);

        // Settle's Newton steps have factors too.
        SolverOptions settling = new() { KeepFactors = true, Method = SolverMethod.Settle };
        string settled = Refused("maxBatch", () => _ = new FixedPointSolver<double, Tanh>(network, 1_000_000, settling));
        Assert.StartsWith("maxBatch = 1000000 needs 670.", settled, StringComparison.Ordinal);

        // A block of factors is one array of at most 2³¹ elements: 23,860 blocks of 90,000.
        Assert.InRange(Largest(kept), 100, 23_860);
        Refused("maxBatch", () => _ = new FixedPointSolver<double, Tanh>(network, int.MaxValue));
        Refused("maxBatch", () =>
            _ = new FixedPointSolver<double, Tanh>(network, int.MaxValue, new() { Slots = int.MaxValue, Method = SolverMethod.Euler }));
        Refused("maxBatch", () =>
            _ = new MapSolver<double, RateMap<double, Dense<double>, Uniform<Tanh>>>(new(network.Recurrent, default), int.MaxValue));
        Refused("maxBatch", () =>
            _ = new AdjointSolver<double, RateMap<double, Dense<double>, Uniform<Tanh>>>(new(network.Recurrent, default), 10_000_000));
        Assert.Contains("a trajectory of 500 steps",
            Refused("maxBatch", () => _ = new ThroughTime<double, Tanh>(network.Recurrent, default, 1_000_000)), StringComparison.Ordinal);
    }

    [Fact, Trait("Leg", "Any")]
    public void What_is_refused_is_more_than_there_is_and_the_next_smaller_is_not()
    {
        double there = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        int most = (int)(there / (1 << 20));
        Footprint.ThrowIfTooLarge("megabytes", most, "nothing", Megabytes);
        ArgumentOutOfRangeException refusal =
            Assert.Throws<ArgumentOutOfRangeException>(() => Footprint.ThrowIfTooLarge("megabytes", most + 7, "nothing", Megabytes));
        Assert.Equal((most, most + 7), (Largest(refusal.Message), refusal.ActualValue));
        string none =
            Assert.Throws<ArgumentOutOfRangeException>(() => Footprint.ThrowIfTooLarge("blocks", 1, "nothing", _ => new(1, 3e9))).Message;
        Assert.Contains("blocks = 1 needs 1 bytes for nothing; here not even one fits", none, StringComparison.Ordinal);

        static Footprint Megabytes(int count) => new(count * 1048576.0, 1);
    }

    // A block is an array with up to 64 bytes in front, so of bytes Array.MaxLength − 64 are the most; of all blocks, what the machine has.
    [Fact, Trait("Leg", "Any")]
    public void The_last_that_fits_is_told_from_the_first_that_does_not()
    {
        double there = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, longest = Array.MaxLength - 64;
        Assert.True(new Footprint(1, longest).Fits());
        Assert.False(new Footprint(1, longest + 1).Fits());
        Assert.True(new Footprint(there, 1).Fits());
        Assert.False(new Footprint(there + 1, 1).Fits());
        Assert.Equal((int)longest, Largest(Refused(int.MaxValue, count => new(1, count))));
        Assert.Equal(1, Largest(Refused(2, count => new(there - 1 + count, 1))));
        Assert.Equal(5, Largest(Refused(9, count => new(there - 5 + count, 1))));
        Assert.Throws<ArgumentNullException>(() => Footprint.ThrowIfTooLarge("blocks", 1, "nothing", null!));

        static string Refused(int count, Func<int, Footprint> of) =>
            Assert.Throws<ArgumentOutOfRangeException>(() => Footprint.ThrowIfTooLarge("blocks", count, "nothing", of)).Message;
    }

    [Theory, Trait("Leg", "Any")]
    [InlineData(1023, "1023 bytes")]
    [InlineData(1024, "1 KiB")]
    [InlineData(1.5 * 1024 * 1024, "1.5 MiB")]
    [InlineData(1024.0 * 1024 * 1024 * 1024 * 1024 * 1024 * 1024, "1024 EiB")]
    public void Bytes_are_said_in_the_largest_unit_that_is_reached(double bytes, string said) => Assert.Contains(
        $"needs {said} for nothing",
        Assert.Throws<ArgumentOutOfRangeException>(() => Footprint.ThrowIfTooLarge("blocks", 1, "nothing", _ => new(bytes, 3e9))).Message,
        StringComparison.Ordinal);

    private static int Largest(string message) => int.Parse(LargestNumber().Match(message).Groups[1].Value, CultureInfo.InvariantCulture);

    private static string Refused(string name, Action call)
    {
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(call);
        Assert.Equal(name, refusal.ParamName);
        Assert.Matches(
            @"= \d+ needs [\d.]+ [KMGTPE]iB for .*; here (the largest \w+ that fits is \d+|not even one fits)\.", refusal.Message);
        return refusal.Message;
    }

    [GeneratedRegex(@"that fits is (\d+)")]
    private static partial Regex LargestNumber();
}

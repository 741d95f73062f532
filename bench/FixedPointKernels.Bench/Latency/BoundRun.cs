using System;
using System.Diagnostics;
using System.Numerics.Tensors;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Bench.Latency;

/// <summary>The longest of many tracked calls: the same calls several times, and of each the shortest time.</summary>
/// <param name="Median">Seconds.</param>
/// <param name="P99">Seconds.</param>
/// <param name="P999">Seconds.</param>
/// <param name="Longest">Seconds: of the calls' shortest times.</param>
/// <param name="Once">Seconds: of all times, interrupts and all.</param>
/// <param name="Cold">Seconds: of the first call, its code and data in no cache.</param>
/// <param name="Empty">Seconds: the longest of an empty loop of as many calls.</param>
/// <param name="Converged">Share of the calls.</param>
/// <param name="Bytes">Allocated by all of them.</param>
/// <remarks>
/// Every run begins with a tracker that has forgotten all and the same weights, so that a call does the same work in each run, to the bit;
/// what interrupts one run hardly interrupts the same call of the others. W = g N(0, 1)/√N, tanh, every input a step of ±0.015 from the one
/// before; learning adds the error to a target, its adjoint, the Euclidean rule and an update of the weights to every call.
/// </remarks>
internal sealed record BoundRun(
    double Median, double P99, double P999, double Longest, double Once, double Cold, double Empty, double Converged, long Bytes)
{
    private const int Steps = 1024;

    // Calls before each run, that no time is kept of.
    private const int Settling = 1000;

    /// <summary>How often the longest call, less the empty loop's, is the median.</summary>
    internal double Ratio => (Longest - Math.Min(Empty, Longest)) / Median;

    /// <summary>Runs them.</summary>
    internal static BoundRun Of(int neurons, double gain, bool learns, int calls, int runs)
    {
        float[] weights = Weights(neurons, gain), inputs = Inputs(neurons);
        RateNetwork<float, Tanh> network = new(weights, neurons);
        FixedPointTracker<float, Tanh> tracker = new(network);
        float[] rates = new float[neurons], lambda = new float[neurons], change = new float[weights.Length], target = new float[neurons];
        for (int i = 0; i < neurons; i++) target[i] = 0.5f * MathF.Sin(i);
        long[] shortest = new long[calls], ticks = new long[calls], empty = new long[calls];
        Array.Fill(shortest, long.MaxValue);
        Array.Fill(empty, long.MaxValue);
        (long once, long bytes, long cold, int converged) = (0, 0, long.MaxValue, 0);

        WarmUp(tracker, inputs, rates);

        // One more, in which the code of the other calls is compiled at its last tier.
        for (int run = -1; run < runs; run++)
        {
            // What the sums of the last run have pushed out of the caches comes back, as in a program that is under way.
            long first = Begin();
            if (run >= 0) cold = Math.Min(cold, first);
            for (int call = 1; call < Settling; call++) Call(call);
            long before = GC.GetAllocatedBytesForCurrentThread();
            ticks[0] = Begin();
            for (int call = 1; call < calls; call++) ticks[call] = Call(call);
            if (run < 0) continue;
            bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            once = Math.Max(once, TensorPrimitives.Max<long>(ticks));
            TensorPrimitives.Min<long>(ticks, shortest, shortest);
            for (int call = 0; call < calls; call++)
            {
                long start = Stopwatch.GetTimestamp();
                ticks[call] = Stopwatch.GetTimestamp() - start;
            }

            TensorPrimitives.Min<long>(ticks, empty, empty);
        }

        Percentiles found = Percentiles.Of(shortest);
        double second = Stopwatch.Frequency;
        return new(
            found.P50, found.P99, found.P999, found.Max, once / second, cold / second, TensorPrimitives.Max<long>(empty) / second,
            (double)converged / calls, bytes);

        // The first call of a new tracker.
        long Begin()
        {
            network.Recurrent.Set(weights);
            tracker.Forget();
            converged = 0;
            return Call(0);
        }

        long Call(int call)
        {
            ReadOnlySpan<float> input = Input(inputs, neurons, call);
            long start = Stopwatch.GetTimestamp();
            if (tracker.Track(input, rates).Status == SolveStatus.Converged) converged++;
            if (learns)
            {
                TensorPrimitives.Subtract<float>(rates, target, lambda);
                tracker.Adjoint(lambda, lambda);
                change.AsSpan().Clear();
                tracker.Accumulate(default(Euclidean), 1e-3f, lambda, change);
                network.Update(change);
            }

            return Stopwatch.GetTimestamp() - start;
        }
    }

    // A run has one first call, and code is compiled at its last tier after 30 and 100 ms of quiet: without these the first calls of the
    // first row ran unoptimized, and took 42 µs.
    private static void WarmUp(FixedPointTracker<float, Tanh> tracker, float[] inputs, float[] rates)
    {
        for (int burst = 0; burst < 6; burst++)
        {
            for (int call = 0; call < 100; call++)
            {
                tracker.Forget();
                tracker.Track(Input(inputs, rates.Length, call), rates);
            }

            Thread.Sleep(120);
        }
    }

    private static float[] Weights(int neurons, double gain)
    {
        float[] weights = new float[neurons * neurons];
        new SeededRandom(1).FillGaussian<float>(weights, gain / Math.Sqrt(neurons));
        return weights;
    }

    // A walk that goes back and forth, so that any number of calls moves by as much each.
    private static float[] Inputs(int neurons)
    {
        float[] inputs = new float[Steps * neurons];
        SeededRandom random = new(2);
        random.FillGaussian<float>(inputs.AsSpan(0, neurons), 1);
        float[] moves = new float[neurons];
        for (int step = 1; step < Steps; step++)
        {
            random.FillGaussian<float>(moves, 1);
            for (int i = 0; i < neurons; i++)
                inputs[(step * neurons) + i] = inputs[((step - 1) * neurons) + i] + MathF.CopySign(0.015f, moves[i]);
        }

        return inputs;
    }

    private static ReadOnlySpan<float> Input(float[] inputs, int neurons, int call)
    {
        int at = call % ((2 * Steps) - 2);
        return inputs.AsSpan((at < Steps ? at : (2 * Steps) - 2 - at) * neurons, neurons);
    }
}

using System;
using System.Linq;
using System.Threading;
using FixedPointKernels.Circuits;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference.SequentialCell;

namespace FixedPointKernels.Tests.Circuits.Sequential;

/// <summary>What does not change a bit of a sequential cell's results: other samples, threads, whether steps are kept.</summary>
public sealed class SequentialInvarianceTests
{
    private const int Units = 19;
    private const int Steps = 11;

    [Fact]
    public void A_sample_has_the_bits_of_a_batch_of_one()
    {
        const int batch = 37;
        (SequentialWeights<float> weights, float[] x) = Draw(batch);
        float[] all = new float[batch * Units], looked = new float[batch * Units], traced = new float[batch * Steps * 4 * Units];
        SequentialCell<float> cell = new(weights, Steps, batch, segment: 4), single = new(weights, Steps, 1);
        cell.Forward(x, all);
        cell.Look(x, looked);
        cell.Trace(x, traced);
        Assert.Equal(all, looked);
        for (int k = 0; k < batch; k++)
        {
            float[] one = new float[Units];
            single.Forward(x.AsSpan(k * Steps * 2, Steps * 2), one);
            Assert.Equal(one, all[(k * Units)..][..Units]);
            Assert.Equal(one, traced[((((k + 1) * Steps) - 1) * 4 * Units)..][..Units]);
        }
    }

    // Blocks of a fixed size, each by whichever thread; their gradients in order.
    [Fact]
    public void Gradients_have_the_same_bits_over_any_number_of_threads()
    {
        const int block = 5, blocks = 6;
        (SequentialWeights<float> weights, float[] x) = Draw(block * blocks);
        float[] back = [.. Enumerable.Range(0, block * blocks * Units).Select(k => MathF.Sin(k))];
        float[][] sums = [.. Enumerable.Range(1, 3).Select(threads => Sum(weights, x, back, threads, block, blocks))];
        Assert.Equal(sums[0], sums[1]);
        Assert.Equal(sums[0], sums[2]);
    }

    // A sample that is not finite, in its inputs or in its loss gradient, is as if it were not there: its zeros add nothing.
    [Theory]
    [InlineData(float.NaN, 0)]
    [InlineData(float.PositiveInfinity, Steps - 1)]
    [InlineData(float.NegativeInfinity, 3)]
    [InlineData(3e38f, 2)]
    public void What_is_not_finite_is_left_out_and_harms_no_other(float poison, int step)
    {
        const int batch = 4, bad = 2;
        (SequentialWeights<float> weights, float[] x) = Draw(batch);
        int row = Steps * 2;
        float[] without = [.. x[..(bad * row)], .. x[((bad + 1) * row)..]];
        float[] back = [.. Enumerable.Range(0, batch * Units).Select(k => MathF.Cos(k))];
        float[] backWithout = [.. back[..(bad * Units)], .. back[((bad + 1) * Units)..]];
        SequentialCell<float> cell = new(weights, Steps, batch, segment: 4);
        float[] fewer = new float[(batch - 1) * Units], expected = new float[weights.Shape.Count];
        Assert.Equal(0, cell.Forward(without, fewer));
        cell.Backward(backWithout, expected);
        x[(bad * row) + (step * 2)] = poison;
        float[] all = new float[batch * Units], found = new float[weights.Shape.Count];
        Assert.Equal(1, cell.Forward(x, all));
        Assert.Equal([false, false, true, false], cell.LeftOut.ToArray());
        float[] others = [.. all[..(bad * Units)], .. all[((bad + 1) * Units)..]];
        Assert.Equal(fewer, others);
        cell.Backward(back, found);
        Assert.Equal(expected, found);

        // The same of a loss gradient.
        x[(bad * row) + (step * 2)] = 0;
        back[bad * Units] = float.NaN;
        Assert.Equal(0, cell.Forward(x, all));
        cell.Backward(back, found);
        Assert.Equal(expected, found);
        Assert.True(cell.LeftOut[bad]);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        const int batch = 3;
        (SequentialWeights<float> weights, float[] x) = Draw(batch);
        float[] y = new float[batch * Units], gradients = new float[weights.Shape.Count], parameters = [.. weights.Values];
        float[] start = [.. Enumerable.Repeat(0.5f, Units)], traced = new float[batch * Steps * 4 * Units];
        SequentialCell<float> cell = new(weights, Steps, batch, segment: 4);
        ZeroBytes.Assert("a step of training", () =>
        {
            weights.Set(parameters);
            weights.Set(SequentialPart.Pool, parameters.AsSpan(Units * Units, Units * Units));
            weights.SetStart(start, start, start, start);
            cell.Forward(x, y);
            cell.Backward(y, gradients);
            cell.Look(x, y);
            cell.Trace(x, traced);
        });
        x[5] = float.NaN;
        ZeroBytes.Assert("a step with a sample left out", () =>
        {
            cell.Forward(x, y);
            cell.Backward(y, gradients);
        });
    }

    // Blocks of a line more each, and the objects around them.
    [Theory]
    [InlineData(64, 784, 64, 0)]
    [InlineData(19, 50, 7, 6)]
    [InlineData(128, 784, 64, 28)]
    public void Memory_is_what_is_said(int units, int steps, int batch, int segment)
    {
        SequentialWeights<float> weights = new(SequentialForm.Paper, new(units, 1));
        double said = SequentialMemory.Of<float>(weights.Shape, steps, batch, segment).Bytes;

        // What the first cell of a process makes once is not the second's.
        GC.KeepAlive(new SequentialCell<float>(weights, 2, 1));
        long before = GC.GetAllocatedBytesForCurrentThread();
        SequentialCell<float> cell = new(weights, steps, batch, segment);
        double made = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(made, said, (said * 1.001) + 8192);
        Assert.Equal(segment == 0 ? steps : segment, cell.Segment);
    }

    private static (SequentialWeights<float> Weights, float[] Inputs) Draw(int batch)
    {
        (Twin twin, double[][][] x) = CoreSequential.Draw(7, Units, 2, Steps, batch);
        return (CoreSequential.Of<float>(twin), CoreSequential.Flat<float>(x));
    }

    private static float[] Sum(SequentialWeights<float> weights, float[] x, float[] back, int threads, int block, int blocks)
    {
        float[][] gradients = [.. Enumerable.Range(0, blocks).Select(_ => new float[weights.Shape.Count])];
        Thread[] team = [.. Enumerable.Range(0, threads).Select(worker => new Thread(() =>
        {
            SequentialCell<float> cell = new(weights, Steps, block);
            float[] y = new float[block * Units];
            for (int k = worker; k < blocks; k += threads)
            {
                cell.Forward(x.AsSpan(k * block * Steps * 2, block * Steps * 2), y);
                cell.Backward(back.AsSpan(k * block * Units, block * Units), gradients[k]);
            }
        }))];
        foreach (Thread one in team) one.Start();
        foreach (Thread one in team) one.Join();
        return [.. Enumerable.Range(0, weights.Shape.Count).Select(i => gradients.Aggregate(0f, (sum, one) => sum + one[i]))];
    }
}

using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Dynamics.Cells;

/// <summary>What does not change a bit of a leaky cell's results: other samples, whether steps are kept, the register width.</summary>
public sealed class LeakyInvarianceTests
{
    private const int Units = 19;
    private const int Inputs = 2;
    private const int Steps = 11;

    public static TheoryData<LeakPlacement> Placements => [.. Enum.GetValues<LeakPlacement>()];

    public static TheoryData<SimdWidth> Widths => AtWidth.Available;

    [Theory]
    [MemberData(nameof(Placements))]
    public void A_sample_has_the_bits_of_a_batch_of_one(LeakPlacement placement)
    {
        const int batch = 37;
        (LeakyWeights<float> weights, float[] x) = Draw(placement, batch);
        float[] all = new float[batch * Units], looked = new float[batch * Units], traced = new float[batch * Steps * Units];
        LeakyCell<float, Tanh> cell = new(weights, Steps, batch), single = new(weights, Steps, 1);
        cell.Forward(x, all);
        cell.Look(x, looked);
        cell.Trace(x, traced);
        Assert.Equal(all, looked);
        for (int k = 0; k < batch; k++)
        {
            float[] one = new float[Units];
            single.Forward(x.AsSpan(k * Steps * Inputs, Steps * Inputs), one);
            Assert.Equal(one, all[(k * Units)..][..Units]);
            Assert.Equal(one, traced[((((k + 1) * Steps) - 1) * Units)..][..Units]);
        }
    }

    // A sample that is not finite, in its inputs, on the way or in its loss gradient, is as if it were not there: its zeros add nothing.
    // 3e38 overflows in the product; in a cell of rectifiers it is the state that does.
    [Theory]
    [InlineData(LeakPlacement.Voltage, float.NaN, 0)]
    [InlineData(LeakPlacement.Rate, float.PositiveInfinity, Steps - 1)]
    [InlineData(LeakPlacement.Inside, float.NegativeInfinity, 3)]
    [InlineData(LeakPlacement.Voltage, 3e38f, 2)]
    [InlineData(LeakPlacement.Rate, 3e38f, 0)]
    [InlineData(LeakPlacement.Inside, 3e38f, 1)]
    public void What_is_not_finite_is_left_out_and_harms_no_other(LeakPlacement placement, float poison, int step)
    {
        const int batch = 4, bad = 2, row = Steps * Inputs;
        (LeakyWeights<float> weights, float[] x) = Draw(placement, batch, gain: 8);
        float[] without = [.. x[..(bad * row)], .. x[((bad + 1) * row)..]];
        float[] back = [.. Enumerable.Range(0, batch * Units).Select(k => MathF.Cos(k))];
        float[] backWithout = [.. back[..(bad * Units)], .. back[((bad + 1) * Units)..]];
        LeakyCell<float, Relu> cell = new(weights, Steps, batch);
        float[] fewer = new float[(batch - 1) * Units], expected = new float[weights.Shape.Count];
        Assert.Equal(0, cell.Forward(without, fewer));
        cell.Backward(backWithout, expected);
        x[(bad * row) + (step * Inputs)] = poison;
        float[] all = new float[batch * Units], found = new float[weights.Shape.Count];
        Assert.Equal(1, cell.Forward(x, all));
        Assert.Equal([false, false, true, false], cell.LeftOut.ToArray());
        float[] others = [.. all[..(bad * Units)], .. all[((bad + 1) * Units)..]];
        Assert.Equal(fewer, others);
        cell.Backward(back, found);
        Assert.Equal(expected, found);

        // The same of a loss gradient, at the last step and at any.
        x[(bad * row) + (step * Inputs)] = 0;
        back[bad * Units] = float.NaN;
        Assert.Equal(0, cell.Forward(x, all));
        cell.Backward(back, found);
        Assert.Equal(expected, found);
        Assert.True(cell.LeftOut[bad]);
        float[] through = new float[batch * Steps * Units];
        for (int k = 0; k < batch; k++) back.AsSpan(k * Units, Units).CopyTo(through.AsSpan((((k + 1) * Steps) - 1) * Units));
        through[bad * Steps * Units] = float.PositiveInfinity;
        cell.Forward(x, all);
        cell.BackwardThrough(through, found);
        Assert.Equal(expected, found);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Nothing_is_allocated(LeakPlacement placement)
    {
        const int batch = 3;
        (LeakyWeights<float> weights, float[] x) = Draw(placement, batch);
        float[] y = new float[batch * Units], gradients = new float[weights.Shape.Count], parameters = [.. weights.Values];
        float[] traced = new float[batch * Steps * Units];
        LeakyCell<float, Tanh> cell = new(weights, Steps, batch);
        void Train()
        {
            weights.Set(parameters);
            weights.Set(LeakyPart.Recurrent, parameters.AsSpan(0, Units * Units));
            cell.Forward(x, y);
            cell.Backward(y, gradients);
            cell.Look(x, y);
            cell.Trace(x, traced);
            cell.BackwardThrough(traced, gradients);
        }

        ZeroBytes.Assert("a step of training", Train);
        x[5] = float.NaN;
        ZeroBytes.Assert("a step with a sample left out", Train);
    }

    // Blocks of a line more each, and the objects around them.
    [Theory]
    [InlineData(64, 1, 200, 64)]
    [InlineData(19, 5, 50, 7)]
    [InlineData(128, 28, 28, 64)]
    public void Memory_is_what_is_said(int units, int inputs, int steps, int batch)
    {
        LeakyWeights<float> weights = new(LeakPlacement.Rate, new(units, inputs));
        double said = weights.Strides.Memory<float>(steps, batch).Bytes;

        // What the first cell of a process makes once is not the second's.
        GC.KeepAlive(new LeakyCell<float, Tanh>(weights, 2, 1));
        long before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(new LeakyCell<float, Tanh>(weights, steps, batch));
        double made = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(made, said, (said * 1.001) + 4096);
    }

    // So do its products (GemmTests), and therefore all of it.
    [Theory]
    [MemberData(nameof(Widths))]
    public void Passes_have_the_same_bits_at_every_width(SimdWidth width)
    {
        foreach (LeakPlacement placement in Enum.GetValues<LeakPlacement>())
        {
            Assert.Equal(Passes<float>(SimdWidth.Scalar, placement), Passes<float>(width, placement));
            Assert.Equal(Passes<double>(SimdWidth.Scalar, placement), Passes<double>(width, placement));
        }
    }

    // Every plane lies in one block of random numbers, some of them negative.
    private static unsafe T[] Passes<T>(SimdWidth width, LeakPlacement placement)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int rows = 3, plane = rows * 48;
        AlignedBuffer<T> block = new(6 * plane);
        Random random = new(4);
        foreach (ref T one in block.Span) one = T.CreateTruncating((2 * random.NextDouble()) - 0.7);
        int at = 0;
        T* Next() => block.Pointer + (plane * at++);
        LeakyPlanes<T> planes = new()
        {
            Placement = placement, Rows = rows, Width = 32, RowStride = 48, DeltaStride = 48, Rate = T.CreateTruncating(0.3),
            Keep = T.CreateTruncating(0.7), From = Next(), To = Next(), State = Next(), Slopes = Next(), Products = Next(), Carry = Next(),
        };
        LeakyForwardPass<T, Tanh> forward = new() { Planes = planes, Activation = default };
        AtWidth.Run<LeakyForwardPass<T, Tanh>, T>(width, ref forward);
        LeakyBackwardPass<T> backward = new() { Planes = planes };
        AtWidth.Run<LeakyBackwardPass<T>, T>(width, ref backward);
        return block.Span.ToArray();
    }

    private static (LeakyWeights<float> Weights, float[] Inputs) Draw(LeakPlacement placement, int batch, double gain = 1)
    {
        (Twin.LeakyCell twin, double[][][] x, _) =
            CoreLeaky.Draw(7, Units, Inputs, Steps, batch, (Twin.LeakForm)placement, 0.3, Twin.Activation.Tanh);
        return (CoreLeaky.Of<float>(twin with { W = Twin.DenseMatrix.Scale(gain, twin.W) }), CoreLeaky.Flat<float>(x));
    }
}

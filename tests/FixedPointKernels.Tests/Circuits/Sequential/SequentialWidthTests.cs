using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Tests.Support;
using Xunit;

namespace FixedPointKernels.Tests.Circuits.Sequential;

/// <summary>The two passes of the sequential cell give the same bits at every width.</summary>
/// <remarks>So do its products (GemmTests), and therefore all of it.</remarks>
public sealed class SequentialWidthTests
{
    private const int Rows = 3;
    private const int Width = 32;

    public static TheoryData<SimdWidth> Widths => AtWidth.Available;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Passes(SimdWidth width)
    {
        Of<float, SequentialForms.Paper, SequentialForms.Ordered>(width);
        Of<float, SequentialForms.Head, SequentialForms.Simultaneous>(width);
        Of<double, SequentialForms.Paper, SequentialForms.Simultaneous>(width);
        Of<double, SequentialForms.HeadUnrectified, SequentialForms.Ordered>(width);
    }

    private static void Of<T, TForm, TOrder>(SimdWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TForm : struct, ISequentialForm
        where TOrder : struct, IGainOrder
    {
        Assert.Equal(Run<T, TForm, TOrder>(SimdWidth.Scalar, forward: true), Run<T, TForm, TOrder>(width, forward: true));
        Assert.Equal(Run<T, TForm, TOrder>(SimdWidth.Scalar, forward: false), Run<T, TForm, TOrder>(width, forward: false));
    }

    // Every plane lies in one block of random numbers, some of them negative.
    private static unsafe T[] Run<T, TForm, TOrder>(SimdWidth width, bool forward)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TForm : struct, ISequentialForm
        where TOrder : struct, IGainOrder
    {
        const int plane = Rows * 3 * Width;
        AlignedBuffer<T> block = new(16 * plane);
        Random random = new(4);
        foreach (ref T one in block.Span) one = T.CreateTruncating((2 * random.NextDouble()) - 0.7);
        int at = 0;
        T* Next() => block.Pointer + (plane * at++);
        SequentialPlanes<T> planes = new()
        {
            Rows = Rows, Width = Width, StateStride = 3 * Width, SourceStride = 2 * Width, DeltaStride = 3 * Width,
            SigmaSquared = T.CreateTruncating(0.7), Rates = Next(), State = Next(), Next = Next(), Gates = Next(), Products = Next(),
            Drive = Next(), Gains = Next(), NextGains = Next(), Sources = Next(), Back = Next(), BackProducts = Next(),
            BackGains = Next(), GateDeltas = Next(), Deltas = Next(), RateSums = Next(),
        };
        if (forward)
        {
            SequentialForwardPass<T, TForm, TOrder> pass = new() { Planes = planes };
            AtWidth.Run<SequentialForwardPass<T, TForm, TOrder>, T>(width, ref pass);
        }
        else
        {
            SequentialBackwardPass<T, TForm, TOrder> pass = new() { Planes = planes };
            AtWidth.Run<SequentialBackwardPass<T, TForm, TOrder>, T>(width, ref pass);
        }

        Assert.True(block.Span.ToArray().All(T.IsFinite));
        return block.Span.ToArray();
    }
}

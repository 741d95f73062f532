using System.Numerics;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Circuits;

/// <summary>The two passes of a form and an order, chosen once.</summary>
internal abstract class SequentialPasses<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether the recurrence is fed [y]₊ in place of y.</summary>
    internal abstract bool RectifiesInput { get; }

    internal static SequentialPasses<T> Of(SequentialForm form, GainOrder order) => form switch
    {
        SequentialForm.Paper => Of<SequentialForms.Paper>(order),
        SequentialForm.Head => Of<SequentialForms.Head>(order),
        _ => Of<SequentialForms.HeadUnrectified>(order),
    };

    /// <summary>From the products of a step to the state after it.</summary>
    internal abstract void Forward(in SequentialPlanes<T> planes);

    /// <summary>From the products of the step after one to its deltas.</summary>
    internal abstract void Backward(in SequentialPlanes<T> planes);

    private static SequentialPasses<T> Of<TForm>(GainOrder order)
        where TForm : struct, ISequentialForm => order == GainOrder.Ordered
        ? new Chosen<TForm, SequentialForms.Ordered>()
        : new Chosen<TForm, SequentialForms.Simultaneous>();

    private sealed class Chosen<TForm, TOrder> : SequentialPasses<T>
        where TForm : struct, ISequentialForm
        where TOrder : struct, IGainOrder
    {
        internal override bool RectifiesInput => TForm.RectifiesInput;

        internal override void Forward(in SequentialPlanes<T> planes)
        {
            SequentialForwardPass<T, TForm, TOrder> pass = new() { Planes = planes };
            Dispatch.Run<SequentialForwardPass<T, TForm, TOrder>, T>(ref pass);
        }

        internal override void Backward(in SequentialPlanes<T> planes)
        {
            SequentialBackwardPass<T, TForm, TOrder> pass = new() { Planes = planes };
            Dispatch.Run<SequentialBackwardPass<T, TForm, TOrder>, T>(ref pass);
        }
    }
}

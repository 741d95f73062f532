using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Circuits;

/// <summary>What lies between the products of one step back and those of the next, in one pass over the rows: ∂L/∂(y, a) after a step is
/// finished from what the later step's products added, and taken to the deltas of the step itself.</summary>
/// <typeparam name="T">Element.</typeparam>
/// <typeparam name="TForm">What is rectified.</typeparam>
/// <typeparam name="TOrder">Which gains are used.</typeparam>
/// <remarks>
/// With u = ∂L/∂y, v = ∂L/∂a after the step: g_y = k_y u, g_a = k_a v, c = (1 − √[a]₊) g_y, gates k ∂L/∂b f(1 − f); left for the products
/// to add to are u − g_y and v − g_a − [a &gt; 0] g_y rec/(2√a). Of the later step h = Wᵀ g_a and R = Wrᵀ c are added here, h∘[a]₊ e′(y) +
/// R to u, [a &gt; 0] h∘e to v. The sums of the rates' gradients are ∂L/∂s ∘ slope, in order of the rows.
/// </remarks>
internal unsafe struct SequentialBackwardPass<T, TForm, TOrder> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TForm : struct, ISequentialForm
    where TOrder : struct, IGainOrder
{
    internal required SequentialPlanes<T> Planes;

    public readonly void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        SequentialPlanes<T> p = Planes;
        nint pair = 2 * p.Width;
        for (nint row = 0; row < p.Rows; row++)
        {
            if (p.Ahead != 0) SequentialFetch.Row(p, row);
            Row<S, V>(
                p.Rates, p.RateSums, p.SigmaSquared, p.State + (row * p.StateStride), p.Next + (row * p.StateStride),
                p.Gates + (row * pair), p.Products + (row * pair), p.Drive + (row * p.Width), p.Gains + (row * pair),
                p.Sources + (row * p.SourceStride), p.Back + (row * pair), p.BackProducts + (row * pair), p.BackGains + (row * pair),
                p.GateDeltas + (row * p.SourceStride), p.Deltas + (row * p.DeltaStride), p.Width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<S, V>(
        T* rates, T* sums, T sigmaSquared, T* state, T* next, T* gates, T* products, T* drive, T* gains, T* sources, T* back,
        T* backProducts, T* backGains, T* gateDeltas, T* deltas, nint width)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V zero = S.Broadcast(T.Zero), one = S.Broadcast(T.One), sigma = S.Broadcast(sigmaSquared);
        for (nuint i = 0, n = (nuint)width; i < n; i += (nuint)S.Count)
        {
            // What the later step's products say of the state after this one.
            V y = S.Load(ref *next, i), a = S.Load(ref *(next + width), i), pooled = S.Load(ref *(backProducts + width), i);
            V signal = TForm.RectifiesPool ? S.Max(y, zero) : y, recurrent = S.Load(ref *backProducts, i);
            if (TForm.RectifiesInput) recurrent = S.IfGreater(y, zero, recurrent, zero);
            V twice = S.Multiply(S.Add(signal, signal), S.Max(a, zero));
            V ofY = S.MultiplyAdd(pooled, twice, S.Add(S.Load(ref *back, i), recurrent));
            V ofA = S.MultiplyAdd(
                S.IfGreater(a, zero, pooled, zero), S.Multiply(signal, signal), S.Load(ref *(back + width), i));

            // The gates.
            V b0 = S.Load(ref *gains, i), b = S.Load(ref *(gains + width), i);
            V f0 = S.Load(ref *gates, i), f = S.Load(ref *(gates + width), i);
            V k0 = S.Load(ref *(rates + (2 * width)), i), k = S.Load(ref *(rates + (3 * width)), i);
            V slopeB0 = S.Subtract(f0, b0), slopeB = S.Subtract(f, b);
            if (TOrder.IsOrdered) (b0, b) = (S.MultiplyAdd(k0, slopeB0, b0), S.MultiplyAdd(k, slopeB, b));
            V z = S.Load(ref *drive, i), deltaY = S.Multiply(S.Load(ref *rates, i), ofY);
            V deltaA = S.Multiply(S.Load(ref *(rates + width), i), ofA);
            V drives = S.Multiply(deltaY, b);
            if (TForm.RectifiesDrive)
            {
                drives = S.IfGreater(z, zero, drives, zero);
                z = S.Max(z, zero);
            }

            V floor = S.Multiply(sigma, b0), toB0 = S.Multiply(S.Add(floor, floor), deltaA), toB = S.Multiply(deltaY, z);
            V ofB0 = S.Load(ref *backGains, i), ofB = S.Load(ref *(backGains + width), i);
            if (TOrder.IsOrdered) (ofB0, ofB) = (S.Add(ofB0, toB0), S.Add(ofB, toB));
            V deltaB0 = S.Multiply(k0, ofB0), deltaB = S.Multiply(k, ofB);
            V leftB0 = S.Subtract(ofB0, deltaB0), leftB = S.Subtract(ofB, deltaB);
            if (!TOrder.IsOrdered) (leftB0, leftB) = (S.Add(leftB0, toB0), S.Add(leftB, toB));
            S.Store(leftB0, ref *backGains, i);
            S.Store(leftB, ref *(backGains + width), i);
            S.Store(S.Multiply(S.Multiply(deltaB0, f0), S.Subtract(one, f0)), ref *gateDeltas, i);
            S.Store(S.Multiply(S.Multiply(deltaB, f), S.Subtract(one, f)), ref *(gateDeltas + width), i);
            AddTo<S, V>(sums + (2 * width), i, ofB0, slopeB0);
            AddTo<S, V>(sums + (3 * width), i, ofB, slopeB);
            S.Store(deltaA, ref *deltas, i);
            S.Store(drives, ref *(deltas + (2 * width)), i);

            // The state before this step.
            y = S.Load(ref *state, i);
            a = S.Load(ref *(state + width), i);
            V product = S.Load(ref *products, i), positive = S.Max(a, zero), root = S.Sqrt(positive), open = S.Subtract(one, root);
            recurrent = TForm.RectifiesOutput ? S.Max(product, zero) : product;
            V gated = S.Multiply(open, deltaY);
            if (TForm.RectifiesOutput) gated = S.IfGreater(product, zero, gated, zero);
            S.Store(gated, ref *(deltas + width), i);
            V slope = S.Divide(S.Multiply(deltaY, recurrent), S.IfGreater(a, zero, S.Add(root, root), one));
            S.Store(S.Subtract(ofY, deltaY), ref *back, i);
            S.Store(S.Subtract(S.Subtract(ofA, deltaA), S.IfGreater(a, zero, slope, zero)), ref *(back + width), i);
            AddTo<S, V>(sums, i, ofY, S.MultiplyAdd(open, recurrent, S.MultiplyAdd(b, z, S.Subtract(zero, y))));
            AddTo<S, V>(sums + width, i, ofA, S.MultiplyAdd(floor, b0, S.Subtract(S.Load(ref *(products + width), i), a)));
            signal = TForm.RectifiesPool ? S.Max(y, zero) : y;
            if (TForm.RectifiesInput) S.Store(signal, ref *sources, i);
            S.Store(S.Multiply(S.Multiply(signal, signal), positive), ref *(sources + width), i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo<S, V>(T* sums, nuint at, V left, V right)
        where S : struct, ILanes<V, T>
        where V : unmanaged => S.Store(S.MultiplyAdd(left, right, S.Load(ref *sums, at)), ref *sums, at);
}

using System;
using System.Numerics;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Circuits;

/// <summary>What the products of a circuit take: a∘y² (or a∘[y]₊²) for the pool, and [y]₊ where the input of the recurrence is
/// rectified.</summary>
/// <remarks>A NaN in y may be lost in [y]₊; <see cref="CircuitPass{T}"/> sees it in y itself.</remarks>
internal readonly ref struct PoolPass<T>(int units, bool rectified, ReadOnlySpan<T> states, Span<T> pools, Span<T> signals) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> states = states;
    private readonly Span<T> pools = pools;
    private readonly Span<T> signals = signals;

    /// <summary>Both outputs of rows of states (y, a), 2n each; signals rows × n, or empty when not wanted.</summary>
    internal static void Run(int units, bool rectified, ReadOnlySpan<T> states, Span<T> pools, Span<T> signals)
    {
        PoolPass<T> pass = new(units, rectified, states, pools, signals);
        Dispatch.Run<PoolPass<T>, T>(ref pass);
    }

    public unsafe void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint n = (nuint)units, whole = n - (n % (nuint)S.Count);
        V zero = S.Broadcast(T.Zero), mask = S.FirstLanes((int)(n - whole));
        fixed (T* state = states, pool = pools, signal = signals)
        {
            for (nuint row = 0, rows = (nuint)pools.Length / n; row < rows; row++)
            {
                T* y = state + (2 * n * row), a = y + n, toPool = pool + (n * row), toSignal = signal == null ? null : signal + (n * row);
                for (nuint i = 0; i < n; i += (nuint)S.Count)
                {
                    bool isWhole = i < whole;
                    V here = isWhole ? S.Load(ref *y, i) : S.LoadMasked(ref *y, i, mask);
                    V beside = isWhole ? S.Load(ref *a, i) : S.LoadMasked(ref *a, i, mask);
                    if (rectified) here = S.IfGreater(here, zero, here, zero);
                    V product = S.Multiply(S.Multiply(here, here), beside);
                    if (isWhole) S.Store(product, ref *toPool, i);
                    else S.StoreMasked(product, ref *toPool, i, mask);
                    if (toSignal == null) continue;
                    if (isWhole) S.Store(here, ref *toSignal, i);
                    else S.StoreMasked(here, ref *toSignal, i, mask);
                }
            }
        }
    }
}

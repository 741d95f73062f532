using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Activations;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Networks;

/// <summary>What follows the product in a step whose residual nobody looks at, in one pass: z = W r + x, r ← r + α (f(z) − r).</summary>
/// <remarks>
/// The same roundings as <see cref="RatePass{TActivation, T}"/> and <see cref="Solving.StateUpdates.Relax"/>, so the same bits. It knows no rows: only the
/// last register of all is masked.
/// </remarks>
internal readonly ref struct RelaxPass<TActivation, T>(TActivation activation, T alpha, ReadOnlySpan<T> drives, ReadOnlySpan<T> products, Span<T> states) : IKernel<T>
    where TActivation : struct, IActivation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> drives = drives;
    private readonly ReadOnlySpan<T> products = products;
    private readonly Span<T> states = states;

    // Not inlined, and one body for whole registers and the masked last one: else the compiler stops inlining the activation.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public unsafe void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        TActivation f = activation;
        V step = S.Broadcast(alpha);
        nuint n = (nuint)states.Length;
        nuint whole = n - (n % (nuint)S.Count);
        V mask = S.FirstLanes((int)(n - whole));
        fixed (T* drive = drives, product = products, state = states)
        {
            for (nuint i = 0; i < n; i += (nuint)S.Count)
            {
                bool isWhole = i < whole;
                V z = isWhole ? S.Add(S.Load(ref *product, i), S.Load(ref *drive, i)) : S.Add(S.LoadMasked(ref *product, i, mask), S.LoadMasked(ref *drive, i, mask));
                V old = isWhole ? S.Load(ref *state, i) : S.LoadMasked(ref *state, i, mask);
                V next = S.MultiplyAdd(step, S.Subtract(f.Value<S, V, T>(z), old), old);
                if (isWhole) S.Store(next, ref *state, i);
                else S.StoreMasked(next, ref *state, i, mask);
            }
        }
    }
}

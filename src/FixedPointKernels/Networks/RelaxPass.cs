using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Activations;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Networks;

/// <summary>What follows the product in a step whose residual is not needed, in one pass: z = W r + x, r ← r + α (f(z) − r).</summary>
/// <remarks>
/// The same roundings as <see cref="RatePass{TActivation, T}"/> and <see cref="Solving.StateUpdates.Relax"/>, so the same bits. It knows no
/// rows: only the last register of all is masked.
/// </remarks>
internal readonly ref struct RelaxPass<TActivation, T>(
    TActivation activation, T alpha, ReadOnlySpan<T> drives, ReadOnlySpan<T> products, Span<T> states) : IKernel<T>
    where TActivation : struct, IActivation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> drives = drives;
    private readonly ReadOnlySpan<T> products = products;
    private readonly Span<T> states = states;

    public unsafe void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        fixed (T* drive = drives, product = products, state = states)
        {
            nuint n = (nuint)states.Length;
            nuint done = typeof(TActivation) == typeof(Tanh) ? Fours<S, V>(drive, product, state, n) : 0;
            if (done < n) Ones<S, V>(drive + done, product + done, state + done, n - done);
        }
    }

    // Four registers at a time, as many as there are; returns the elements done.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe nuint Fours<S, V>(T* drive, T* product, T* state, nuint n)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V step = S.Broadcast(alpha);
        nuint one = (nuint)S.Count;
        nuint end = n - (n % (4 * one));
        for (T* last = state + end; state < last; state += 4 * one)
        {
            V a = S.Add(S.Load(ref *product, 0), S.Load(ref *drive, 0));
            V b = S.Add(S.Load(ref *product, one), S.Load(ref *drive, one));
            V c = S.Add(S.Load(ref *product, 2 * one), S.Load(ref *drive, 2 * one));
            V d = S.Add(S.Load(ref *product, 3 * one), S.Load(ref *drive, 3 * one));
            Elementary.Tanh<S, V, T>(ref a, ref b, ref c, ref d);
            Move<S, V>(step, a, ref *state, 0);
            Move<S, V>(step, b, ref *state, one);
            Move<S, V>(step, c, ref *state, 2 * one);
            Move<S, V>(step, d, ref *state, 3 * one);
            product += 4 * one;
            drive += 4 * one;
        }

        return end;
    }

    // Not inlined, and one body for whole registers and the masked last one: else the compiler stops inlining the activation.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe void Ones<S, V>(T* drive, T* product, T* state, nuint n)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        TActivation f = activation;
        V step = S.Broadcast(alpha);
        nuint whole = n - (n % (nuint)S.Count);
        V mask = S.FirstLanes((int)(n - whole));
        for (nuint i = 0; i < n; i += (nuint)S.Count)
        {
            bool isWhole = i < whole;
            V z = isWhole
                ? S.Add(S.Load(ref *product, i), S.Load(ref *drive, i))
                : S.Add(S.LoadMasked(ref *product, i, mask), S.LoadMasked(ref *drive, i, mask));
            V old = isWhole ? S.Load(ref *state, i) : S.LoadMasked(ref *state, i, mask);
            V next = S.MultiplyAdd(step, S.Subtract(f.Value<S, V, T>(z), old), old);
            if (isWhole) S.Store(next, ref *state, i);
            else S.StoreMasked(next, ref *state, i, mask);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move<S, V>(V step, V value, ref T state, nuint at)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        V old = S.Load(ref state, at);
        S.Store(S.MultiplyAdd(step, S.Subtract(value, old), old), ref state, at);
    }
}

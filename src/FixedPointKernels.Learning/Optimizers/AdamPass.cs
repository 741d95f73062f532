using System;
using System.Numerics;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Learning.Optimizers;

/// <summary>One step of <see cref="Adam{T}"/> in one pass: m, v and W are each read and written once.</summary>
/// <remarks>The same operations, in the same order and each rounded once, as ten passes of whole blocks had.</remarks>
internal readonly ref struct AdamPass<T>(
    Span<T> parameters, ReadOnlySpan<T> direction, Span<T> first, Span<T> second, AdamFactors<T> factors) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Span<T> parameters = parameters;
    private readonly ReadOnlySpan<T> direction = direction;
    private readonly Span<T> first = first;
    private readonly Span<T> second = second;

    public unsafe void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint n = (nuint)direction.Length, whole = n - (n % (nuint)S.Count);
        fixed (T* w = parameters, d = direction, m = first, v = second)
        {
            for (nuint i = 0; i < whole; i += (nuint)S.Count)
            {
                V old = S.Load(ref *w, i), mean = S.Load(ref *m, i), square = S.Load(ref *v, i);
                V next = Step<S, V>(old, S.Load(ref *d, i), ref mean, ref square);
                S.Store(mean, ref *m, i);
                S.Store(square, ref *v, i);
                S.Store(next, ref *w, i);
            }

            if (whole == n) return;
            V mask = S.FirstLanes((int)(n - whole));
            V last = S.LoadMasked(ref *m, whole, mask), lastSquare = S.LoadMasked(ref *v, whole, mask);
            V moved = Step<S, V>(
                S.LoadMasked(ref *w, whole, mask), S.LoadMasked(ref *d, whole, mask), ref last, ref lastSquare);
            S.StoreMasked(last, ref *m, whole, mask);
            S.StoreMasked(lastSquare, ref *v, whole, mask);
            S.StoreMasked(moved, ref *w, whole, mask);
        }
    }

    private V Step<S, V>(V old, V given, ref V mean, ref V square)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        mean = S.MultiplyAdd(given, S.Broadcast(factors.NewMean), S.Multiply(mean, S.Broadcast(factors.OldMean)));
        square = S.MultiplyAdd(
            S.Multiply(given, given), S.Broadcast(factors.NewSquare), S.Multiply(square, S.Broadcast(factors.OldSquare)));
        V root = S.Sqrt(S.Multiply(square, S.Broadcast(factors.Unbias)));
        V step = S.Divide(mean, S.Add(root, S.Broadcast(factors.Epsilon)));
        if (factors.Decay != T.Zero) old = S.MultiplyAdd(old, S.Broadcast(-factors.Decay), old);
        return S.MultiplyAdd(step, S.Broadcast(factors.Scale), old);
    }
}

/// <summary>The numbers of one step.</summary>
/// <param name="OldMean">β₁.</param>
/// <param name="NewMean">1 − β₁.</param>
/// <param name="OldSquare">β₂.</param>
/// <param name="NewSquare">1 − β₂.</param>
/// <param name="Unbias">1 / (1 − β₂ᵗ).</param>
/// <param name="Epsilon">ε.</param>
/// <param name="Scale">−η / (1 − β₁ᵗ).</param>
/// <param name="Decay">η α.</param>
internal readonly record struct AdamFactors<T>(
    T OldMean, T NewMean, T OldSquare, T NewSquare, T Unbias, T Epsilon, T Scale, T Decay);

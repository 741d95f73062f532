using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Networks;

/// <summary>What follows a product with Q, in one pass over rows of y: the state, the next factor
/// φ = f(y + x) − ḡ∘y, and max|y − before| per row.</summary>
/// <remarks>Row k belongs to sample samples[k], whose drive, and own gains where the form has them, are read where the caller holds them.
/// Not-finite values: as in <see cref="RatePass{TActivation, T}"/>.</remarks>
internal readonly ref struct ShiftPass<TForm, T>(
    TForm form, int size, ReadOnlySpan<int> samples, ReadOnlySpan<T> drives, ReadOnlySpan<T> own, ReadOnlySpan<T> gains, ReadOnlySpan<T> y,
    ReadOnlySpan<T> before, Span<T> states, Span<T> factors, Span<T> changes) : IKernel<T>
    where TForm : struct, ShiftForm.IShiftForm
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<int> samples = samples;
    private readonly ReadOnlySpan<T> drives = drives;
    private readonly ReadOnlySpan<T> own = own;
    private readonly ReadOnlySpan<T> gains = gains;
    private readonly ReadOnlySpan<T> y = y;
    private readonly ReadOnlySpan<T> before = before;
    private readonly Span<T> states = states;
    private readonly Span<T> factors = factors;
    private readonly Span<T> changes = changes;

    public unsafe void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nint n = size;

        // Masked loads and stores go by address, so the memory is pinned.
        fixed (T* drive = drives, theirs = own, gain = gains, here = y, old = before, state = states, factor = factors)
        {
            for (int row = 0; row < samples.Length; row++)
            {
                nint at = row * n;
                nint from = samples[row] * n;
                changes[row] =
                    Row<S, V>(drive + from, theirs + (TForm.HasGains ? from : 0), gain, here + at, old + at, state + at, factor + at);
            }
        }
    }

    // One body for whole registers and the masked last one, as in the rate pass.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe T Row<S, V>(T* drive, T* own, T* mean, T* here, T* old, T* state, T* factor)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        TForm f = form;
        V zero = S.Broadcast(T.Zero);
        V worst = zero;
        V poison = zero;
        nuint n = (nuint)size;
        nuint whole = n - (n % (nuint)S.Count);
        V mask = S.FirstLanes((int)(n - whole));
        for (nuint i = 0; i < n; i += (nuint)S.Count)
        {
            bool isWhole = i < whole;
            V current = isWhole ? S.Load(ref *here, i) : S.LoadMasked(ref *here, i, mask);
            V last = isWhole ? S.Load(ref *old, i) : S.LoadMasked(ref *old, i, mask);
            V shift = isWhole ? S.Load(ref *mean, i) : S.LoadMasked(ref *mean, i, mask);
            V z = S.Add(current, isWhole ? S.Load(ref *drive, i) : S.LoadMasked(ref *drive, i, mask));
            V gain = !TForm.HasGains ? zero : isWhole ? S.Load(ref *own, i) : S.LoadMasked(ref *own, i, mask);
            V value = f.Value<S, V, T>(z, gain);
            V point = f.State(z, value);
            V product = S.NegateMultiplyAdd(shift, current, value);
            if (isWhole)
            {
                S.Store(point, ref *state, i);
                S.Store(product, ref *factor, i);
            }
            else
            {
                S.StoreMasked(point, ref *state, i, mask);
                S.StoreMasked(product, ref *factor, i, mask);
            }

            V difference = S.Subtract(current, last);
            worst = S.Max(S.Abs(difference), worst);
            poison = S.MultiplyAdd(difference, zero, poison);
        }

        return T.IsNaN(S.Sum(poison)) ? T.NaN : S.Largest(worst);
    }
}

using System;
using System.Numerics;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Circuits;

/// <summary>
/// What follows the products of a circuit, in one pass over the images, which hold R = Wr y and W (y²∘a): the image
/// (b∘z + (1 − √a)∘R, (b₀σ)² + W (y²∘a)), its residual, and the linearization (y, a, R) if wanted.
/// </summary>
/// <remarks>Residuals as in <see cref="Networks.RatePass{TActivation, T}"/>. √a of a negative a is NaN: such a state has no residual, and
/// whoever took a step to it takes a shorter one.</remarks>
internal readonly ref struct CircuitPass<T>(
    int units, bool rectifiesOutput, ReadOnlySpan<T> gains, ReadOnlySpan<T> floor, ReadOnlySpan<T> drives, ReadOnlySpan<T> states,
    Span<T> images, Span<T> linearizations, Span<T> residuals) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> gains = gains;
    private readonly ReadOnlySpan<T> floor = floor;
    private readonly ReadOnlySpan<T> drives = drives;
    private readonly ReadOnlySpan<T> states = states;
    private readonly Span<T> images = images;
    private readonly Span<T> linearizations = linearizations;
    private readonly Span<T> residuals = residuals;

    public unsafe void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint n = (nuint)units;
        fixed (T* gain = gains, least = floor, drive = drives, state = states, image = images, linear = linearizations)
        {
            for (int row = 0; row < residuals.Length; row++)
            {
                nuint at = (nuint)row * n;
                T* kept = linear == null ? null : linear + (3 * at);
                residuals[row] = Row<S, V>(gain, least, drive + at, state + (2 * at), image + (2 * at), kept);
            }
        }
    }

    private unsafe T Row<S, V>(T* gain, T* least, T* drive, T* state, T* image, T* kept)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nuint n = (nuint)units, whole = n - (n % (nuint)S.Count);
        V zero = S.Broadcast(T.Zero), one = S.Broadcast(T.One), mask = S.FirstLanes((int)(n - whole)), worst = zero, poison = zero;
        for (nuint i = 0; i < n; i += (nuint)S.Count)
        {
            bool isWhole = i < whole;
            V y = RowLanes.Get<S, V, T>(state, i, isWhole, mask), a = RowLanes.Get<S, V, T>(state + n, i, isWhole, mask), root = S.Sqrt(a);
            V recurrent = RowLanes.Get<S, V, T>(image, i, isWhole, mask);
            if (rectifiesOutput) recurrent = S.IfGreater(recurrent, zero, recurrent, zero);
            V given = S.Multiply(RowLanes.Get<S, V, T>(gain, i, isWhole, mask), RowLanes.Get<S, V, T>(drive, i, isWhole, mask));
            V nextY = S.MultiplyAdd(S.Subtract(one, root), recurrent, given);
            V nextA = S.Add(RowLanes.Get<S, V, T>(least, i, isWhole, mask), RowLanes.Get<S, V, T>(image + n, i, isWhole, mask));
            RowLanes.Put<S, V, T>(nextY, image, i, isWhole, mask);
            RowLanes.Put<S, V, T>(nextA, image + n, i, isWhole, mask);
            if (kept != null)
            {
                RowLanes.Put<S, V, T>(y, kept, i, isWhole, mask);
                RowLanes.Put<S, V, T>(a, kept + n, i, isWhole, mask);
                RowLanes.Put<S, V, T>(recurrent, kept + (2 * n), i, isWhole, mask);
            }

            // Lanes that do not exist are 0 in everything.
            V ofY = S.Subtract(nextY, y), ofA = S.Subtract(nextA, a);
            worst = S.Max(S.Abs(ofY), S.Max(S.Abs(ofA), worst));
            poison = S.MultiplyAdd(ofY, zero, S.MultiplyAdd(ofA, zero, poison));
        }

        return T.IsNaN(S.Sum(poison)) ? T.NaN : S.Largest(worst);
    }
}

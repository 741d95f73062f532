using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Networks;

/// <summary>Steps of an iteration y ← y + d(y), corrected by what its earlier steps did to d: Broyden's method, held as the steps alone.
/// </summary>
/// <remarks>
/// With k steps sₖ taken, B₀ = I and Bₖ₊₁ = Bₖ + (d(y + sₖ) + …) sₖᵀ/‖sₖ‖² of the equation d = 0, the next step Bₖ⁻¹ d takes k inner
/// products and k sums of N elements and no system. It is for the few directions that an inverse of earlier gains leaves to shrink slowly
/// or to grow. Source: C. T. Kelley, "Solving Nonlinear Equations with Newton's Method", 2003, chapter 4.
/// </remarks>
internal sealed class BroydenSteps<T>(int size)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Beyond that a call begins anew: at gain 1.5 as many calls converge with 12 steps as with 24, at half the cost of a long call.
    private const int Most = 16;

    // A smaller share of a step that was left by the one before says that it was nearly in vain: what the others made of d is taken as it
    // is, and they are forgotten.
    private static readonly T SmallestRest = T.CreateTruncating(0.05);

    private readonly int stride = ScratchSize.Of(size).Elements;
    private readonly AlignedBuffer<T> steps = new(Most * ScratchSize.Of(size).Elements);
    private readonly T[] squares = new T[Most];
    private int count;

    /// <summary>Another iteration begins.</summary>
    internal void Clear() => count = 0;

    /// <summary>Turns d at the present point into the step from it, which the next call takes as taken.</summary>
    /// <param name="direction">d, padded with zeros to a whole line: as many elements as <see cref="ScratchSize.Of(int)"/> says.</param>
    internal void Turn(Span<T> direction)
    {
        Throw.IfNotLength(direction.Length, stride, nameof(direction));
        if (count == Most) count = 0;
        TurnKernel kernel = new() { Steps = steps.Span[..(count * stride)], Squares = squares.AsSpan(0, count), Direction = direction };
        Dispatch.Run<TurnKernel, T>(ref kernel);
        if (!kernel.IsTurned) count = 0;
        if (!(kernel.Square > T.Zero && T.IsFinite(kernel.Square)))
        {
            count = 0;
            return;
        }

        direction.CopyTo(steps.Span[(count * stride)..]);
        squares[count++] = kernel.Square;
    }

    /// <summary>All of a turn in one dispatch: with one for each inner product and each sum the 99.9th percentile of calls at gain 3 was
    /// twice as long (64 neurons, 37 for 18 µs).</summary>
    internal ref struct TurnKernel : IKernel<T>
    {
        internal required ReadOnlySpan<T> Steps;
        internal required ReadOnlySpan<T> Squares;
        internal required Span<T> Direction;

        /// <summary>‖d‖² in the end.</summary>
        internal T Square;

        /// <summary>Whether the steps count: false where the last one was nearly in vain.</summary>
        internal bool IsTurned;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<S, V>()
            where S : struct, ILanes<V, T>
            where V : unmanaged
        {
            ref T d = ref MemoryMarshal.GetReference(Direction);
            ref T step = ref MemoryMarshal.GetReference(Steps);
            nuint length = (nuint)Direction.Length;
            for (int k = 0; k + 1 < Squares.Length; k++)
            {
                V share = S.Broadcast(Dot<S, V>(ref step, ref d, length) / Squares[k]);
                step = ref Unsafe.Add(ref step, length);
                for (nuint i = 0; i < length; i += (nuint)S.Count)
                    S.Store(S.MultiplyAdd(share, S.Load(ref step, i), S.Load(ref d, i)), ref d, i);
            }

            IsTurned = true;
            if (Squares.Length > 0)
            {
                T rest = T.One - (Dot<S, V>(ref step, ref d, length) / Squares[^1]);
                IsTurned = T.Abs(rest) >= SmallestRest;
                V factor = S.Broadcast(IsTurned ? T.One / rest : T.One);
                for (nuint i = 0; i < length; i += (nuint)S.Count) S.Store(S.Multiply(factor, S.Load(ref d, i)), ref d, i);
            }

            Square = Dot<S, V>(ref d, ref d, length);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static T Dot<S, V>(ref T x, ref T y, nuint length)
            where S : struct, ILanes<V, T>
            where V : unmanaged
        {
            V even = S.Broadcast(T.Zero), odd = even;
            nuint i = 0;
            for (; i + (nuint)S.Count < length; i += 2 * (nuint)S.Count)
            {
                even = S.MultiplyAdd(S.Load(ref x, i), S.Load(ref y, i), even);
                odd = S.MultiplyAdd(S.Load(ref x, i + (nuint)S.Count), S.Load(ref y, i + (nuint)S.Count), odd);
            }

            if (i < length) even = S.MultiplyAdd(S.Load(ref x, i), S.Load(ref y, i), even);
            return S.Sum(S.Add(even, odd));
        }
    }
}

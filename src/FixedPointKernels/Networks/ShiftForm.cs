using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Networks;

/// <summary>The two equations of the form y = A f(y + x) that a batch solves with one Q (<see cref="MeanShift{T}"/>): that of the network,
/// A = W, and that of its adjoint, A = Wᵀ.</summary>
internal static class ShiftForm
{
    /// <summary>What differs between them, element by element.</summary>
    internal interface IShiftForm
    {
        /// <summary>Whether the products are with Q or its transpose.</summary>
        static abstract Transpose Products { get; }

        /// <summary>Whether a sample has gains of its own, beside its drive.</summary>
        static abstract bool HasGains { get; }

        /// <summary>f(z).</summary>
        V Value<S, V, T>(V z, V gain)
            where S : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>;

        /// <summary>What the caller wants of a solution, z or f(z).</summary>
        V State<V>(V z, V value);
    }

    /// <summary>r = f(W r + x): y = W r, and r = f(y + x) is wanted.</summary>
    internal readonly struct Rates<TActivation>(TActivation activation) : IShiftForm
        where TActivation : struct, IActivation
    {
        public static Transpose Products => Transpose.No;

        public static bool HasGains => false;

        public V Value<S, V, T>(V z, V gain)
            where S : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => activation.Value<S, V, T>(z);

        public V State<V>(V z, V value) => value;
    }

    /// <summary>u = e + Wᵀ (g∘u): y = Wᵀ (g∘u), the drive is e and the gains g, and u = y + e is wanted.</summary>
    internal readonly struct Adjoint : IShiftForm
    {
        public static Transpose Products => Transpose.Yes;

        public static bool HasGains => true;

        public V Value<S, V, T>(V z, V gain)
            where S : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => S.Multiply(gain, z);

        public V State<V>(V z, V value) => z;
    }
}

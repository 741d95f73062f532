using System;
using System.Numerics;
using FixedPointKernels.Analysis;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Circuits;

/// <summary>The eigenvalues of a circuit's Jacobian: perturbations of a fixed point decay where all their real parts are
/// negative.</summary>
/// <remarks>Per unit of the circuit's time: an eigenvalue λ is a time constant −1/Re λ and a frequency Im λ/2π. For the analysis of a
/// point, not for inner loops: 8 n² numbers are allocated, and some 100 n³ operations made.</remarks>
public static class CircuitEigenvalues
{
    /// <summary>The 2n eigenvalues at a state.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="state">(y, a), 2n.</param>
    /// <returns>In no order; empty where some a is not positive or a number is not finite, and there is no Jacobian.</returns>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    public static Complex[] Of<T>(Circuit<T> circuit, ReadOnlySpan<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Simd.Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(circuit);
        int n = circuit.Units;
        Throw.IfNotLength(state.Length, 2 * n, nameof(state));
        T[] jacobian = new T[checked(4 * n * n)];
        return CircuitJacobian.Write(circuit, state[..n], state[n..], jacobian) ? Eigenvalues.Of<T>(2 * n, jacobian) : [];
    }

    /// <summary>The largest real part; NaN where there is no Jacobian.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="state">(y, a), 2n.</param>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    public static double LargestRealPart<T>(Circuit<T> circuit, ReadOnlySpan<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = double.NaN;
        foreach (Complex one in Of(circuit, state)) largest = largest >= one.Real ? largest : one.Real;
        return largest;
    }
}

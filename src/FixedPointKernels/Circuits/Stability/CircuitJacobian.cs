using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Circuits;

/// <summary>The Jacobian of a divisive normalization circuit's dynamics, ∂(dy/dt, da/dt)/∂(y, a): its eigenvalues say how the circuit
/// returns to a fixed point, or leaves it.</summary>
/// <remarks>
/// <para>With s = √a and, in the main kind, G = Wr, r = Wr y, h = y:</para>
/// <para>∂ẏ/∂y = diag(1/τ_y) (diag(1 − s) G − I), ∂ẏ/∂a = −diag(r/(2 s τ_y)), ∂ȧ/∂y = diag(1/τ_a) 2 W diag(a∘h),
/// ∂ȧ/∂a = diag(1/τ_a) (W diag(h²) − I).</para>
/// <para>Rectified at the input: G = Wr diag(1[y &gt; 0]), r = Wr h, h = [y]₊. At the output: G = diag(1[Wr y &gt; 0]) Wr, r = [Wr y]₊,
/// h = [y]₊. At a kink, y or Wr y exactly 0, it is the derivative of the closed side. Where Wr = I, (1 − s) − 1 is written as −s. Source:
/// S. Rawat, D. J. Heeger, S. Martiniani, NeurIPS 2024.</para>
/// </remarks>
public static class CircuitJacobian
{
    /// <summary>Writes it at a state.</summary>
    /// <param name="circuit">The circuit, of n units.</param>
    /// <param name="y">n.</param>
    /// <param name="a">n, all positive: √a has no derivative at 0.</param>
    /// <param name="jacobian">2n × 2n row-major, states in the order (y, a), per unit of the circuit's time; must not overlap y or
    /// a.</param>
    /// <returns>False, and the matrix full of NaN, where some a is not positive or an entry would not be finite.</returns>
    /// <remarks>0 bytes, no scratch, 6 n² operations.</remarks>
    /// <exception cref="ArgumentException">A shape does not fit, or memory is shared.</exception>
    public static bool Write<T>(Circuit<T> circuit, ReadOnlySpan<T> y, ReadOnlySpan<T> a, Span<T> jacobian)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(circuit);
        int n = circuit.Units;
        Throw.IfNotLength(y.Length, n, nameof(y));
        Throw.IfNotLength(a.Length, n, nameof(a));
        Throw.IfNotShape(jacobian.Length, 2 * n, 2 * n, nameof(jacobian));
        Throw.IfOverlaps(jacobian, y, nameof(jacobian), nameof(y));
        Throw.IfOverlaps(jacobian, a, nameof(jacobian), nameof(a));
        for (int i = 0; i < n; i++)
        {
            CircuitRows.WritePrincipal(
                circuit, i, y, a[i], Recurrent(circuit, i, y), T.One / circuit.TauY[i], jacobian.Slice(2 * n * i, 2 * n));
            CircuitRows.WriteNormalizer(circuit, i, y, a, T.One / circuit.TauA[i], jacobian.Slice(2 * n * (n + i), 2 * n));
        }

        // √a of a negative a is NaN; 1/√0 is infinite, or NaN where nothing recurs.
        if (Finite.All<T>(jacobian)) return true;
        jacobian.Fill(T.NaN);
        return false;
    }

    // Of neuron i: Wr y, Wr [y]₊ or [Wr y]₊.
    private static T Recurrent<T>(Circuit<T> circuit, int i, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool ofInput = circuit.Kind == CircuitKind.RectifiedInput;
        if (circuit.Recurrent is not { } weights) return circuit.Kind == CircuitKind.Main ? y[i] : T.Max(y[i], T.Zero);
        T sum = T.Zero;
        for (int j = 0; j < y.Length; j++) sum += weights.Values[(y.Length * i) + j] * (ofInput ? T.Max(y[j], T.Zero) : y[j]);
        return circuit.Kind == CircuitKind.RectifiedOutput ? T.Max(sum, T.Zero) : sum;
    }
}

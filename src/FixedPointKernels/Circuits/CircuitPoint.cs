using System;
using System.Numerics;

namespace FixedPointKernels.Circuits;

/// <summary>The derivatives of a circuit at a point, unit by unit, from its linearization (y, a, R).</summary>
internal readonly ref struct CircuitPoint<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CircuitKind kind;
    private readonly ReadOnlySpan<T> y;
    private readonly ReadOnlySpan<T> a;
    private readonly ReadOnlySpan<T> recurrent;

    internal CircuitPoint(Circuit<T> circuit, ReadOnlySpan<T> linearization)
    {
        int n = circuit.Units;
        kind = circuit.Kind;
        y = linearization[..n];
        a = linearization.Slice(n, n);
        recurrent = linearization[(2 * n)..];
    }

    /// <summary>1 − √a.</summary>
    internal T Gate(int i) => T.One - T.Sqrt(a[i]);

    /// <summary>−R / (2√a).</summary>
    internal T GateSlope(int i) => -recurrent[i] / ((T.One + T.One) * T.Sqrt(a[i]));

    /// <summary>y² or [y]₊²: ∂(y²∘a)/∂a.</summary>
    internal T Energy(int i) => Signal(i) * Signal(i);

    /// <summary>2 a y or 2 a [y]₊: ∂(y²∘a)/∂y.</summary>
    internal T PoolSlope(int i) => (T.One + T.One) * a[i] * Signal(i);

    /// <summary>1 where what is rectified is positive (in the main kind everywhere), else 0.</summary>
    internal T Open(int i) => kind switch
    {
        CircuitKind.Main => T.One,
        CircuitKind.RectifiedInput => y[i] > T.Zero ? T.One : T.Zero,
        _ => recurrent[i] > T.Zero ? T.One : T.Zero,
    };

    /// <summary>The same of a rectified output alone: 1 in the other kinds.</summary>
    internal T OpenOutput(int i) => kind == CircuitKind.RectifiedOutput ? Open(i) : T.One;

    private T Signal(int i) => kind == CircuitKind.Main || y[i] > T.Zero ? y[i] : T.Zero;
}

using System;
using System.Numerics;
using FixedPointKernels.Dynamics;

namespace FixedPointKernels.Tests.Dynamics;

/// <summary>slope ← k(state).</summary>
internal delegate void Slopes<T>(ReadOnlySpan<T> state, Span<T> slope);

/// <summary>A right-hand side given by a function.</summary>
internal readonly struct FunctionSystem<T>(int size, Slopes<T> slopes) : IRightHandSide<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Size => size;

    public void Evaluate(ReadOnlySpan<T> state, Span<T> slope) => slopes(state, slope);
}

/// <summary>Systems with solutions in closed form, and one with a cycle.</summary>
internal static class FunctionSystem
{
    /// <summary>ds/dt = (s₂, −s₁): a rotation.</summary>
    internal static FunctionSystem<T> Rotation<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(2, (s, k) => (k[0], k[1]) = (s[1], -s[0]));

    /// <summary>ds/dt = (s₁ s₂, −s₁²): (1/cosh t, −tanh t) from (1, 0).</summary>
    internal static FunctionSystem<T> Separatrix<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(2, (s, k) => (k[0], k[1]) = (s[0] * s[1], -s[0] * s[0]));

    /// <summary>ds/dt = s²: s₀/(1 − s₀ t).</summary>
    internal static FunctionSystem<T> Square<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(1, (s, k) => k[0] = s[0] * s[0]);

    /// <summary>ds/dt = 1 − s: 1 − (1 − s₀) e⁻ᵗ.</summary>
    internal static FunctionSystem<T> Decay<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(1, (s, k) => k[0] = T.One - s[0]);

    /// <summary>van der Pol's oscillator with μ = 1 as ds/dt = (s₁ − s₁³/3 − 2 s₂, s₁/2).</summary>
    internal static FunctionSystem<T> VanDerPol<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T third = T.CreateTruncating(1.0 / 3);
        return new(2, (s, k) => (k[0], k[1]) = (s[0] - (third * s[0] * s[0] * s[0]) - s[1] - s[1], s[0] / (T.One + T.One)));
    }
}

using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Circuits;
using FixedPointKernels.Learning.Parameters;

namespace FixedPointKernels.Learning.Layers;

/// <summary>ln W of a circuit, so that W = exp(ln W) stays positive; what the circuit has follows every new value.</summary>
/// <remarks>The bounds that it begins with move what lies beyond 40, W = 2.4·10¹⁷, to 40: sums of such weights over a drive of length 1
/// stay far from the end of float, 3·10³⁸. Under other bounds a value is refused where W is not finite.</remarks>
internal sealed class PoolLogarithms<T> : Parameter<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Circuit<T> circuit;
    private readonly T[] pool;

    internal PoolLogarithms(string name, ReadOnlySpan<T> values, Circuit<T> circuit)
        : base(name, values, circuit.Units, circuit.Units)
    {
        this.circuit = circuit;
        pool = new T[values.Length];
        T[] least = new T[values.Length], most = new T[values.Length];
        Array.Fill(least, T.NegativeInfinity);
        Array.Fill(most, T.CreateTruncating(40));
        Restrict(new(least, most));
    }

    public override long BeginRead() => circuit.Pool.BeginRead();

    public override void EndRead(long version) => circuit.Pool.EndRead(version);

    protected override bool Accepts(ReadOnlySpan<T> next)
    {
        TensorPrimitives.Exp(next, pool);
        return TensorPrimitives.IsFiniteAll<T>(pool);
    }

    protected override void Store(ReadOnlySpan<T> next)
    {
        base.Store(next);
        TensorPrimitives.Exp(next, pool);
        circuit.Pool.Set(pool);
    }
}

/// <summary>β with b₀ = 1/(1 + e^−β): the gain of the semisaturation, in (0, 1).</summary>
internal sealed class FloorLogits<T> : Parameter<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Circuit<T> circuit;
    private readonly T semisaturation;
    private readonly T least;
    private readonly T[] floor;

    /// <param name="name">What reports call it.</param>
    /// <param name="values">β, n.</param>
    /// <param name="circuit">Whose floor it is: (σ b₀)² + ε.</param>
    /// <param name="semisaturation">σ.</param>
    /// <param name="least">ε.</param>
    internal FloorLogits(string name, ReadOnlySpan<T> values, Circuit<T> circuit, T semisaturation, T least)
        : base(name, values, circuit.Units, 1)
    {
        (this.circuit, this.semisaturation, this.least, floor) = (circuit, semisaturation, least, new T[values.Length]);
        if (!TrySet(values))
            throw new ArgumentException($"{name}: the semisaturation {semisaturation} squared is not finite.", nameof(semisaturation));
    }

    /// <summary>∂floor/∂β = 2 σ² b₀² (1 − b₀), times a gradient by the floor.</summary>
    internal void Chain(ReadOnlySpan<T> gradient, Span<T> chained)
    {
        for (int i = 0; i < chained.Length; i++)
        {
            T b0 = T.One / (T.One + T.Exp(-Values[i])), root = semisaturation * b0;
            chained[i] = gradient[i] * (T.One + T.One) * root * root * (T.One - b0);
        }
    }

    protected override bool Accepts(ReadOnlySpan<T> next)
    {
        Follow(next);
        return TensorPrimitives.IsFiniteAll<T>(floor);
    }

    protected override void Store(ReadOnlySpan<T> next)
    {
        base.Store(next);
        Follow(next);
        circuit.SetFloor(floor);
    }

    private void Follow(ReadOnlySpan<T> logits)
    {
        for (int i = 0; i < floor.Length; i++)
        {
            T root = semisaturation / (T.One + T.Exp(-logits[i]));
            floor[i] = (root * root) + least;
        }
    }
}

/// <summary>M with Wr = M / s, s its largest singular value; 0, which has no such quotient, is refused.</summary>
internal sealed class DividedRecurrence<T> : Parameter<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Circuit<T> circuit;
    private readonly SpectralDivision<T> division;
    private readonly T[] quotient;

    internal DividedRecurrence(string name, ReadOnlySpan<T> values, Circuit<T> circuit, SpectralDivision<T> division)
        : base(name, values, circuit.Units, circuit.Units)
    {
        (this.circuit, this.division, quotient) = (circuit, division, new T[values.Length]);
        Renew();
    }

    /// <summary>The gradient by M from that by Wr.</summary>
    internal void Chain(ReadOnlySpan<T> gradient, Span<T> chained) => division.Chain(Values, quotient, gradient, chained);

    /// <summary>A power step; Wr follows.</summary>
    internal void Step()
    {
        if (division.Precision == SpectralPrecision.Tracked)
        {
            division.Step(Values);
            division.Refine(Values);
        }

        Renew();
    }

    /// <summary>Wr follows M and the singular vectors; it stays where they do not belong together, as while one of them is set.</summary>
    internal void Renew()
    {
        if (division.Divide(Values, quotient) > T.Zero) circuit.Recurrent!.Set(quotient);
    }

    protected override bool Accepts(ReadOnlySpan<T> next) => division.Takes(next);

    protected override void Store(ReadOnlySpan<T> next)
    {
        base.Store(next);
        division.Refine(Values);
        Renew();
    }
}

/// <summary>u or v of a division: kept with the weights, so that they are the same network again; never trained.</summary>
/// <param name="name">What reports call it.</param>
/// <param name="rows">n.</param>
/// <param name="vector">Where it is kept.</param>
/// <param name="renew">What follows a new one.</param>
internal sealed class SingularVector<T>(string name, int rows, Func<Span<T>> vector, Action renew)
    : Parameter<T>(name, rows, 1, decays: false)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override ReadOnlySpan<T> Values => vector();

    protected override void Store(ReadOnlySpan<T> next)
    {
        next.CopyTo(vector());
        renew();
    }
}

using System;
using System.Numerics;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Circuits;

/// <summary>
/// A divisive normalization circuit (ORGaNICs) of n principal neurons y and n normalizing neurons a under an input drive z:
/// τ_y dy/dt = −y + b∘z + (1 − √a)∘(Wr y), τ_a da/dt = −a + (b₀σ)² + W (y²∘a); <see cref="CircuitKind"/> says where it is rectified.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// Parameters are copied; only W, Wr and the floor can be replaced, by whoever trains them. Reading is safe from any number of threads.
/// Where Wr = I the fixed point is unique, stable and the
/// normalization equation, y² = (b z)² / ((b₀σ)² + W (b z)²). Source: S. Rawat, D. J. Heeger, S. Martiniani, "Unconditional stability of a
/// recurrent neural circuit implementing divisive normalization", NeurIPS 2024.
/// </remarks>
public sealed class Circuit<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] gains;
    private readonly T[] floor;
    private readonly T[] tauY;
    private readonly T[] tauA;
    private readonly T[] rates;

    /// <summary>Takes the parameters.</summary>
    /// <param name="kind">Where it is rectified.</param>
    /// <param name="pool">W, n × n row-major, finite and not negative: Wᵢⱼ is how much unit j normalizes unit i.</param>
    /// <param name="recurrent">Wr, n × n row-major, finite; empty for I. What is exactly I is taken as I.</param>
    /// <param name="gains">b, n positive input gains.</param>
    /// <param name="poolGains">b₀, n positive gains of the semisaturation.</param>
    /// <param name="semisaturations">σ, n numbers, not negative.</param>
    /// <param name="tauY">τ_y, n positive time constants.</param>
    /// <param name="tauA">τ_a, n positive time constants.</param>
    /// <exception cref="ArgumentException">A length does not fit, or an entry is out of range; the message names it.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public Circuit(
        CircuitKind kind, ReadOnlySpan<T> pool, ReadOnlySpan<T> recurrent, ReadOnlySpan<T> gains, ReadOnlySpan<T> poolGains,
        ReadOnlySpan<T> semisaturations, ReadOnlySpan<T> tauY, ReadOnlySpan<T> tauA)
    {
        Element.ThrowIfUnsupported<T>();
        if (!Enum.IsDefined(kind)) throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of circuit.");
        int n = Units = gains.Length;
        ArgumentOutOfRangeException.ThrowIfZero(n, nameof(gains));
        Throw.IfNotShape(pool.Length, n, n, nameof(pool));
        if (!recurrent.IsEmpty) Throw.IfNotShape(recurrent.Length, n, n, nameof(recurrent));
        Kind = kind;
        for (int k = 0; k < pool.Length; k++)
        {
            if (!(pool[k] >= T.Zero))
            {
                throw new ArgumentException(
                    $"{nameof(pool)}[{k / n}, {k % n}] is {pool[k]}; normalization weights must not be negative.", nameof(pool));
            }
        }

        Pool = new(pool, nameof(pool), n, nameof(gains), n, nameof(gains));
        Recurrent = IsIdentity(recurrent, n) ? null : new(recurrent, nameof(recurrent), n, nameof(gains), n, nameof(gains));
        this.gains = Positive(gains, n, nameof(gains));
        T[] b0 = Positive(poolGains, n, nameof(poolGains));
        Throw.IfNotLength(semisaturations.Length, n, nameof(semisaturations));
        floor = new T[n];
        for (int i = 0; i < n; i++)
        {
            if (!(semisaturations[i] >= T.Zero && T.IsFinite(semisaturations[i])))
                throw Refused(nameof(semisaturations), i, semisaturations[i], "finite and not negative");
            T root = b0[i] * semisaturations[i];
            floor[i] = root * root;
        }

        this.tauY = Positive(tauY, n, nameof(tauY));
        this.tauA = Positive(tauA, n, nameof(tauA));
        TimeUnit = this.tauY[0];
        SlowestTime = TimeUnit;
        foreach (T tau in (T[])[.. this.tauY, .. this.tauA])
            (TimeUnit, SlowestTime) = (T.Min(TimeUnit, tau), T.Max(SlowestTime, tau));
        rates = new T[2 * n];
        for (int i = 0; i < n; i++) (rates[i], rates[n + i]) = (TimeUnit / this.tauY[i], TimeUnit / this.tauA[i]);
    }

    /// <summary>n: principal neurons, and as many normalizing ones.</summary>
    public int Units { get; }

    /// <summary>Where it is rectified.</summary>
    public CircuitKind Kind { get; }

    /// <summary>W.</summary>
    public PackedWeights<T> Pool { get; }

    /// <summary>Wr; null where it is I.</summary>
    public PackedWeights<T>? Recurrent { get; }

    /// <summary>b.</summary>
    public ReadOnlySpan<T> Gains => gains;

    /// <summary>(b₀σ)²: what a has without input.</summary>
    public ReadOnlySpan<T> Floor => floor;

    /// <summary>τ_y.</summary>
    public ReadOnlySpan<T> TauY => tauY;

    /// <summary>τ_a.</summary>
    public ReadOnlySpan<T> TauA => tauA;

    /// <summary>The smallest time constant: the unit of time in which the solvers that follow the dynamics count.</summary>
    public T TimeUnit { get; }

    /// <summary>The largest time constant.</summary>
    public T SlowestTime { get; }

    /// <summary>κ = <see cref="TimeUnit"/>/τ of the state (y, a), 2n.</summary>
    internal ReadOnlySpan<T> Rates => rates;

    /// <summary>Replaces (b₀σ)², as a training step does with what W and Wr are by their own Set. 0 bytes; exclusive access.</summary>
    /// <param name="next">n numbers, finite and not negative.</param>
    /// <exception cref="ArgumentException">Another length, or an entry is out of range; nothing is changed then.</exception>
    public void SetFloor(ReadOnlySpan<T> next)
    {
        Throw.IfNotLength(next.Length, Units, nameof(next));
        for (int i = 0; i < next.Length; i++)
        {
            if (!(next[i] >= T.Zero && T.IsFinite(next[i]))) throw Refused(nameof(next), i, next[i], "finite and not negative");
        }

        next.CopyTo(floor);
    }

    private static bool IsIdentity(ReadOnlySpan<T> recurrent, int n)
    {
        for (int k = 0; k < recurrent.Length; k++)
        {
            if (recurrent[k] != (k % (n + 1) == 0 ? T.One : T.Zero)) return false;
        }

        return true;
    }

    private static T[] Positive(ReadOnlySpan<T> values, int n, string name)
    {
        Throw.IfNotLength(values.Length, n, name);
        for (int i = 0; i < n; i++)
        {
            if (!(values[i] > T.Zero && T.IsFinite(values[i]))) throw Refused(name, i, values[i], "positive and finite");
        }

        return values.ToArray();
    }

    private static ArgumentException Refused(string name, int at, T value, string range) =>
        new($"{name}[{at}] is {value}; it must be {range}.", name);
}

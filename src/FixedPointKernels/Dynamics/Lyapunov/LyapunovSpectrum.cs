using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Dynamics;

/// <summary>The first k Lyapunov exponents of a leaky recurrent cell along one driven trajectory, and the gradient of a loss of them:
/// gradient flossing.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TActivation">φ.</typeparam>
/// <remarks>
/// <para>λ_i = Σ ln R_ii / n over the counted segments, of n steps, with J_t … J_s Q = Q′ R of each: natural logarithms, per step of the
/// trajectory; divided by α, per time constant. They come as the directions do, in no other order. The Jacobian J_t = ∂s_t/∂s_{t−1} is not
/// formed: a step is a product of k rows by W. Logarithms and sums are in double.</para>
/// <para>Many trials: one call after another, into a <see cref="SpectrumMean"/>. The first k exponents do not depend on how many more are
/// asked for, bit for bit. Bits depend on the register width. One caller at a time; 0 bytes a call, whatever comes of it.</para>
/// <para>Source: spec of learning through time, sections 6 and 7; G. Benettin et al., "Lyapunov characteristic exponents for smooth
/// dynamical systems", 1980; R. Engelken, "Gradient flossing: improving gradient descent through dynamic control of Jacobians", 2023.
/// </para>
/// </remarks>
public sealed partial class LyapunovSpectrum<T, TActivation>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, ICurvedActivation
{
    // Vectors that are off by more are no rounding: float leaves 1e-6 of a thousand.
    private const double Unorthonormal = 1e-4;

    private readonly TangentTape<T> tape;
    private readonly DrivenTrajectory<T, TActivation> trajectory;
    private readonly double[] logs;
    private readonly double[] exponents;
    private readonly SoleCaller caller = new("spectrum");
    private long version;

    /// <summary>Makes the memory.</summary>
    /// <param name="weights">Shared, not copied: what they are set to counts from the next call on.</param>
    /// <param name="schedule">T, the interval and the warm-up.</param>
    /// <param name="exponents">k, 1 to N.</param>
    /// <param name="withGradient">Whether the way back is kept, (T + 1) k (N + k) numbers and, but for a leak on the voltage, T k N more.
    /// </param>
    /// <param name="activation">φ, with its parameters.</param>
    /// <exception cref="ArgumentException">A size is out of range, or the memory cannot be had.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public LyapunovSpectrum(
        LeakyWeights<T> weights, SpectrumSchedule schedule, int exponents, bool withGradient = false, TActivation activation = default)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(weights);
        if (schedule.Steps == 0) throw new ArgumentException("The schedule has no steps.", nameof(schedule));
        int n = weights.Shape.Units;
        if (exponents < 1 || exponents > n)
        {
            throw new ArgumentOutOfRangeException(
                nameof(exponents), exponents, $"{exponents} exponents of {n} units are asked for; there are 1..{n}.");
        }

        Footprint.ThrowIfTooLarge(
            nameof(exponents), exponents, $"tangent vectors of {n} units over {schedule.Steps} steps",
            count => Memory(weights, schedule, count, withGradient));
        (Weights, Schedule, Count) = (weights, schedule, exponents);
        tape = new(weights, schedule, exponents, withGradient);
        trajectory = new(weights, schedule.Steps, activation, withGradient);
        (logs, this.exponents) = (new double[schedule.CountedPoints * exponents], new double[exponents]);
        if (!withGradient) return;
        derivatives = new double[exponents];
        descent = new(weights, schedule, tape, trajectory);
        states = new(weights, trajectory.Tape, 1, LeakyReadout.State);
    }

    /// <summary>The parameters.</summary>
    public LeakyWeights<T> Weights { get; }

    /// <summary>The steps.</summary>
    public SpectrumSchedule Schedule { get; }

    /// <summary>k.</summary>
    public int Count { get; }

    /// <summary>What became of the last call.</summary>
    public SpectrumStatus Status { get; private set; }

    /// <summary>The step at which something was not finite; 0 where nothing was.</summary>
    public int FailedStep { get; private set; }

    /// <summary>λ, per step, unsorted; −∞ of a direction that died. Empty unless the last call measured.</summary>
    public ReadOnlySpan<double> Exponents => Status == SpectrumStatus.Measured ? exponents : default;

    /// <summary>ln R_ii of the points that count, points × k. Empty unless the last call measured.</summary>
    public ReadOnlySpan<double> Logs => Status == SpectrumStatus.Measured ? logs : default;

    /// <summary>Exponents at −∞: their R_ii was 0, but for rounding, at a point that counts.</summary>
    public int DeadDirections { get; private set; }

    /// <summary>The least R_ii of all points, warm-up included; where it is some units in the last place, the gradient has no digits.
    /// </summary>
    public double SmallestDiagonal { get; private set; }

    /// <summary>Runs the trajectory and measures.</summary>
    /// <param name="inputs">x, T × D.</param>
    /// <param name="vectors">Q₀: k orthonormal vectors, k × N (<see cref="Orthonormalize"/> makes them).</param>
    /// <param name="start">The state before the first step, N; empty for the weights' own s₀.</param>
    /// <returns><see cref="Status"/>: an input, a state or a tangent that is not finite ends the run, with no exponents.</returns>
    /// <exception cref="ArgumentException">Shapes that do not fit, or vectors that are not orthonormal to 1e-4.</exception>
    /// <exception cref="InvalidOperationException">Another call is at work here, or the weights were set meanwhile.</exception>
    public SpectrumStatus Measure(ReadOnlySpan<T> inputs, ReadOnlySpan<T> vectors, ReadOnlySpan<T> start = default)
    {
        using SoleCaller.Visit visit = caller.Enter();
        int n = Weights.Shape.Units;
        Throw.IfNotShape(inputs.Length, Schedule.Steps, Weights.Shape.Inputs, nameof(inputs));
        Throw.IfNotShape(vectors.Length, Count, n, nameof(vectors));
        if (!start.IsEmpty) Throw.IfNotLength(start.Length, n, nameof(start));
        RefuseSkew(vectors);
        (Status, FailedStep, DeadDirections, SmallestDiagonal) = (SpectrumStatus.None, 0, 0, double.PositiveInfinity);
        version = Weights.BeginRead();
        int failed = trajectory.Run(inputs, start.IsEmpty ? Weights.Start : start);
        SpectrumStatus status = failed > 0 ? SpectrumStatus.StateNotFinite : Follow(vectors, out failed);
        Weights.EndRead(version);
        (Status, FailedStep) = (status, failed);
        if (status == SpectrumStatus.Measured) Sum();
        return status;
    }

    /// <summary>The exponents of a part of the run: the first points for the running estimate, two halves for an error.</summary>
    /// <param name="from">The first point, of those that count.</param>
    /// <param name="to">The one behind the last.</param>
    /// <param name="exponents">k, overwritten.</param>
    /// <exception cref="ArgumentException">No such part, or not k numbers.</exception>
    /// <exception cref="InvalidOperationException">The last call did not measure.</exception>
    public void Between(int from, int to, Span<double> exponents)
    {
        using SoleCaller.Visit visit = caller.Enter();
        ThrowUnlessMeasured();
        Throw.IfNotLength(exponents.Length, Count, nameof(exponents));
        if (from < 0 || to <= from || to > Schedule.CountedPoints)
        {
            throw new ArgumentOutOfRangeException(
                nameof(to), to, $"Points {from} to {to} are asked for; those of 0..{Schedule.CountedPoints} count.");
        }

        int first = Schedule.FirstCounted, before = from + first == 0 ? 0 : Schedule.StepOf(from + first - 1);
        exponents.Clear();
        for (int point = from; point < to; point++)
        {
            for (int i = 0; i < Count; i++) exponents[i] += logs[(point * Count) + i];
        }

        foreach (ref double one in exponents) one /= Schedule.StepOf(to + first - 1) - before;
    }

    /// <summary>Makes k vectors orthonormal, in place, such as random ones: their span, with the first ones' spans.</summary>
    /// <param name="vectors">k × N, independent of each other.</param>
    /// <exception cref="ArgumentException">Another shape, or vectors that are not finite or not independent.</exception>
    /// <exception cref="InvalidOperationException">Another call is at work here.</exception>
    public void Orthonormalize(Span<T> vectors)
    {
        using SoleCaller.Visit visit = caller.Enter();
        Throw.IfNotShape(vectors.Length, Count, Weights.Shape.Units, nameof(vectors));
        int dead = tape.Orthonormalize(vectors);
        if (dead < 0) throw new ArgumentException("A vector is not finite.", nameof(vectors));
        if (dead > 0) throw new ArgumentException($"{dead} of {Count} vectors depend on those before them.", nameof(vectors));
    }

    internal static Footprint Memory(LeakyWeights<T> weights, SpectrumSchedule schedule, int exponents, bool withGradient)
    {
        Footprint tangents = TangentTape<T>.Memory(weights, schedule, exponents, withGradient);
        Footprint back = withGradient ? TangentDescent<T, TActivation>.Memory(weights, schedule, exponents) : default;
        LeakyStrides strides = weights.Strides;
        double size = Footprint.ElementBytes<T>(), slots = schedule.Steps + 1.0, numbers = (double)schedule.CountedPoints * exponents;
        double copies = slots * (strides.Delta + (withGradient ? strides.Width : 0)) * size;
        double cell = withGradient ? strides.Memory<T>(schedule.Steps, 1).Bytes : strides.Tape(schedule.Steps, 1) * size;
        return new(
            tangents.Bytes + back.Bytes + cell + copies + (8 * numbers),
            Math.Max(Math.Max(tangents.Longest, numbers), Math.Max(slots * strides.Row, back.Longest)));
    }

    private unsafe SpectrumStatus Follow(ReadOnlySpan<T> vectors, out int failed)
    {
        tape.Begin(vectors);
        bool onVoltage = Weights.Placement == LeakPlacement.Voltage;
        for (int step = 1; step <= Schedule.Steps; step++)
        {
            tape.Advance(step, trajectory.Slopes(onVoltage ? step - 1 : step));
            if (!Schedule.IsPoint(step)) continue;
            failed = step;
            if (tape.Orthonormalize(step) < 0) return SpectrumStatus.TangentNotFinite;
            Note(Schedule.PointOf(step));
        }

        failed = 0;
        return SpectrumStatus.Measured;
    }

    private void Note(int point)
    {
        Span<T> r = tape.R(point);
        for (int i = 0; i < Count; i++)
        {
            double diagonal = double.CreateTruncating(r[(i * tape.Side) + i]);
            SmallestDiagonal = Math.Min(SmallestDiagonal, diagonal);
            int counted = point - Schedule.FirstCounted;
            if (counted >= 0) logs[(counted * Count) + i] = Math.Log(diagonal);
        }
    }

    private void Sum()
    {
        Array.Clear(exponents);
        for (int at = 0; at < logs.Length; at += Count)
        {
            for (int i = 0; i < Count; i++) exponents[i] += logs[at + i];
        }

        foreach (ref double one in exponents.AsSpan())
        {
            one /= Schedule.CountedSteps;
            if (double.IsNegativeInfinity(one)) DeadDirections++;
        }
    }

    private void RefuseSkew(ReadOnlySpan<T> vectors)
    {
        int n = Weights.Shape.Units;
        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double product = double.CreateTruncating(Dot.Product(vectors.Slice(i * n, n), vectors.Slice(j * n, n)));
                if (Math.Abs(product - (i == j ? 1 : 0)) <= Unorthonormal) continue;
                throw new ArgumentException($"The vectors are not orthonormal: {j} times {i} is {product}.", nameof(vectors));
            }
        }
    }

    private void ThrowUnlessMeasured()
    {
        if (Status != SpectrumStatus.Measured) throw new InvalidOperationException("No exponents: the last call did not measure.");
    }
}

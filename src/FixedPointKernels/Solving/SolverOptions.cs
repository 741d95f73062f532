using System;
using System.Numerics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>Everything that can be set about a solver; nothing has to be.</summary>
/// <remarks>A setting that the chosen method does not use, or a value out of range, throws when the solver is
/// built: nothing is silently ignored.</remarks>
public sealed record SolverOptions
{
    /// <summary>The published forward pass: 500 Euler steps of dt/τ = 0.01.</summary>
    public static SolverOptions PublishedEuler { get; } = new() { Method = SolverMethod.Euler, StepSize = 0.01, StepLimit = 500 };

    /// <summary>The method.</summary>
    public SolverMethod Method { get; init; } = SolverMethod.Auto;

    /// <summary>
    /// The absolute part a of the tolerance: a converged sample has |Fᵢ(s) − sᵢ| ≤ a + b·scaleᵢ in every component; null
    /// takes 1e-10 for double and 1e-5 for float.
    /// </summary>
    public double? Tolerance { get; init; }

    /// <summary>
    /// The relative part b of the tolerance, 0 for none; null takes 1e-12 for double and 2e-6 for float. Of a rate network
    /// scaleᵢ = |rᵢ| + gᵢ (Σⱼ|Wᵢⱼ rⱼ| + |xᵢ|); of relu gᵢ counts as 1 below the threshold too.
    /// It is looked at where b·max|s| exceeds a: at rates near one the absolute part decides, at 10⁷ the relative one.
    /// </summary>
    public double? RelativeTolerance { get; init; }

    /// <summary>Most steps per sample (for Euler: the exact number); null takes the method's own: 500 Euler, 2,000 iterate, 500 Anderson,
    /// 100 Newton, chord and Krylov. Not for auto and settle.</summary>
    public int? StepLimit { get; init; }

    /// <summary>dt/τ of an Euler step, or the damping α of the iteration, in (0, 1]; null takes 0.01 and 1.</summary>
    public double? StepSize { get; init; }

    /// <summary>Steps that Anderson acceleration combines (auto and Anderson); null takes 5.</summary>
    public int? Window { get; init; }

    /// <summary>Tikhonov term of Anderson's least squares relative to its largest diagonal entry (auto and Anderson); null takes 1e-12
    /// (double) or 1e-7 (float).</summary>
    public double? Regularization { get; init; }

    /// <summary>Anderson starts its window anew when the residual exceeds this multiple of the best so far
    /// (auto and Anderson); null takes 10.</summary>
    public double? RestartGrowth { get; init; }

    /// <summary>How long the dynamics are followed, in τ (settle); null takes 2,000.</summary>
    public double? TimeLimit { get; init; }

    /// <summary>Newton steps taken past the tolerance, for as long as they lower the residual: two bring a point to rounding
    /// error before it is differentiated.</summary>
    public int PolishSteps { get; init; }

    /// <summary>Keeps the last LU of every sample that Newton touched for the adjoint: N² elements
    /// per sample of the largest batch.</summary>
    public bool KeepFactors { get; init; }

    /// <summary>Samples worked on side by side, which bounds the memory; null takes 64.</summary>
    public int? Slots { get; init; }

    /// <summary>The most that a call may cost; null for no limit.</summary>
    public SolveBudget? Budget { get; init; }

    /// <summary>Throws unless every setting is in range and used by the method; every solver calls it when it is built.</summary>
    /// <exception cref="ArgumentException">Which setting, its value, and why.</exception>
    public void Validate()
    {
        if (!Enum.IsDefined(Method)) throw Bad(nameof(Method), Method, "not a method");
        if (Tolerance is { } tolerance && !(tolerance > 0 && double.IsFinite(tolerance)))
            throw Bad(nameof(Tolerance), tolerance, "must be positive and finite");
        if (RelativeTolerance is { } relative && !(relative >= 0 && relative < 1))
            throw Bad(nameof(RelativeTolerance), relative, "must be in [0, 1)");
        if (StepLimit is { } limit && limit < 1) throw Bad(nameof(StepLimit), limit, "must be at least 1");
        if (StepSize is { } step && !(step > 0 && step <= 1)) throw Bad(nameof(StepSize), step, "must be in (0, 1]");
        if (Window is { } window && window is < 1 or > MaxWindow) throw Bad(nameof(Window), Window, $"must be in 1..{MaxWindow}");
        if (Regularization is { } regularization && !(regularization >= 0 && double.IsFinite(regularization)))
            throw Bad(nameof(Regularization), regularization, "must be zero or positive");
        if (RestartGrowth is { } growth && !(growth > 1)) throw Bad(nameof(RestartGrowth), growth, "must be over 1");
        if (TimeLimit is { } time && !(time > 0 && double.IsFinite(time)))
            throw Bad(nameof(TimeLimit), time, "must be positive and finite");
        if (PolishSteps is < 0 or > 20) throw Bad(nameof(PolishSteps), PolishSteps, "must be in 0..20");
        if (Slots is { } slots && slots < 1) throw Bad(nameof(Slots), slots, "must be at least 1");
        Budget?.Validate();

        if (StepSize is not null && !Method.Damps()) throw Unused(nameof(StepSize));
        if (StepLimit is not null && !Method.CountsSteps()) throw Unused(nameof(StepLimit));
        if (TimeLimit is not null && !Method.KeepsTime()) throw Unused(nameof(TimeLimit));
        if (Window is not null && !Method.Accelerates()) throw Unused(nameof(Window));
        if (Regularization is not null && !Method.Accelerates()) throw Unused(nameof(Regularization));
        if (RestartGrowth is not null && !Method.Accelerates()) throw Unused(nameof(RestartGrowth));
        if (PolishSteps > 0 && !Method.IsPolished()) throw Unused(nameof(PolishSteps));
        if (KeepFactors && !Method.Factors() && PolishSteps == 0) throw Unused(nameof(KeepFactors));
    }

    internal const int MaxWindow = 20;

    /// <summary>The absolute tolerance in the element type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is 0, or less than a normal number, in that type:
    /// nothing would ever converge.</exception>
    internal T AbsoluteTolerance<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T value = T.CreateSaturating(Tolerance ?? (typeof(T) == typeof(float) ? 1e-5 : 1e-10));
        return T.IsNormal(value) ? value : throw Bad(nameof(Tolerance), Tolerance, $"must be a normal number in {Name<T>()}");
    }

    /// <summary>The relative tolerance in the element type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is positive, but less than the 8 ε that rounding
    /// of the best point can leave.</exception>
    internal T RelativeToleranceOf<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T value = T.CreateSaturating(RelativeTolerance ?? (typeof(T) == typeof(float) ? 2e-6 : 1e-12));
        T least = T.CreateTruncating(8) * Precision<T>.Epsilon;
        return value >= least || RelativeTolerance == 0
            ? value
            : throw Bad(nameof(RelativeTolerance), RelativeTolerance,
                $"must be 0 or at least {double.CreateTruncating(least):0.0e0}, eight roundings, in {Name<T>()}");
    }

    private static string Name<T>() => typeof(T) == typeof(float) ? "float" : "double";

    private static ArgumentOutOfRangeException Bad(string name, object? value, string why) => new(name, value, $"{name} = {value} {why}.");

    private ArgumentException Unused(string name) => new($"{name} is set, but the method {Method} does not use it.", name);
}

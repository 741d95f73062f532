using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Activations;

/// <summary>The library's activations by number.</summary>
public enum ActivationKind
{
    /// <summary><see cref="Activations.Linear"/>.</summary>
    Linear = 0,

    /// <summary><see cref="Activations.Relu"/>.</summary>
    Relu = 1,

    /// <summary><see cref="Activations.Tanh"/>.</summary>
    Tanh = 2,

    /// <summary><see cref="Activations.RectifiedTanh"/>.</summary>
    RectifiedTanh = 3,

    /// <summary><see cref="Activations.Logistic"/>.</summary>
    Logistic = 4,

    /// <summary><see cref="Activations.Softplus"/>.</summary>
    Softplus = 5,

    /// <summary><see cref="Activations.PowerLaw"/>.</summary>
    PowerLaw = 6,
}

/// <summary>One of the library's activations, chosen at run time; <c>default</c> is <see cref="Linear"/> of gain 1.</summary>
/// <remarks>
/// For programs compiled ahead of time that do not know their activation: one solver for all seven in place of seven, and the bits of the
/// activation chosen. A map asks once a pass which it is (<see cref="Uniform{TActivation}"/> hands on the one chosen), so its loops are
/// those of the struct itself. Called register by register, as by <see cref="Activation"/>, the choice is made at each.
/// </remarks>
public readonly record struct AnyActivation : IActivation
{
    static double IActivation.SteepestSlope => double.PositiveInfinity;

    static bool IActivation.IsPiecewiseLinear => false;

    private readonly Linear linear;
    private readonly PowerLaw power;

    /// <summary>Chooses.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="gain">Of linear and power; 1 for the others.</param>
    /// <param name="exponent">Of power; 2 for the others.</param>
    /// <exception cref="ArgumentException">There is no such kind, or a parameter that it does not have or that is out of range.</exception>
    public AnyActivation(ActivationKind kind, double gain = 1.0, double exponent = 2.0)
    {
        if (!Enum.IsDefined(kind)) throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not an activation.");
        if (gain != 1.0 && kind is not (ActivationKind.Linear or ActivationKind.PowerLaw))
            throw new ArgumentException($"gain is {gain}, but {kind} has none; it must be 1.", nameof(gain));
        if (exponent != 2.0 && kind is not ActivationKind.PowerLaw)
            throw new ArgumentException($"exponent is {exponent}, but {kind} has none; it must be 2.", nameof(exponent));
        Kind = kind;

        // Parameters that are the defaults stay default structs: equal choices are equal.
        if (kind == ActivationKind.Linear && gain != 1.0) linear = new(gain);
        if (kind == ActivationKind.PowerLaw && (gain, exponent) != (1.0, 2.0)) power = new(gain, exponent);
    }

    /// <summary>Which it is.</summary>
    public ActivationKind Kind { get; }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public V Value<S, V, T>(V z)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Kind switch
        {
            ActivationKind.Linear => linear.Value<S, V, T>(z),
            ActivationKind.Relu => default(Relu).Value<S, V, T>(z),
            ActivationKind.Tanh => default(Tanh).Value<S, V, T>(z),
            ActivationKind.RectifiedTanh => default(RectifiedTanh).Value<S, V, T>(z),
            ActivationKind.Logistic => default(Logistic).Value<S, V, T>(z),
            ActivationKind.Softplus => default(Softplus).Value<S, V, T>(z),
            _ => power.Value<S, V, T>(z),
        };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public V Slope<S, V, T>(V z, V value)
        where S : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Kind switch
        {
            ActivationKind.Linear => linear.Slope<S, V, T>(z, value),
            ActivationKind.Relu => default(Relu).Slope<S, V, T>(z, value),
            ActivationKind.Tanh => default(Tanh).Slope<S, V, T>(z, value),
            ActivationKind.RectifiedTanh => default(RectifiedTanh).Slope<S, V, T>(z, value),
            ActivationKind.Logistic => default(Logistic).Slope<S, V, T>(z, value),
            ActivationKind.Softplus => default(Softplus).Slope<S, V, T>(z, value),
            _ => power.Slope<S, V, T>(z, value),
        };

    /// <summary>Runs the action with the struct of the one chosen.</summary>
    internal void Visit<TAction>(int from, int count, ref TAction action)
        where TAction : struct, IRangeAction, allows ref struct
    {
        switch (Kind)
        {
            case ActivationKind.Linear: action.Run(linear, from, count); break;
            case ActivationKind.Relu: action.Run(default(Relu), from, count); break;
            case ActivationKind.Tanh: action.Run(default(Tanh), from, count); break;
            case ActivationKind.RectifiedTanh: action.Run(default(RectifiedTanh), from, count); break;
            case ActivationKind.Logistic: action.Run(default(Logistic), from, count); break;
            case ActivationKind.Softplus: action.Run(default(Softplus), from, count); break;
            default: action.Run(power, from, count); break;
        }
    }

    /// <summary><see cref="IActivation.IsPiecewiseLinear"/> of the one chosen.</summary>
    internal bool IsMadeOfLines => Kind is ActivationKind.Linear or ActivationKind.Relu;
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Activations;

/// <summary>Every neuron responds alike.</summary>
/// <typeparam name="TActivation">How.</typeparam>
/// <param name="activation">f, with its parameters.</param>
public readonly struct Uniform<TActivation>(TActivation activation) : INeurons
    where TActivation : struct, IActivation
{
    private readonly TActivation activation = activation;

    /// <summary>An activation stands for neurons that all have it.</summary>
    public static implicit operator Uniform<TActivation>(TActivation activation) => new(activation);

    /// <inheritdoc/>
    public static bool AreAlike => true;

    /// <inheritdoc/>
    public bool ArePiecewiseLinear => IsAny ? Any.IsMadeOfLines : TActivation.IsPiecewiseLinear;

    // Known when the code is compiled: of any other struct nothing is left of the question.
    private static bool IsAny => typeof(TActivation) == typeof(AnyActivation);

    [UnscopedRef]
    private ref readonly AnyActivation Any => ref Unsafe.As<TActivation, AnyActivation>(ref Unsafe.AsRef(in activation));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Visit<TAction>(int from, int count, ref TAction action)
        where TAction : struct, IRangeAction, allows ref struct
    {
        if (IsAny) Any.Visit(from, count, ref action);
        else action.Run(activation, from, count);
    }
}

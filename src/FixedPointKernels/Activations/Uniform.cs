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
    public bool ArePiecewiseLinear => IsChosen(out AnyActivation any) ? any.IsMadeOfLines : TActivation.IsPiecewiseLinear;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Visit<TAction>(int from, int count, ref TAction action)
        where TAction : struct, IRangeAction, allows ref struct
    {
        if (IsChosen(out AnyActivation any)) any.Visit(from, count, ref action);
        else action.Run(activation, from, count);
    }

    // Known when the code is compiled: of a struct that is none, nothing is left of the question.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsChosen(out AnyActivation any)
    {
        bool chosen = typeof(TActivation) == typeof(AnyActivation);
        any = chosen ? Unsafe.As<TActivation, AnyActivation>(ref Unsafe.AsRef(in activation)) : default;
        return chosen;
    }
}

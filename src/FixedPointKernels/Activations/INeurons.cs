namespace FixedPointKernels.Activations;

/// <summary>What each neuron of a network does with its input: one activation for all (<see cref="Uniform{TActivation}"/>), or one for each
/// range of neurons (<see cref="Ranges{TFirst, TRest}"/>).</summary>
public interface INeurons
{
    /// <summary>Whether there is one range.</summary>
    static abstract bool AreAlike { get; }

    /// <summary>Whether every activation is <see cref="IActivation.IsPiecewiseLinear"/>.</summary>
    bool ArePiecewiseLinear { get; }

    /// <summary>Runs an action on each range of the neurons from, …, from + count − 1.</summary>
    /// <typeparam name="TAction">The action; a struct, so that its loops are compiled for each activation.</typeparam>
    /// <param name="from">The first neuron.</param>
    /// <param name="count">How many.</param>
    /// <param name="action">What is run, range by range, in order.</param>
    void Visit<TAction>(int from, int count, ref TAction action)
        where TAction : struct, IRangeAction, allows ref struct;
}

/// <summary>Something done to a range of neurons that share an activation.</summary>
public interface IRangeAction
{
    /// <summary>Does it.</summary>
    /// <typeparam name="TActivation">The activation of the range.</typeparam>
    /// <param name="activation">f.</param>
    /// <param name="from">The first neuron.</param>
    /// <param name="count">How many; may be 0.</param>
    void Run<TActivation>(TActivation activation, int from, int count)
        where TActivation : struct, IActivation;
}

using System;

namespace FixedPointKernels.Activations;

/// <summary>The first neurons respond in one way, the rest in another; for more than two ranges the rest is made of ranges again.</summary>
/// <typeparam name="TFirst">The activation of the first neurons.</typeparam>
/// <typeparam name="TRest">What the others do: <see cref="Uniform{TActivation}"/> or <see cref="Ranges{TFirst, TRest}"/>.</typeparam>
/// <remarks>Excitatory neurons before inhibitory ones: <c>new Ranges&lt;PowerLaw, Uniform&lt;Relu&gt;&gt;(80, new
/// PowerLaw(0.04, 2), default)</c>.</remarks>
public readonly struct Ranges<TFirst, TRest> : INeurons
    where TFirst : struct, IActivation
    where TRest : struct, INeurons
{
    private readonly int length;
    private readonly TFirst first;
    private readonly TRest rest;

    /// <summary>Takes the ranges.</summary>
    /// <param name="length">Neurons of the first range, 0 or more; a network with fewer has them all in it.</param>
    /// <param name="first">Their activation.</param>
    /// <param name="rest">The others.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public Ranges(int length, TFirst first, TRest rest)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        (this.length, this.first, this.rest) = (length, first, rest);
    }

    /// <inheritdoc/>
    public static bool AreAlike => false;

    private Uniform<TFirst> First => first;

    /// <inheritdoc/>
    public bool ArePiecewiseLinear => First.ArePiecewiseLinear && rest.ArePiecewiseLinear;

    /// <inheritdoc/>
    public void Visit<TAction>(int from, int count, ref TAction action)
        where TAction : struct, IRangeAction, allows ref struct
    {
        int taken = Math.Min(length, count);
        if (taken > 0) First.Visit(from, taken, ref action);
        if (taken < count) rest.Visit(from + taken, count - taken, ref action);
    }
}

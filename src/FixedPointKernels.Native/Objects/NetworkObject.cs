using System;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Native.Handles;
using FixedPointKernels.Native.Structs;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Native.Objects;

/// <summary>A network of either element type: what the exports call that have no type in their name.</summary>
internal abstract class NetworkObject
{
    /// <summary>N.</summary>
    internal abstract int Neurons { get; }

    /// <summary>A solver over this network, which it keeps alive.</summary>
    internal abstract SolverObject MakeSolver(int maxBatch, SolverOptions? options, AdjointOptions? adjoint);

    /// <summary>A tracker over this network, which it keeps alive.</summary>
    internal abstract TrackerObject MakeTracker(double? tolerance);
}

/// <summary>A network of one element type, whose activation is chosen at run time.</summary>
internal sealed class NetworkObject<T>(RateNetwork<T, AnyActivation> network) : NetworkObject
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal static HandleKind Kind => typeof(T) == typeof(float) ? HandleKind.NetworkF32 : HandleKind.NetworkF64;

    internal RateNetwork<T, AnyActivation> Network { get; } = network;

    internal override int Neurons { get; } = network.Neurons;

    internal static AnyActivation Choose(FpkActivation choice)
    {
        Choices.ThrowUnlessZero(choice.Reserved);
        AnyActivation chosen = new((ActivationKind)choice.Kind, choice.Gain, choice.Exponent);
        ThrowUnlessHeld(choice.Gain, "gain");
        ThrowUnlessHeld(choice.Exponent, "exponent");
        return chosen;
    }

    internal override SolverObject MakeSolver(int maxBatch, SolverOptions? options, AdjointOptions? adjoint) =>
        new SolverObject<T>(new(Network, maxBatch, options, adjoint));

    internal override TrackerObject MakeTracker(double? tolerance) => new TrackerObject<T>(new(Network, tolerance));

    // 1e300 is finite and 1e-300 positive; in float they are infinity and 0.
    private static void ThrowUnlessHeld(double value, string name)
    {
        T held = T.CreateTruncating(value);
        if (!T.IsFinite(held) || (T.IsZero(held) && value != 0.0))
            throw new ArgumentException($"{name} is {value}, which a network of floats (f32) cannot hold; 1e-38 to 1e38 will do.");
    }
}

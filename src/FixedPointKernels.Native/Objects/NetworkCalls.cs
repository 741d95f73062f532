using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Activations;
using FixedPointKernels.Native.Handles;
using FixedPointKernels.Native.Structs;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Native.Objects;

/// <summary>The calls on a network, from pointers to spans, once for both element types.</summary>
internal static unsafe class NetworkCalls
{
    private const string Name = "network";

    internal static RateNetwork<float, AnyActivation> F32(nint handle) =>
        Unsafe.As<NetworkObject<float>>(HandleTable.Find(handle, HandleKind.NetworkF32, Name)).Network;

    internal static RateNetwork<double, AnyActivation> F64(nint handle) =>
        Unsafe.As<NetworkObject<double>>(HandleTable.Find(handle, HandleKind.NetworkF64, Name)).Network;

    internal static NetworkObject Any(nint handle) => Unsafe.As<NetworkObject>(HandleTable.Find(handle, KindOf(handle), Name));

    /// <summary>The kind a handle must be where both element types will do.</summary>
    internal static HandleKind KindOf(nint handle) =>
        HandleTable.KindOf(handle) == HandleKind.NetworkF64 ? HandleKind.NetworkF64 : HandleKind.NetworkF32;

    internal static nint Create<T>(long neurons, T* weights, FpkActivation* activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // A width that FPK_SIMD asks for and this file does not have is refused here, before anybody counts on it.
        _ = Dispatch.Width;
        ReadOnlySpan<T> w = Buffers.Matrix(weights, neurons, neurons, nameof(weights));
        AnyActivation f = NetworkObject<T>.Choose(Sized.Read(activation, nameof(activation), FpkActivation.Default));
        return HandleTable.Add(NetworkObject<T>.Kind, new NetworkObject<T>(new(w, (int)neurons, f)));
    }

    /// <summary>W ← W + ΔW.</summary>
    internal static Code Update<T>(RateNetwork<T, AnyActivation> network, long neurons, T* deltaW)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ThrowUnlessNeurons(neurons, neurons, network.Neurons);
        if (!network.Update(Buffers.Matrix(deltaW, neurons, neurons, "delta_w")))
            Faults.Invalid("W + delta_w would hold a NaN or an infinity; W is unchanged.");
        return Code.Ok;
    }

    /// <summary>Replaces W.</summary>
    internal static Code SetWeights<T>(RateNetwork<T, AnyActivation> network, long neurons, T* weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ThrowUnlessNeurons(neurons, neurons, network.Neurons);
        network.Recurrent.Set(Buffers.Matrix(weights, neurons, neurons, nameof(weights)));
        return Code.Ok;
    }

    /// <summary>Copies W out.</summary>
    internal static Code Weights<T>(RateNetwork<T, AnyActivation> network, long neurons, T* weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ThrowUnlessNeurons(neurons, neurons, network.Neurons);
        network.Weights.CopyTo(Buffers.Matrix(weights, neurons, neurons, nameof(weights)));
        return Code.Ok;
    }

    /// <summary>Wx, N × M.</summary>
    internal static Code SetInputWeights<T>(RateNetwork<T, AnyActivation> network, long neurons, long inputs, T* weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ThrowUnlessNeurons(neurons, inputs, network.Neurons);
        network.SetInputWeights(Buffers.Matrix(weights, neurons, inputs, nameof(weights)), (int)inputs);
        return Code.Ok;
    }

    /// <summary>b, N.</summary>
    internal static Code SetBias<T>(RateNetwork<T, AnyActivation> network, long neurons, T* bias)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ThrowUnlessNeurons(neurons, 1, network.Neurons);
        network.SetBias(Buffers.Matrix(bias, neurons, 1, nameof(bias)));
        return Code.Ok;
    }

    /// <summary>x ← Wx s + b.</summary>
    internal static Code Drive<T>(RateNetwork<T, AnyActivation> network, long batch, long inputs, T* given, long neurons, T* drive)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffers.ThrowUnlessNeurons(batch, neurons, network.Neurons);
        if (network.Input is not { } weights) throw new ArgumentException("The network has no input weights: set them first.");
        if (weights.Inputs != inputs)
            throw new ArgumentException($"inputs is {batch}×{inputs}, but the network's input weights take {weights.Inputs}.");
        network.Drive(Buffers.Matrix(given, batch, inputs, "inputs"), Buffers.Matrix(drive, batch, neurons, nameof(drive)));
        return Code.Ok;
    }

    private static void ThrowUnlessNeurons(long rows, long columns, int expected)
    {
        if (rows != expected)
            throw new ArgumentException($"The matrix is {rows}×{columns}, but the network has {expected} neurons.");
    }
}

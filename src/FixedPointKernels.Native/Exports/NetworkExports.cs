using System;
using System.Runtime.InteropServices;
using FixedPointKernels.Native.Handles;
using FixedPointKernels.Native.Objects;
using FixedPointKernels.Native.Structs;

namespace FixedPointKernels.Native.Exports;

/// <summary>Networks: made, destroyed, asked for their size.</summary>
internal static unsafe class NetworkExports
{
    [UnmanagedCallersOnly(EntryPoint = "fpk_activation_default")]
    internal static int ActivationDefault(FpkActivation* activation, ulong size)
    {
        try
        {
            Sized.Fill(activation, size, nameof(activation), FpkActivation.Default);
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_network_create_f32")]
    internal static int CreateF32(long neurons, float* weights, FpkActivation* activation, nint* network)
    {
        try
        {
            Outputs.Clear(network, nameof(network));
            *network = NetworkCalls.Create(neurons, weights, activation);
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_network_create_f64")]
    internal static int CreateF64(long neurons, double* weights, FpkActivation* activation, nint* network)
    {
        try
        {
            Outputs.Clear(network, nameof(network));
            *network = NetworkCalls.Create(neurons, weights, activation);
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_network_destroy")]
    internal static int Destroy(nint network)
    {
        try
        {
            HandleTable.Remove(network, NetworkCalls.KindOf(network), nameof(network));
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_network_neurons")]
    internal static int Neurons(nint network, long* neurons)
    {
        try
        {
            Outputs.Clear(neurons, nameof(neurons));
            *neurons = NetworkCalls.Any(network).Neurons;
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }
}

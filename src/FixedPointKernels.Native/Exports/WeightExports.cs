using System;
using System.Runtime.InteropServices;
using FixedPointKernels.Native.Objects;

namespace FixedPointKernels.Native.Exports;

/// <summary>A network's W: updated, replaced, copied out.</summary>
internal static unsafe class WeightExports
{
    [UnmanagedCallersOnly(EntryPoint = "fpk_network_update_f32")]
    internal static int UpdateF32(nint network, long neurons, float* deltaW)
    {
        try
        {
            return (int)NetworkCalls.Update(NetworkCalls.F32(network), neurons, deltaW);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_network_update_f64")]
    internal static int UpdateF64(nint network, long neurons, double* deltaW)
    {
        try
        {
            return (int)NetworkCalls.Update(NetworkCalls.F64(network), neurons, deltaW);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_network_set_weights_f32")]
    internal static int SetWeightsF32(nint network, long neurons, float* weights)
    {
        try
        {
            return (int)NetworkCalls.SetWeights(NetworkCalls.F32(network), neurons, weights);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_network_set_weights_f64")]
    internal static int SetWeightsF64(nint network, long neurons, double* weights)
    {
        try
        {
            return (int)NetworkCalls.SetWeights(NetworkCalls.F64(network), neurons, weights);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_network_weights_f32")]
    internal static int WeightsF32(nint network, long neurons, float* weights)
    {
        try
        {
            return (int)NetworkCalls.Weights(NetworkCalls.F32(network), neurons, weights);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_network_weights_f64")]
    internal static int WeightsF64(nint network, long neurons, double* weights)
    {
        try
        {
            return (int)NetworkCalls.Weights(NetworkCalls.F64(network), neurons, weights);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }
}

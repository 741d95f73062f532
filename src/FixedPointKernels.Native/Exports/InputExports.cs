using System;
using System.Runtime.InteropServices;
using FixedPointKernels.Native.Objects;

namespace FixedPointKernels.Native.Exports;

/// <summary>What feeds a network: x = Wx s + b.</summary>
internal static unsafe class InputExports
{
    [UnmanagedCallersOnly(EntryPoint = "fpk_network_set_input_weights_f32")]
    internal static int SetInputWeightsF32(nint network, long neurons, long inputs, float* weights)
    {
        try
        {
            return (int)NetworkCalls.SetInputWeights(NetworkCalls.F32(network), neurons, inputs, weights);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_network_set_input_weights_f64")]
    internal static int SetInputWeightsF64(nint network, long neurons, long inputs, double* weights)
    {
        try
        {
            return (int)NetworkCalls.SetInputWeights(NetworkCalls.F64(network), neurons, inputs, weights);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_network_set_bias_f32")]
    internal static int SetBiasF32(nint network, long neurons, float* bias)
    {
        try
        {
            return (int)NetworkCalls.SetBias(NetworkCalls.F32(network), neurons, bias);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_network_set_bias_f64")]
    internal static int SetBiasF64(nint network, long neurons, double* bias)
    {
        try
        {
            return (int)NetworkCalls.SetBias(NetworkCalls.F64(network), neurons, bias);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_network_drive_f32")]
    internal static int DriveF32(nint network, long batch, long inputs, float* given, long neurons, float* drive)
    {
        try
        {
            return (int)NetworkCalls.Drive(NetworkCalls.F32(network), batch, inputs, given, neurons, drive);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_network_drive_f64")]
    internal static int DriveF64(nint network, long batch, long inputs, double* given, long neurons, double* drive)
    {
        try
        {
            return (int)NetworkCalls.Drive(NetworkCalls.F64(network), batch, inputs, given, neurons, drive);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }
}

using System;
using System.Runtime.InteropServices;
using FixedPointKernels.Native.Objects;
using FixedPointKernels.Native.Structs;

namespace FixedPointKernels.Native.Exports;

/// <summary>What a tracker does, in both element types: the hot calls.</summary>
internal static unsafe class TrackExports
{
    [UnmanagedCallersOnly(EntryPoint = "fpk_tracker_track_f32")]
    internal static int TrackF32(
        nint tracker, long neurons, float* drive, float* rates, float* gains, int budget, int search, FpkTrackResult* result)
    {
        try
        {
            return (int)TrackerCalls.Track(TrackerCalls.F32(tracker), neurons, drive, rates, gains, budget, search, result);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_tracker_track_f64")]
    internal static int TrackF64(
        nint tracker, long neurons, double* drive, double* rates, double* gains, int budget, int search, FpkTrackResult* result)
    {
        try
        {
            return (int)TrackerCalls.Track(TrackerCalls.F64(tracker), neurons, drive, rates, gains, budget, search, result);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_tracker_begin_f32")]
    internal static int BeginF32(nint tracker, long neurons, float* rates)
    {
        try
        {
            return (int)TrackerCalls.Begin(TrackerCalls.F32(tracker), neurons, rates);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_tracker_begin_f64")]
    internal static int BeginF64(nint tracker, long neurons, double* rates)
    {
        try
        {
            return (int)TrackerCalls.Begin(TrackerCalls.F64(tracker), neurons, rates);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_tracker_adjoint_f32")]
    internal static int AdjointF32(
        nint tracker, long neurons, float* lossGradient, float* lambda, int budget, FpkTrackResult* result)
    {
        try
        {
            return (int)TrackerCalls.Adjoint(TrackerCalls.F32(tracker), neurons, lossGradient, lambda, budget, result);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_tracker_adjoint_f64")]
    internal static int AdjointF64(
        nint tracker, long neurons, double* lossGradient, double* lambda, int budget, FpkTrackResult* result)
    {
        try
        {
            return (int)TrackerCalls.Adjoint(TrackerCalls.F64(tracker), neurons, lossGradient, lambda, budget, result);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_tracker_accumulate_f32")]
    internal static int AccumulateF32(
        nint tracker, int rule, double rate, long neurons, float* error, float* deltaW, byte* status)
    {
        try
        {
            return (int)TrackerCalls.Accumulate(TrackerCalls.F32(tracker), rule, (float)rate, neurons, error, deltaW, status);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_tracker_accumulate_f64")]
    internal static int AccumulateF64(
        nint tracker, int rule, double rate, long neurons, double* error, double* deltaW, byte* status)
    {
        try
        {
            return (int)TrackerCalls.Accumulate(TrackerCalls.F64(tracker), rule, rate, neurons, error, deltaW, status);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }
}

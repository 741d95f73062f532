using System;
using System.Runtime.InteropServices;
using FixedPointKernels.Native.Handles;
using FixedPointKernels.Native.Objects;
using FixedPointKernels.Native.Structs;

namespace FixedPointKernels.Native.Exports;

/// <summary>Trackers: made over a network, destroyed, forgetful.</summary>
internal static unsafe class TrackerExports
{
    [UnmanagedCallersOnly(EntryPoint = "fpk_tracker_options_default")]
    internal static int OptionsDefault(FpkTrackerOptions* options, ulong size)
    {
        try
        {
            Sized.Fill(options, size, nameof(options), FpkTrackerOptions.Default);
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_tracker_create")]
    internal static int Create(nint network, FpkTrackerOptions* options, nint* tracker)
    {
        try
        {
            Outputs.Clear(tracker, nameof(tracker));
            NetworkObject over = NetworkCalls.Any(network);
            double? tolerance = options == null
                ? null
                : Choices.Tolerance(Sized.Read(options, nameof(options), FpkTrackerOptions.Default));
            TrackerObject made = over.MakeTracker(tolerance);
            *tracker = HandleTable.Add(made.Kind, made);
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_tracker_destroy")]
    internal static int Destroy(nint tracker)
    {
        try
        {
            HandleTable.Remove(tracker, TrackerCalls.KindOf(tracker), nameof(tracker));
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_tracker_forget")]
    internal static int Forget(nint tracker)
    {
        try
        {
            TrackerCalls.Any(tracker).Forget();
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }
}

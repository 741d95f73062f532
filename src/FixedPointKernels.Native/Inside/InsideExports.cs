using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using FixedPointKernels.Activations;
using FixedPointKernels.Native.Objects;

namespace FixedPointKernels.Native.Inside;

/// <summary>The calls of fpk_solver_solve_f64 and fpk_tracker_track_f64 from managed code, so that what C adds to them can be measured in
/// one process.</summary>
internal static unsafe class InsideExports
{
    [UnmanagedCallersOnly(EntryPoint = "fpk_inside_solve_f64")]
    internal static int Solve(nint solver, long batch, long neurons, double* drive, double* rates, long turns, double* nanoseconds)
    {
        try
        {
            SolverObject<double> handled = SolverCalls.F64(solver);
            FixedPointSolver<double, AnyActivation> inside = handled.Solver;
            int length = (int)(batch * neurons);
            long start = Stopwatch.GetTimestamp();
            for (long i = 0; i < turns; i++)
            {
                ReadOnlySpan<double> x = new(drive, length);
                _ = inside.Solve(x, new Span<double>(rates, length), default, warmStart: true, handled.NewToken()).AllConverged;
            }

            *nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / turns;
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_inside_track_f64")]
    internal static int Track(nint tracker, long neurons, double* drive, double* rates, long turns, double* nanoseconds)
    {
        try
        {
            FixedPointTracker<double, AnyActivation> inside = TrackerCalls.F64(tracker).Tracker;
            int length = (int)neurons;
            long start = Stopwatch.GetTimestamp();
            for (long i = 0; i < turns; i++)
                _ = inside.Track(new ReadOnlySpan<double>(drive, length), new Span<double>(rates, length));

            *nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / turns;
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }
}

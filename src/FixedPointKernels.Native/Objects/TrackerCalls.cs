using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Activations;
using FixedPointKernels.Native.Handles;
using FixedPointKernels.Native.Structs;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Native.Objects;

/// <summary>The calls on a tracker, from pointers to spans, once for both element types.</summary>
internal static unsafe class TrackerCalls
{
    private const string Name = "tracker";

    // As of the solvers: the table has compared the kind.
    internal static TrackerObject<float> F32(nint handle) =>
        Unsafe.As<TrackerObject<float>>(HandleTable.Find(handle, HandleKind.TrackerF32, Name));

    internal static TrackerObject<double> F64(nint handle) =>
        Unsafe.As<TrackerObject<double>>(HandleTable.Find(handle, HandleKind.TrackerF64, Name));

    internal static TrackerObject Any(nint handle) => Unsafe.As<TrackerObject>(HandleTable.Find(handle, KindOf(handle), Name));

    /// <summary>The kind a handle must be where both element types will do.</summary>
    internal static HandleKind KindOf(nint handle) =>
        HandleTable.KindOf(handle) == HandleKind.TrackerF64 ? HandleKind.TrackerF64 : HandleKind.TrackerF32;

    internal static Code Track<T>(
        TrackerObject<T> tracker, long neurons, T* drive, T* rates, T* gains, int budget, int search, FpkTrackResult* result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffers.ThrowUnlessNeurons(1, neurons, tracker.Neurons);
        bool searches = Choices.Truth(search, "search");
        ReadOnlySpan<T> x = Buffers.Matrix(drive, 1, neurons, nameof(drive));
        Span<T> r = Buffers.Matrix(rates, 1, neurons, nameof(rates));
        Span<T> g = Buffers.MatrixOrNone(gains, 1, neurons, nameof(gains));
        return result == null
            ? CodeOf(tracker.Tracker.Track(x, r, g, Products(budget), searches).Status)
            : TrackAndTell(tracker, x, r, g, Products(budget), searches, result);
    }

    // Apart, as of the solvers: 160 bytes of addresses to be cleared before the method begins, and a result copied to be told.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Code TrackAndTell<T>(
        TrackerObject<T> tracker, ReadOnlySpan<T> drive, Span<T> rates, Span<T> gains, int budget, bool search, FpkTrackResult* result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ThrowIfNoPlace(
            result, Region.Of(drive, nameof(drive)), Region.Of<T>(rates, nameof(rates)), Region.Of<T>(gains, nameof(gains)));
        return Tell(tracker.Tracker.Track(drive, rates, gains, budget, search), result);
    }

    internal static Code Begin<T>(TrackerObject<T> tracker, long neurons, T* rates)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffers.ThrowUnlessNeurons(1, neurons, tracker.Neurons);
        tracker.Tracker.Begin(Buffers.Matrix(rates, 1, neurons, nameof(rates)));
        return Code.Ok;
    }

    internal static Code Adjoint<T>(
        TrackerObject<T> tracker, long neurons, T* lossGradient, T* lambda, int budget, FpkTrackResult* result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffers.ThrowUnlessNeurons(1, neurons, tracker.Neurons);
        ReadOnlySpan<T> e = Buffers.Matrix(lossGradient, 1, neurons, "loss_gradient");
        Span<T> l = Buffers.Matrix(lambda, 1, neurons, nameof(lambda));
        Region source = Region.Of(e, "loss_gradient"), target = Region.Of<T>(l, nameof(lambda));
        source.ThrowIfOverlaps(target);
        if (result != null) ThrowIfNoPlace(result, source, target, default);
        return Tell(tracker.Tracker.Adjoint(e, l, Products(budget)), result);
    }

    internal static Code Accumulate<T>(
        TrackerObject<T> tracker, int rule, T rate, long neurons, T* error, T* deltaW, byte* status)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffers.ThrowUnlessNeurons(1, neurons, tracker.Neurons);
        ReadOnlySpan<T> e = Buffers.Matrix(error, 1, neurons, nameof(error));
        Span<T> w = Buffers.Matrix(deltaW, neurons, neurons, "delta_w");
        Region added = Region.Of<T>(w, "delta_w"), told = Region.Of(status, status == null ? 0 : 1, nameof(status));
        added.ThrowIfOverlaps(told);
        told.ThrowIfOverlaps(Region.Of(e, nameof(error)));
        SolveStatus found = tracker.Accumulate((RuleKind)rule, rate, e, w);
        if (status != null) *status = (byte)found;
        return CodeOf(found);
    }

    private static int Products(int budget) => budget == -1 ? FixedPointTracker<float, Linear>.DefaultBudget : budget;

    private static void ThrowIfNoPlace(FpkTrackResult* result, Region first, Region second, Region third)
    {
        _ = Sized.Read(result, nameof(result), default(FpkTrackResult));
        Region told = Region.Of((byte*)result, (int)result->Size, nameof(result));
        told.ThrowIfOverlaps(first);
        told.ThrowIfOverlaps(second);
        told.ThrowIfOverlaps(third);
    }

    private static Code Tell<T>(TrackResult<T> found, FpkTrackResult* result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (result != null)
        {
            Sized.Write(result, new FpkTrackResult
            {
                Status = (int)found.Status,
                Products = found.Products,
                Factorizations = found.Factorizations,
                FellBack = found.FellBack ? 1 : 0,
                Residual = double.CreateTruncating(found.Residual),
            });
        }

        return CodeOf(found.Status);
    }

    private static Code CodeOf(SolveStatus status) => status == SolveStatus.Converged ? Code.Ok : Code.NotConverged;
}

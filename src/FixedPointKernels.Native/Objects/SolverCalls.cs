using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FixedPointKernels.Native.Handles;
using FixedPointKernels.Native.Structs;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Native.Objects;

/// <summary>The calls on a solver, from pointers to spans, once for both element types.</summary>
internal static unsafe class SolverCalls
{
    private const string Name = "solver";

    // The kind is part of the handle and the table has compared it, so no cast has to ask again.
    internal static SolverObject<float> F32(nint handle) =>
        Unsafe.As<SolverObject<float>>(HandleTable.Find(handle, HandleKind.SolverF32, Name));

    internal static SolverObject<double> F64(nint handle) =>
        Unsafe.As<SolverObject<double>>(HandleTable.Find(handle, HandleKind.SolverF64, Name));

    internal static SolverObject Any(nint handle) => Unsafe.As<SolverObject>(HandleTable.Find(handle, KindOf(handle), Name));

    /// <summary>The kind a handle must be where both element types will do.</summary>
    internal static HandleKind KindOf(nint handle) =>
        HandleTable.KindOf(handle) == HandleKind.SolverF64 ? HandleKind.SolverF64 : HandleKind.SolverF32;

    internal static Code Solve<T>(
        SolverObject<T> solver, long batch, long neurons, T* drive, T* rates, T* gains, int warmStart, FpkResults* results)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffers.ThrowUnlessNeurons(batch, neurons, solver.Neurons);
        bool warm = Choices.Truth(warmStart, "warm_start");
        ReadOnlySpan<T> x = Buffers.Matrix(drive, batch, neurons, nameof(drive));
        Span<T> r = Buffers.Matrix(rates, batch, neurons, nameof(rates));
        Span<T> g = Buffers.MatrixOrNone(gains, batch, neurons, nameof(gains));
        return results == null
            ? solver.Solver.Solve(x, r, g, warm, solver.NewToken()).AllConverged ? Code.Ok : Code.NotConverged
            : SolveAndTell(solver, batch, x, r, g, warm, results);
    }

    // Apart: what an outcome keeps of addresses is cleared on the stack before a method begins, 300 bytes that a caller without results
    // would wait for.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Code SolveAndTell<T>(
        SolverObject<T> solver, long batch, ReadOnlySpan<T> drive, Span<T> rates, Span<T> gains, bool warm, FpkResults* results)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Outcome outcome = new(
            results, batch, Region.Of(drive, nameof(drive)), Region.Of<T>(rates, nameof(rates)), Region.Of<T>(gains, nameof(gains)));
        return outcome.Write(solver.Solver.Solve(drive, rates, gains, warm, solver.NewToken()));
    }

    internal static Code SolvePotential<T>(
        SolverObject<T> solver, long batch, long neurons, T* drive, T* potentials, int warmStart, FpkResults* results)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffers.ThrowUnlessNeurons(batch, neurons, solver.Neurons);
        bool warm = Choices.Truth(warmStart, "warm_start");
        ReadOnlySpan<T> x = Buffers.Matrix(drive, batch, neurons, nameof(drive));
        Span<T> v = Buffers.Matrix(potentials, batch, neurons, nameof(potentials));
        Outcome outcome = new(
            results, batch, Region.Of<T>(x, nameof(drive)), Region.Of<T>(v, nameof(potentials)), default);
        return outcome.Write(solver.Solver.SolvePotential(x, v, warm, solver.NewToken()));
    }

    internal static Code Adjoint<T>(
        SolverObject<T> solver, long batch, long neurons, T* gains, T* lossGradient, T* lambda, FpkResults* results)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffers.ThrowUnlessNeurons(batch, neurons, solver.Neurons);
        ReadOnlySpan<T> g = Buffers.Matrix(gains, batch, neurons, nameof(gains));
        ReadOnlySpan<T> e = Buffers.Matrix(lossGradient, batch, neurons, "loss_gradient");
        Span<T> l = Buffers.Matrix(lambda, batch, neurons, nameof(lambda));
        Region source = Region.Of<T>(e, "loss_gradient"), target = Region.Of<T>(l, nameof(lambda));
        source.ThrowIfOverlaps(target);
        Outcome outcome = new(results, batch, Region.Of<T>(g, nameof(gains)), source, target);
        return outcome.Write(solver.Solver.Adjoint(g, e, l, solver.NewToken()));
    }

    internal static Code Accumulate<T>(
        SolverObject<T> solver, int rule, T rate, long batch, long neurons, T* rates, T* gains, T* error, T* deltaW, byte* solved,
        byte* statuses)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Buffers.ThrowUnlessNeurons(batch, neurons, solver.Neurons);
        ReadOnlySpan<T> r = Buffers.Matrix(rates, batch, neurons, nameof(rates));
        ReadOnlySpan<T> g = Buffers.Matrix(gains, batch, neurons, nameof(gains));
        ReadOnlySpan<T> e = Buffers.Matrix(error, batch, neurons, nameof(error));
        Span<T> w = Buffers.Matrix(deltaW, neurons, neurons, "delta_w");
        ReadOnlySpan<byte> before = Buffers.MatrixOrNone(solved, batch, 1, nameof(solved));
        Span<byte> after = Buffers.MatrixOrNone(statuses, batch, 1, nameof(statuses));
        Region added = Region.Of<T>(w, "delta_w"), told = Region.Of(statuses, after.Length, nameof(statuses));
        Region known = Region.Of(solved, before.Length, nameof(solved));
        added.ThrowIfOverlaps(told);
        added.ThrowIfOverlaps(known);
        told.ThrowIfOverlaps(Region.Of<T>(r, nameof(rates)));
        told.ThrowIfOverlaps(Region.Of<T>(g, nameof(gains)));
        told.ThrowIfOverlaps(Region.Of<T>(e, nameof(error)));
        told.ThrowIfOverlaps(known);
        ReadOnlySpan<SolveStatus> found = solver.Accumulate(
            (RuleKind)rule, rate, r, g, e, w, MemoryMarshal.Cast<byte, SolveStatus>(before));
        if (!after.IsEmpty) MemoryMarshal.AsBytes(found).CopyTo(after);
        return found.ContainsAnyExcept(SolveStatus.Converged) ? Code.NotConverged : Code.Ok;
    }
}

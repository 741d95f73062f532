using System;
using System.Runtime.InteropServices;
using FixedPointKernels.Native.Objects;
using FixedPointKernels.Native.Structs;

namespace FixedPointKernels.Native.Exports;

/// <summary>What a solver does, in both element types: the hot calls.</summary>
internal static unsafe class SolveExports
{
    [UnmanagedCallersOnly(EntryPoint = "fpk_solver_solve_f32")]
    internal static int SolveF32(
        nint solver, long batch, long neurons, float* drive, float* rates, float* gains, int warmStart, FpkResults* results)
    {
        try
        {
            return (int)SolverCalls.Solve(SolverCalls.F32(solver), batch, neurons, drive, rates, gains, warmStart, results);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_solver_solve_f64")]
    internal static int SolveF64(
        nint solver, long batch, long neurons, double* drive, double* rates, double* gains, int warmStart, FpkResults* results)
    {
        try
        {
            return (int)SolverCalls.Solve(SolverCalls.F64(solver), batch, neurons, drive, rates, gains, warmStart, results);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_solver_solve_potential_f32")]
    internal static int SolvePotentialF32(
        nint solver, long batch, long neurons, float* drive, float* potentials, int warmStart, FpkResults* results)
    {
        try
        {
            return (int)SolverCalls.SolvePotential(SolverCalls.F32(solver), batch, neurons, drive, potentials, warmStart, results);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_solver_solve_potential_f64")]
    internal static int SolvePotentialF64(
        nint solver, long batch, long neurons, double* drive, double* potentials, int warmStart, FpkResults* results)
    {
        try
        {
            return (int)SolverCalls.SolvePotential(SolverCalls.F64(solver), batch, neurons, drive, potentials, warmStart, results);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_solver_adjoint_f32")]
    internal static int AdjointF32(
        nint solver, long batch, long neurons, float* gains, float* lossGradient, float* lambda, FpkResults* results)
    {
        try
        {
            return (int)SolverCalls.Adjoint(SolverCalls.F32(solver), batch, neurons, gains, lossGradient, lambda, results);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_solver_adjoint_f64")]
    internal static int AdjointF64(
        nint solver, long batch, long neurons, double* gains, double* lossGradient, double* lambda, FpkResults* results)
    {
        try
        {
            return (int)SolverCalls.Adjoint(SolverCalls.F64(solver), batch, neurons, gains, lossGradient, lambda, results);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_solver_accumulate_f32")]
    internal static int AccumulateF32(
        nint solver, int rule, double rate, long batch, long neurons, float* rates, float* gains, float* error, float* deltaW,
        byte* solved, byte* statuses)
    {
        try
        {
            return (int)SolverCalls.Accumulate(
                SolverCalls.F32(solver), rule, (float)rate, batch, neurons, rates, gains, error, deltaW, solved, statuses);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_solver_accumulate_f64")]
    internal static int AccumulateF64(
        nint solver, int rule, double rate, long batch, long neurons, double* rates, double* gains, double* error, double* deltaW,
        byte* solved, byte* statuses)
    {
        try
        {
            return (int)SolverCalls.Accumulate(
                SolverCalls.F64(solver), rule, rate, batch, neurons, rates, gains, error, deltaW, solved, statuses);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }
}

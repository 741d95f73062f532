using System;
using FixedPointKernels.Activations;

namespace FixedPointKernels.Bench.Latency;

/// <summary>Nothing: what the machine and the clock do to a paced loop by themselves.</summary>
internal struct EmptyWork : IPacedWork
{
    public readonly void Prepare(int call)
    {
    }

    public readonly void Call()
    {
    }

    public readonly void Finish(int call)
    {
    }
}

/// <summary>A way to solve one input, warm or cold.</summary>
internal interface ISolveOne
{
    /// <summary>Products with an N × N matrix that the call took.</summary>
    int Solve(ReadOnlySpan<float> drive, Span<float> rates);
}

/// <summary>The tracker; its own last point is the start.</summary>
internal readonly struct Track(FixedPointTracker<float, Tanh> tracker) : ISolveOne
{
    public int Solve(ReadOnlySpan<float> drive, Span<float> rates) => tracker.Track(drive, rates).Products;
}

/// <summary>The solver for any batch, from the last rates or from 0.</summary>
internal readonly struct Solve(FixedPointSolver<float, Tanh> solver, bool warm) : ISolveOne
{
    int ISolveOne.Solve(ReadOnlySpan<float> drive, Span<float> rates) => (int)solver.Solve(drive, rates, warm).Evaluations;
}

/// <summary>Solves the case's next input; keeps the rates of every call, to be checked when the clock has stopped.</summary>
internal struct SolveWork<TSolve>(LatencyCase problem, TSolve solve, float[] kept) : IPacedWork
    where TSolve : struct, ISolveOne
{
    private int products;

    /// <summary>Products of all calls.</summary>
    internal long Products { get; private set; }

    public readonly void Prepare(int call) => problem.Input(call).CopyTo(problem.Drive.Span);

    public void Call() => products = solve.Solve(problem.Drive.Span, problem.Rates.Span);

    public void Finish(int call)
    {
        Products += products;
        int n = problem.Neurons;
        problem.Rates.Span.CopyTo(kept.AsSpan((int)((long)call * n % kept.Length), n));
    }
}

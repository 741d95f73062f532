using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Gradients;

/// <summary>The adjoint by LU, sample by sample, with iterative refinement: u ← u + J⁻ᵀ (e − Jᵀ u).</summary>
/// <remarks>
/// Where the forward Newton left factors of the sample they are tried first: they belong to a point one step before the last and
/// refine in two or three products of N² in place of a factorization of ⅔N³. A kept factor that does not halve the residual in a step
/// is replaced by a fresh one. Fresh factors refine until the residual stops falling: two steps at most in practice (N. J. Higham,
/// "Accuracy and Stability of Numerical Algorithms", 2002, chapter 12).
/// </remarks>
internal readonly struct DirectSteps<T> : ISteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MaxRefinements = 5;
    private static readonly T Half = T.CreateTruncating(0.5);

    private readonly int size;
    private readonly FactorStore<T>? kept;
    private readonly FactorStore<T> fresh;
    private readonly T[] last;
    private readonly int[] refinements;
    private readonly Source[] sources;
    private readonly SolveStatus[] verdicts;

    internal DirectSteps(int capacity, int size, FactorStore<T>? kept)
    {
        (this.size, this.kept) = (size, kept);
        fresh = new(size, capacity);
        last = new T[capacity];
        refinements = new int[capacity];
        sources = new Source[capacity];
        verdicts = new SolveStatus[capacity];
    }

    private enum Source : byte
    {
        None,
        Kept,
        Fresh,

        /// <summary>Kept factors led out of the finite numbers: back to the best point, which has to be evaluated again, then fresh ones.</summary>
        Lost,
    }

    public bool NeedsLinearization => true;

    internal static ScratchSize Scratch(int size) => ScratchSize.Of(size) + Lu.FactorScratch<T>(size);

    public void Start(Slots<T> slots, int row)
    {
        int home = slots.Home[row];
        last[home] = T.PositiveInfinity;
        refinements[home] = 0;
        sources[home] = kept is not null && kept.Holds(slots.Sample[row]) ? Source.Kept : Source.None;
        verdicts[home] = SolveStatus.Running;
    }

    public SolveStatus Judge<TMap>(in TMap map, Slots<T> slots, int row)
        where TMap : struct, IFixedPointMap<T>
    {
        if (slots.Residual[row] <= slots.Tolerance[row]) return SolveStatus.Converged;
        int home = slots.Home[row];
        if (verdicts[home] != SolveStatus.Running) return verdicts[home];
        bool falls = slots.Residual[row] <= Half * last[home];
        last[home] = slots.Residual[row];
        if (falls && refinements[home] < MaxRefinements) return SolveStatus.Running;
        if (sources[home] == Source.Fresh && refinements[home] > 0) return SolveStatus.Stalled;
        sources[home] = Source.None;
        return SolveStatus.Running;
    }

    public SolveStatus Recover(Slots<T> slots, int row)
    {
        int home = slots.Home[row];
        if (sources[home] != Source.Kept) return verdicts[home] == SolveStatus.Running ? SolveStatus.Diverged : verdicts[home];
        sources[home] = Source.Lost;
        return SolveStatus.Running;
    }

    public void Advance<TMap>(in TMap map, Slots<T> slots, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<T>
    {
        scratch = scratch.Take(size, out Span<T> step);
        for (int row = 0; row < slots.Active; row++)
        {
            int home = slots.Home[row];
            if (sources[home] == Source.Lost)
            {
                slots.BestState(row).CopyTo(slots.State(row));
                sources[home] = Source.None;
                last[home] = T.PositiveInfinity;
                continue;
            }

            if (sources[home] == Source.None && !Factor(map, slots, row, report, scratch)) continue;
            (FactorStore<T> store, int block) = sources[home] == Source.Kept ? (kept!, slots.Sample[row]) : (fresh, home);
            Span<T> state = slots.State(row);
            StateUpdates.Subtract(slots.Image(row), state, step);
            Lu.Solve(TMap.JacobianForm, size, store.Matrix(block), size, store.Pivots(block), step);
            StateUpdates.AddScaled(state, T.One, step, state);
            refinements[home]++;
        }
    }

    private bool Factor<TMap>(in TMap map, Slots<T> slots, int row, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<T>
    {
        int home = slots.Home[row];
        map.Jacobian(slots.Linearization(row), fresh.Matrix(home));
        report.Factorizations++;
        refinements[home] = 0;
        if (Lu.Factor(size, fresh.Matrix(home), size, fresh.Pivots(home), scratch) < 0)
        {
            sources[home] = Source.Fresh;
            last[home] = T.PositiveInfinity;
            return true;
        }

        slots.BestState(row).CopyTo(slots.State(row));
        verdicts[home] = SolveStatus.Singular;
        return false;
    }
}

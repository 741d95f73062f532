using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Gradients;

/// <summary>The adjoint by LU, sample by sample, with iterative refinement: u ← u + J⁻ᵀ (e − Jᵀ u).</summary>
/// <remarks>
/// Where the forward Newton left factors of the sample they are tried first: they belong to a point one step before the last and
/// refine in two or three products of N² in place of a factorization of ⅔N³. A reused factor that does not halve the residual in a step
/// is replaced by a fresh one. Fresh factors refine until the residual stops falling: two steps at most in practice (N. J. Higham,
/// "Accuracy and Stability of Numerical Algorithms", 2002, chapter 12). In double the fresh factors are float ones where those win
/// (<see cref="SingleFactors"/>) for as long as every step divides the residual, which is measured in double, by 20; then double ones.
/// </remarks>
internal readonly struct DirectSteps<T> : ISteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MaxRefinements = 5;

    // Ten digits in eight steps: what a double factorization costs at n = 128; at n = 300 it costs 20 steps.
    private const int MaxSingleRefinements = 8;
    private static readonly T Half = T.CreateTruncating(0.5);
    private static readonly T Twentieth = T.CreateTruncating(0.05);

    private readonly int size;
    private readonly FactorStore<T>? kept;
    private readonly FactorStore<T> fresh;
    private readonly T[] last;
    private readonly int[] refinements;
    private readonly Source[] sources;
    private readonly bool[] full;
    private readonly SolveStatus[] verdicts;

    internal DirectSteps(int capacity, int size, FactorStore<T>? kept)
    {
        (this.size, this.kept) = (size, kept);
        fresh = new(size, capacity);
        last = new T[capacity];
        refinements = new int[capacity];
        sources = new Source[capacity];
        full = new bool[capacity];
        verdicts = new SolveStatus[capacity];
    }

    private enum Source : byte
    {
        None,
        Kept,
        Single,
        Full,

        /// <summary>Kept or float factors led out of the finite numbers: back to the best point, which has to be
        /// evaluated again, then fresh ones.</summary>
        Lost,
    }

    public bool NeedsLinearization => true;

    public bool AnyPointCounts => true;

    internal static ScratchSize Scratch(int size) =>
        ScratchSize.Of(size) + ScratchSize.Max(Lu.FactorScratch<T>(size), SingleFactors.Scratch<T>(size));

    public void Start(Slots<T> slots, int row)
    {
        int home = slots.Home[row];
        last[home] = T.PositiveInfinity;
        refinements[home] = 0;
        sources[home] = kept is not null && kept.Holds(slots.Sample[row]) ? Source.Kept : Source.None;
        full[home] = !SingleFactors.Win<T>(size);
        verdicts[home] = SolveStatus.Unsolved;
    }

    public SolveStatus Judge<TMap>(in TMap map, Slots<T> slots, int row)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        if (slots.Residual[row] <= slots.Tolerance[row]) return SolveStatus.Converged;
        int home = slots.Home[row];
        if (verdicts[home] != SolveStatus.Unsolved) return verdicts[home];
        (T factor, int most) = sources[home] == Source.Single ? (Twentieth, MaxSingleRefinements) : (Half, MaxRefinements);
        bool falls = slots.Residual[row] <= factor * last[home];
        last[home] = slots.Residual[row];
        if (falls && refinements[home] < most) return SolveStatus.Unsolved;
        if (sources[home] == Source.Full && refinements[home] > 0) return SolveStatus.Stalled;
        sources[home] = Source.None;
        return SolveStatus.Unsolved;
    }

    public SolveStatus Recover(Slots<T> slots, int row)
    {
        int home = slots.Home[row];
        if (sources[home] is not (Source.Kept or Source.Single))
            return verdicts[home] == SolveStatus.Unsolved ? SolveStatus.Diverged : verdicts[home];
        sources[home] = Source.Lost;
        return SolveStatus.Unsolved;
    }

    public SolveStatus Refuse(Slots<T> slots, int row, bool singular) => singular ? SolveStatus.Singular : SolveStatus.Unsolved;

    public void Advance<TMap>(in TMap map, Slots<T> slots, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
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
            store.Solve(TMap.JacobianForm, block, step, scratch);
            StateUpdates.AddScaled(state, T.One, step, state);
            refinements[home]++;
        }
    }

    private bool Factor<TMap>(in TMap map, Slots<T> slots, int row, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<TMap, T>
    {
        int home = slots.Home[row];
        ReadOnlySpan<T> linearization = slots.Linearization(row);
        refinements[home] = 0;
        if (!full[home])
        {
            // Once: a sample that comes back here needs double.
            full[home] = true;
            Scratch<T> rest = scratch.Take(size, size, out Span<T> jacobian);
            TMap.WriteJacobian(map, linearization, jacobian);
            report.Factorizations++;
            if (fresh.FactorSingle(home, jacobian, rest))
            {
                sources[home] = Source.Single;
                return true;
            }
        }

        TMap.WriteJacobian(map, linearization, fresh.Matrix(home));
        report.Factorizations++;
        if (fresh.Factor(home, scratch))
        {
            sources[home] = Source.Full;
            last[home] = T.PositiveInfinity;
            return true;
        }

        slots.BestState(row).CopyTo(slots.State(row));
        verdicts[home] = SolveStatus.Singular;
        return false;
    }
}

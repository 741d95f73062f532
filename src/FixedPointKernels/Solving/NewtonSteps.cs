using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Solving;

/// <summary>
/// Newton's method on f(s) = F(s) − s: s ← s + t J⁻¹ f, J = I − DF, with t halved until |f|² falls as the linear model promises.
/// </summary>
/// <remarks>
/// One LU per accepted step and sample; every trial of the line search is one evaluation of the loop, so trials of many samples
/// share one product. The sufficient decrease is |f(s + t d)|² ≤ (1 − 2·10⁻⁴ t)|f(s)|². Source: C. T. Kelley, "Solving Nonlinear
/// Equations with Newton's Method", 2003, chapter 1 (Armijo rule).
/// </remarks>
internal readonly struct NewtonSteps<T> : ISteps<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // 2⁻³⁰ of a full step: what falls short there is a minimum of |f| that is not a root.
    private const int SearchHalvings = 30;

    // Past the tolerance a step that does not help at once, or at half or a quarter, has met rounding.
    internal const int PolishHalvings = 2;

    private readonly int size;
    private readonly int limit;
    private readonly int maxHalvings;
    private readonly FactorStore<T> factors;
    private readonly AlignedBuffer<T> bases;
    private readonly AlignedBuffer<T> directions;
    private readonly T[] merits;
    private readonly int[] halvings;
    private readonly int[] accepted;
    private readonly SolveStatus[] verdicts;

    internal NewtonSteps(int capacity, int size, int limit, FactorStore<T> factors, int maxHalvings = SearchHalvings)
    {
        (this.size, this.limit, this.factors, this.maxHalvings) = (size, limit, factors, maxHalvings);
        bases = new(checked(capacity * size));
        directions = new(checked(capacity * size));
        merits = new T[capacity];
        halvings = new int[capacity];
        accepted = new int[capacity];
        verdicts = new SolveStatus[capacity];
    }

    public bool NeedsLinearization => true;

    internal static ScratchSize Scratch(int size) => ScratchSize.Of(size) + Lu.FactorScratch<T>(size);

    public void Start(Slots<T> slots, int row) => Start(slots.Home[row]);

    internal void Start(int home)
    {
        merits[home] = T.PositiveInfinity;
        halvings[home] = 0;
        accepted[home] = 0;
        verdicts[home] = SolveStatus.Running;
    }

    public SolveStatus Judge<TMap>(in TMap map, Slots<T> slots, int row)
        where TMap : struct, IFixedPointMap<T> =>
        slots.Residual[row] <= slots.Tolerance[row] ? SolveStatus.Converged : verdicts[slots.Home[row]];

    // A trial that left the finite numbers is a trial that failed: the line search shortens it.
    public SolveStatus Recover(Slots<T> slots, int row) => verdicts[slots.Home[row]];

    public void Advance<TMap>(in TMap map, Slots<T> slots, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<T>
    {
        for (int row = 0; row < slots.Active; row++) AdvanceRow(map, slots, row, report, scratch);
    }

    /// <summary>The verdict on a home: Running, or why it is over.</summary>
    internal SolveStatus Verdict(int home) => verdicts[home];

    internal void AdvanceRow<TMap>(in TMap map, Slots<T> slots, int row, SolveReport<T> report, Scratch<T> scratch)
        where TMap : struct, IFixedPointMap<T>
    {
        int home = slots.Home[row];
        Span<T> state = slots.State(row);
        Span<T> start = bases.Span.Slice(home * size, size);
        Span<T> direction = directions.Span.Slice(home * size, size);
        scratch = scratch.Take(size, out Span<T> f);
        StateUpdates.Subtract(slots.Image(row), state, f);
        T merit = Dot.Product<T>(f, f);
        T step = T.ScaleB(T.One, -halvings[home]);
        T enough = T.One - (T.CreateTruncating(2e-4) * step);
        bool first = T.IsPositiveInfinity(merits[home]);
        if (first ? T.IsFinite(merit) : merit <= enough * merits[home])
        {
            if (accepted[home]++ >= limit)
            {
                verdicts[home] = SolveStatus.StepLimit;
                return;
            }

            state.CopyTo(start);
            f.CopyTo(direction);
            merits[home] = merit;
            halvings[home] = 0;
            int sample = slots.Sample[row];
            Span<T> matrix = factors.Matrix(sample);
            map.Jacobian(slots.Linearization(row), matrix);
            bool good = Lu.Factor(size, matrix, size, factors.Pivots(sample), scratch) < 0;
            report.Factorizations++;
            factors.Own(sample, good);
            if (!good)
            {
                verdicts[home] = SolveStatus.Singular;
                return;
            }

            Lu.Solve(TMap.JacobianForm, size, matrix, size, factors.Pivots(sample), direction);
            StateUpdates.AddScaled(start, T.One, direction, state);
        }
        else if (first)
        {
            verdicts[home] = SolveStatus.Diverged;
        }
        else if (halvings[home] >= maxHalvings)
        {
            start.CopyTo(state);
            verdicts[home] = SolveStatus.Stalled;
        }
        else
        {
            halvings[home]++;
            StateUpdates.AddScaled(start, T.ScaleB(T.One, -halvings[home]), direction, state);
        }
    }
}
